package dev.libellule.gateway.relay;

/** A relay cannot start as it is configured; the message names the cause and the cure. */
public final class RelayException extends RuntimeException {
    RelayException(String message, Throwable cause) {
        super(message, cause);
    }
}
