package dev.libellule.gateway.broker;

/**
 * A session of this broker whose client is another broker: what a relay works on.
 *
 * <p>The exchanges of QoS 1 and 2 go on between the two brokers' stores: Packet Identifiers of this session are those of the connection,
 * in both directions, so that what this broker knows after a crash is what the other one has to be told.
 *
 * <p>{@link #execute} may be called from any thread; all else on the broker thread, within it.
 */
public interface BridgeSession {
    /** Does something on the broker thread, behind what was given before. */
    void execute(Runnable task);

    /**
     * The other broker is there: what was not acknowledged is sent again, then what waits.
     *
     * @param receiveMaximum messages of QoS 1 and 2 under way, 1 to 65,535
     * @param isSessionPresent whether the other broker knows this session; if not, what it had received for good is over
     */
    void attach(BridgePeer peer, int receiveMaximum, boolean isSessionPresent);

    /** The connection is gone. What it has not acknowledged stays, if the session is to survive. */
    void detach();

    /** PUBACK or PUBCOMP came, or a refusal for good: the message is done. */
    void acknowledged(int packetIdentifier);

    /** PUBREC came: from here on the message is the other broker's. */
    void received(int packetIdentifier);

    /** A message came; {@link BridgePeer#acknowledge} says when it is safe. */
    void arrived(BridgeMessage message);

    /** A message came that nobody here is to have: it is acknowledged in its turn. */
    void passedOver(int qos, int packetIdentifier);

    /** PUBREL came. */
    void released(int packetIdentifier);

    /** What waits. */
    Waiting waiting();

    /** The session's client will not come back: ends for good. */
    void close();

    /**
     * What waits for the other broker.
     *
     * @param messages queued, or sent and not acknowledged
     * @param oldestAt when the broker got the oldest of them, in milliseconds since 1970; 0 if none waits or that is not known
     * @param dropped messages that found no room, since the start
     * @param room how many messages more there is room for, about
     */
    record Waiting(int messages, long bytes, long oldestAt, long dropped, long room) {
        public static final Waiting NOTHING = new Waiting(0, 0, 0, 0, 0);
    }
}
