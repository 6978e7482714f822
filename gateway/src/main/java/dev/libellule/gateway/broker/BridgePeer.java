package dev.libellule.gateway.broker;

/** One connection to another broker, as a {@link BridgeSession} sees it. Called on the broker thread: hand over, never block. */
public interface BridgePeer {
    /** To be sent. At QoS 1 and 2 {@link BridgeSession#acknowledged} ends it, and nothing else does. */
    void send(BridgeMessage message);

    /** PUBREL is to be sent: the other broker has the message, and we know it for good. */
    void release(int packetIdentifier);

    /**
     * What came from the other broker is safe here.
     *
     * @param type PUBACK, PUBREC or PUBCOMP, to be sent
     */
    void acknowledge(int type, int packetIdentifier);

    /** The turn is over: all that was said in it may go together. */
    void flush();

    /** Bytes of messages that have not been written yet. */
    long pendingBytes();

    /** The broker is behind: reads no more until it is told to. */
    void pause(boolean isPaused);

    /** The broker cannot go on with this connection. */
    void refuse(String why);
}
