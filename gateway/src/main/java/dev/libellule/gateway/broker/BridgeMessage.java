package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Slice;
import java.nio.charset.StandardCharsets;

/**
 * One message on its way to or from another broker, in the form in which brokers keep them.
 *
 * <p>{@code data} is shared with other receivers and never to be changed: Topic Name, then properties to forward, then payload.
 *
 * @param packetIdentifier of the session; it goes to the other broker as it is. 0 at QoS 0.
 * @param retain as it is to be sent
 * @param expirySeconds what is left of its Message Expiry Interval; -1 for none
 * @param receivedAt when the broker got it, in milliseconds since 1970; 0 if that is not known
 * @param isLate whether it had to wait for the connection
 */
public record BridgeMessage(int packetIdentifier, int qos, boolean dup, boolean retain, byte[] data, int topicLength,
        int propertiesLength, long expirySeconds, long receivedAt, boolean isLate) {

    /** A message that came from the other broker. */
    public static BridgeMessage received(int packetIdentifier, int qos, boolean retain, byte[] topic, Slice properties,
            Slice payload, long expirySeconds) {
        byte[] data = new byte[topic.length + properties.length + payload.length];
        System.arraycopy(topic, 0, data, 0, topic.length);
        if (properties.length > 0) {
            System.arraycopy(properties.buffer, properties.offset, data, topic.length, properties.length);
        }
        System.arraycopy(payload.buffer, payload.offset, data, topic.length + properties.length, payload.length);
        return new BridgeMessage(packetIdentifier, qos, false, retain, data, topic.length, properties.length,
                expirySeconds, 0, false);
    }

    public int payloadOffset() {
        return topicLength + propertiesLength;
    }

    public int payloadLength() {
        return data.length - payloadOffset();
    }

    /** For logs. */
    public String topic() {
        return new String(data, 0, topicLength, StandardCharsets.UTF_8);
    }
}
