package dev.libellule.device.client;

import dev.libellule.device.codec.Publish;

/**
 * What the application hears of its {@link MqttClient}; called from within {@link MqttClient#step}.
 *
 * <p>Each method may publish, subscribe and disconnect, but not step.
 */
public interface MqttListener {
    /** The server has accepted the connection. Subscriptions of the table follow by themselves. */
    void connected(MqttClient client, boolean sessionPresent);

    /**
     * The connection is gone, or an attempt failed; the client goes on by itself if its settings say so.
     *
     * @param status OK after {@link MqttClient#disconnect}, else why: {@link ClientStatus} or {@link dev.libellule.device.codec.Status}
     */
    void disconnected(MqttClient client, int status);

    /**
     * A message came in; at QoS 1 and 2 it is acknowledged when this returns.
     *
     * @param message its topic and payload are stretches of the receive buffer: valid until this returns
     */
    void received(MqttClient client, Publish message);

    /**
     * A stretch of a message that is larger than the receive buffer; only with {@link MqttSettings#streamOversized}. At QoS 1 and 2 the
     * message is acknowledged after the last stretch; when the connection is lost before, the message comes again from its beginning.
     *
     * @param message its payload is the stretch; all of it is valid until this returns
     * @param payloadOffset where the stretch begins in the payload; 0 with a new message
     * @param payloadLength of the whole payload
     */
    void part(MqttClient client, Publish message, int payloadOffset, int payloadLength);

    /**
     * A message of QoS 1 or 2 was acknowledged for good, or refused.
     *
     * @param packetIdentifier what {@link MqttClient#publish} returned
     * @param reasonCode 128 and above are refusals, 5.0; 0 in 3.1.1
     */
    void published(MqttClient client, int packetIdentifier, int reasonCode);

    /**
     * A subscription was granted, or refused.
     *
     * @param reasonCode the granted QoS; 128 and above are refusals
     */
    void subscribed(MqttClient client, byte[] topicFilter, int reasonCode);

    /** An UNSUBSCRIBE was acknowledged. */
    void unsubscribed(MqttClient client, byte[] topicFilter, int reasonCode);

    /**
     * A packet is on its way that does not fit into the receive buffer; said once.
     *
     * @return a larger buffer to go on with, at least of that length; or null to do as the settings say. Firmware returns null.
     */
    byte[] oversized(MqttClient client, int packetLength);
}
