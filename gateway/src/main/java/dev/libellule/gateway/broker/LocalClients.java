package dev.libellule.gateway.broker;

/** The door through which the other parts of the gateway reach the broker. Any thread may call. */
@FunctionalInterface
public interface LocalClients {
    /**
     * Connects a client without a socket; an older client with the same identifier is taken over, as a network client would be.
     *
     * @param listener called on the broker thread
     */
    LocalClient connect(LocalClientOptions options, DeliveryListener listener);
}
