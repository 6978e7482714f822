package dev.libellule.gateway.app;

/** Something that the configuration names is wrong or missing; the message names cause and cure. Ends a command with status 3. */
final class WrongConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
