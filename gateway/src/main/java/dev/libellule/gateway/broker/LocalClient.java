package dev.libellule.gateway.broker;

/**
 * How a part of the gateway sees the broker: an MQTT client without a socket, with a session, a will and rights of its own.
 *
 * <p>Any thread may call; each call hands over to the broker thread and returns at once, in the order of the calls.
 */
public interface LocalClient extends AutoCloseable {
    /** So many messages of QoS 1 and 2 a client may have published that are not safe yet: the broker's Receive Maximum, 3.2.2.3.3. */
    int RECEIVE_MAXIMUM = 20;

    /**
     * Publishes one message, as an MQTT PUBLISH would.
     *
     * @param topic a Topic Name, 1 to 65,535 bytes of UTF-8, without wildcards
     * @param payload kept until the message is delivered; do not change it afterwards
     * @param qos 0, 1 or 2
     * @return false if the message was not taken: it is of QoS 1 or 2, and {@link #RECEIVE_MAXIMUM} wait for the disk, 4.9. Offer it, or
     *         a newer one, again later
     */
    boolean publish(String topic, byte[] payload, int qos, boolean retain);

    /**
     * Publishes one message with properties, as the other {@code publish} without.
     *
     * @param properties encoded properties of a PUBLISH, 3.3.2.3, without their length, Topic Alias and Message Expiry Interval; kept
     * @param expirySeconds Message Expiry Interval, 3.3.2.3.3; {@link Delivery#NEVER_EXPIRES} for none
     */
    boolean publish(String topic, byte[] payload, int qos, boolean retain, byte[] properties, long expirySeconds);

    /**
     * Publishes a state, retained, at QoS 1. Always taken: of those that wait for the disk only the newest of each topic is kept, so this
     * is for topics of which there are few. {@link #publish} takes nothing of QoS 1 or 2 that would overtake it.
     */
    void publishState(String topic, byte[] payload);

    /** Waits until a message of QoS 1 or 2 may be published, or the client is closed. On no thread that others wait for. */
    void awaitQuota() throws InterruptedException;

    /**
     * Subscribes to one Topic Filter; what matches arrives at the listener given at connect.
     *
     * @param qos the largest QoS at which messages are delivered: 0, 1 or 2
     */
    void subscribe(String filter, int qos);

    /** Subscribes so that messages keep the retain flag that they were published with: Retain As Published, 3.8.3.1. */
    void subscribeAsPublished(String filter, int qos);

    void unsubscribe(String filter);

    /** Disconnects without sending the will; states that wait go out. A persistent session goes on collecting. */
    @Override
    void close();
}
