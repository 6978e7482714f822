package dev.libellule.gateway.broker;

import java.util.Map;

/**
 * What a {@link BridgeSession} is made of.
 *
 * @param clientId unique among all clients of the broker
 * @param persistent true keeps the session, with its queue, while the other broker is away
 * @param filters what is to go to the other broker: Topic Filters, each with its largest QoS
 * @param isLiveFirst whether what comes now goes before what has waited; false keeps the order
 * @param latePerSecond so many of the messages that have waited may go in a second; 0 for any number
 */
public record BridgeOptions(String clientId, boolean persistent, Map<String, Integer> filters, boolean isLiveFirst,
        int latePerSecond) {
    public BridgeOptions {
        filters = Map.copyOf(filters);
    }
}
