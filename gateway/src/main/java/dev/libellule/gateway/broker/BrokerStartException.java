package dev.libellule.gateway.broker;

/** The broker cannot start; the message names the cause and the cure. */
public final class BrokerStartException extends RuntimeException {
    public BrokerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
