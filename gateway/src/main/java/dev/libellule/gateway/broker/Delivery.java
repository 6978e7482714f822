package dev.libellule.gateway.broker;

/** One message on its way to a {@link LocalClient}. */
public interface Delivery {
    /** No Message Expiry Interval. */
    long NEVER_EXPIRES = -1;

    String topic();

    /** The application message; shared with other receivers, never to be changed. */
    byte[] payload();

    /** 0, 1 or 2: the smaller of the message's and the subscription's. */
    int qos();

    /** True for a message that was retained before the subscription was made, [MQTT-3.3.1-8]. */
    boolean retain();

    /** The properties that its sender gave it, 3.3.2.3, encoded without their length; without those that end here, such as expiry. */
    default byte[] properties() {
        return new byte[0];
    }

    /** What is left of its Message Expiry Interval, rounded up, [MQTT-3.3.2-6]; or {@link #NEVER_EXPIRES}. */
    default long expirySeconds() {
        return NEVER_EXPIRES;
    }

    /**
     * Says that the message has arrived for good; frees its place in the Receive Maximum. Any thread, once; does nothing at
     * QoS 0. What is not acknowledged is delivered again when a persistent session comes back.
     */
    void acknowledge();
}
