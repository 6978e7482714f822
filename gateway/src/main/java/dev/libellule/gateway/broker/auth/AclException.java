package dev.libellule.gateway.broker.auth;

/** An access control list cannot be used; the message names the file, the cause and the cure. */
public final class AclException extends RuntimeException {
    AclException(String message, Throwable cause) {
        super(message, cause);
    }
}
