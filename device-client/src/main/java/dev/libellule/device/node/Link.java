package dev.libellule.device.node;

/**
 * What a {@link Node} needs of its connection to a broker: the MQTT client has it, see {@link ClientLink}, and so can anything else
 * that speaks to a broker.
 *
 * <p>The arrays are the node's own and are used before the call returns. No method blocks.
 */
public interface Link {
    /** 0 while not connected; else a number that is another one after each connection, so that none is missed. */
    int connection();

    /**
     * Queues one message.
     *
     * @return negative when it could not be taken now; the node then offers it again in a later step
     */
    int publish(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain);

    /**
     * Subscribes; called once for each command after each connection. Messages go to {@link Node#received}.
     *
     * @return negative when it could not be taken now; the node then asks again in a later step
     */
    int subscribe(byte[] topicFilter, int qos);
}
