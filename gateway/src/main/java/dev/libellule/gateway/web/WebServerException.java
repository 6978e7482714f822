package dev.libellule.gateway.web;

/** The page cannot be served; the message names cause and cure. */
public final class WebServerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WebServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
