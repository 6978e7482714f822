package dev.libellule.device.node;

/**
 * What a {@link Node} needs of its connection to a broker: the MQTT client has it, see {@link ClientLink}, and so can anything else
 * that speaks to a broker.
 *
 * <p>The arrays are the node's own and are used before the call returns. No method blocks.
 */
public interface Link {
    /** It could not be taken now; so says any other negative number but {@link #NEVER}. */
    int LATER = -1;
    /** It will never be taken, such as a message larger than the broker allows: the node counts it and goes on. */
    int NEVER = -1000;
    /** The Subscription Option of 5.0, 3.8.3.1, above the QoS. */
    int NO_LOCAL = 4;

    /** 0 while not connected; else a number that is another one after each connection, so that none is missed. */
    int connection();

    /** True if the broker had kept the session from before this connection: it may deliver what has queued up there meanwhile. */
    boolean isResumed();

    /**
     * Queues one message.
     *
     * @param properties encoded properties of a PUBLISH, 3.3.2.3, without their length; left out where MQTT 5.0 is not spoken
     * @param propertiesLength how many bytes of them, from the first; 0 for none
     * @return negative when it could not be taken now; the node then offers it again in a later step. {@link #NEVER} when it will not
     *         be taken later either.
     */
    int publish(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain, byte[] properties,
            int propertiesLength);

    /**
     * True if what this client publishes never comes back to its own subscriptions with {@link #NO_LOCAL}, 3.8.3.1; false in MQTT 3.1.1,
     * which has no such thing.
     */
    boolean hidesOwnMessages();

    /**
     * Subscribes; called once for each command after each connection. Messages go to {@link Node#received}.
     *
     * @param options the QoS; with {@link #NO_LOCAL}, which is left out where MQTT 5.0 is not spoken
     * @return negative when it could not be taken now; the node then asks again in a later step. {@link #NEVER} when it will not be
     *         taken later either.
     */
    int subscribe(byte[] topicFilter, int options);
}
