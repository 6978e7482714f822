package dev.libellule.gateway.broker;

/**
 * What a {@link LocalClient} says in its CONNECT.
 *
 * @param clientId unique among all clients of the broker
 * @param persistent true keeps the session, with its subscriptions and queue, while nobody is connected to it
 * @param receiveMaximum QoS 1 and 2 messages delivered and not yet acknowledged, 1 to 65,535
 * @param noLocal true keeps what the client published itself from coming back to it, 3.8.3.1
 * @param will published if the client goes without {@link LocalClient#close}; may be null
 */
public record LocalClientOptions(String clientId, boolean persistent, int receiveMaximum, boolean noLocal, Will will) {
    /** A message that the broker publishes when its client is lost. */
    public record Will(String topic, byte[] payload, int qos, boolean retain) {}

    public LocalClientOptions {
        if (clientId.isEmpty()) {
            throw new IllegalArgumentException("a local client needs a client identifier");
        }
        if (receiveMaximum < 1 || receiveMaximum > 65_535) {
            throw new IllegalArgumentException("receive maximum %d: must be 1 to 65535".formatted(receiveMaximum));
        }
    }

    /** A client that starts clean, without a will: what most parts of the gateway are. */
    public static LocalClientOptions clean(String clientId) {
        return new LocalClientOptions(clientId, false, 20, false, null);
    }
}
