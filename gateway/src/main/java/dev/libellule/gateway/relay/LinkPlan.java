package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.config.BridgeConfig;
import java.time.Duration;

/**
 * What the connections of a bridge are made of.
 *
 * @param clientId at the upstream
 * @param stateTopic for the will and the notification; null for none
 * @param brokerId marks what has been here
 * @param acknowledgement how long the upstream may take to acknowledge anything
 */
record LinkPlan(String clientId, BridgeConfig.Remote remote, TopicRules rules, String stateTopic, String brokerId,
        Duration acknowledgement) {
    /** Messages that came in and are larger are passed over. */
    static final int MOST_PACKET_BYTES = 16 << 20;

    /** Receive Maximum if the configuration does not say: Mosquitto's {@code max_inflight_messages}. */
    private static final int RECEIVE_MAXIMUM = 20;

    /** Of what comes in. */
    int receiveMaximum() {
        return remote.receiveMaximum() == 0 ? RECEIVE_MAXIMUM : remote.receiveMaximum();
    }
}
