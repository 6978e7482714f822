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

    /** Makes the session of a bridge, which collects from now on; an older client with the same identifier is taken over. */
    default BridgeSession bridge(BridgeOptions options) {
        throw new UnsupportedOperationException("no bridges here");
    }

    /** Something that no other broker has, as long as this one runs: to recognize what was here before. */
    default String brokerId() {
        return "";
    }
}
