package dev.libellule.device.host;

/** The machine does not give what the client needs; the message names cause and cure. */
public final class HostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Makes one with its cause. */
    public HostException(String message, Throwable cause) {
        super(message, cause);
    }
}
