package dev.libellule.gateway.broker;

/**
 * The way from a session to its client while that is connected: a socket, or a part of the gateway. Broker thread.
 */
interface Outlet {
    /** Sends the message at hand at QoS 0; it is gone if the client cannot take it. */
    void sendQos0(Publication publication, boolean retain, int subscriptionIdentifier);

    /**
     * Sends a message of QoS 1 or 2, whose acknowledgement the session awaits.
     *
     * @return false if it is too large for the client, and so as good as delivered, [MQTT-3.1.2-25]
     */
    boolean send(Outgoing outgoing, boolean dup);

    /** Whether the way is full: what can wait should wait. */
    default boolean isCongested() {
        return false;
    }

    /** Whether a message that had to wait for the connection may go now; asked once for each. */
    default boolean mayTakeLate() {
        return true;
    }

    /** Sends PUBREL, the second half of QoS 2. */
    void sendRelease(int packetIdentifier);

    /** Ends the connection from our side, with a Reason Code of 5.0, and detaches the session. */
    void close(int reasonCode);

    /** Where the client is, for log lines: address and port, or {@code local}. */
    String peer();
}
