package dev.libellule.device.client;

import dev.libellule.device.codec.ConnAck;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Topics;

/** What the server said in its CONNACK that the client has to keep to, 3.2.2.3. In 3.1.1 there are no limits. */
final class ServerLimits {
    private static final int NO_LIMIT = Integer.MAX_VALUE;
    /** An acknowledgement with its Reason Code: without it there is no QoS 1. */
    private static final int SMALLEST_PACKET_SIZE = 5;

    int receiveMaximum;
    int maximumQos;
    boolean retainAvailable;
    int maximumPacketSize;
    int keepAliveSeconds;
    int topicAliasMaximum;
    int sessionExpirySeconds;
    boolean wildcardAvailable;
    boolean subscriptionIdentifierAvailable;
    boolean sharedAvailable;

    /**
     * Takes the limits of a new connection.
     *
     * @param ownKeepAliveSeconds holds unless the server gives another one, [MQTT-3.2.2-21]
     * @param ownSessionExpirySeconds holds unless the server gives another one, 3.2.2.3.2
     */
    void read(ConnAck connAck, int ownKeepAliveSeconds, int ownSessionExpirySeconds) {
        receiveMaximum = connAck.properties.number(Property.RECEIVE_MAXIMUM, 65_535);
        maximumQos = connAck.properties.number(Property.MAXIMUM_QOS, 2);
        retainAvailable = isAvailable(connAck, Property.RETAIN_AVAILABLE);
        int size = connAck.properties.number(Property.MAXIMUM_PACKET_SIZE, NO_LIMIT);
        maximumPacketSize = size < 0 ? NO_LIMIT : size; // negative: above 2,147,483,647
        keepAliveSeconds = connAck.properties.number(Property.SERVER_KEEP_ALIVE, ownKeepAliveSeconds);
        topicAliasMaximum = connAck.properties.number(Property.TOPIC_ALIAS_MAXIMUM, 0);
        sessionExpirySeconds = connAck.properties.number(Property.SESSION_EXPIRY_INTERVAL, ownSessionExpirySeconds);
        wildcardAvailable = isAvailable(connAck, Property.WILDCARD_SUBSCRIPTION_AVAILABLE);
        subscriptionIdentifierAvailable = isAvailable(connAck, Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE);
        sharedAvailable = isAvailable(connAck, Property.SHARED_SUBSCRIPTION_AVAILABLE);
    }

    /** False if the server takes no packet that is as large as an acknowledgement, [MQTT-3.2.2-15]. */
    boolean canBeKept() {
        return maximumPacketSize >= SMALLEST_PACKET_SIZE;
    }

    private static boolean isAvailable(ConnAck connAck, int property) {
        return connAck.properties.number(property, 1) == 1; // absent means available, 3.2.2.3.11 to 13
    }

    /** The Reason Code that the server would give to a subscription, or 0 if it may be asked for. */
    int refusal(byte[] topicFilter, int subscriptionIdentifier, int packetLength) {
        if (!sharedAvailable && Topics.isShared(topicFilter)) {
            return ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
        }
        if (!wildcardAvailable && Topics.hasWildcard(topicFilter)) {
            return ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED;
        }
        if (!subscriptionIdentifierAvailable && subscriptionIdentifier > 0) {
            return ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED;
        }
        return packetLength > maximumPacketSize
                ? ReasonCode.PACKET_TOO_LARGE // [MQTT-3.2.2-15]
                : ReasonCode.SUCCESS;
    }
}
