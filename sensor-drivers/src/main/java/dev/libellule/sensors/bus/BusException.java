package dev.libellule.sensors.bus;

/** A transfer on a bus or line failed, or it cannot be opened; the message names cause and cure. */
public final class BusException extends RuntimeException {
    public BusException(String message, Throwable cause) {
        super(message, cause);
    }
}
