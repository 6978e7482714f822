package dev.libellule.gateway.broker.tls;

/** A certificate or key file cannot be used; the message names the file, the cause and the cure. */
public final class TlsException extends RuntimeException {
    TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
