package dev.libellule.gateway.broker.auth;

/** A password file cannot be used; the message names the file, the cause and the cure. */
public final class PasswordFileException extends RuntimeException {
    PasswordFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
