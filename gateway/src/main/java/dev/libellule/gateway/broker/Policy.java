package dev.libellule.gateway.broker;

/**
 * What holds for the whole broker; the words are those of Mosquitto's configuration. For numbers of bytes 0 is no limit.
 *
 * @param maxClients {@code global_max_clients}: sessions, of clients that are here or may come back; -1 for any number
 * @param maxConnections {@code global_max_connections}: on all listeners together; -1 for any number
 * @param maxInflightBytes of QoS 1 and 2 sent to a client and not acknowledged
 * @param maxQueuedBytes of messages that wait for a client
 * @param messageSizeLimit largest payload; a larger one is acknowledged and dropped
 * @param memoryLimit bytes of all messages that are kept, retained or waiting; what would need more is dropped
 * @param maxKeepAliveSeconds largest Keep Alive, and in place of none; 65,535 for what clients ask for
 * @param persistentClientExpirationSeconds after which absent clients are forgotten; -1 for when they said
 * @param retainAvailable whether messages may be retained
 * @param queuesQos0 whether messages of QoS 0 wait for absent clients too
 * @param upgradesOutgoingQos whether a subscriber gets the QoS that it asked for even of messages of a smaller one
 * @param checksRetainSource whether a retained message is hidden when its sender has lost the right to its topic
 * @param isNagleOff {@code set_tcp_nodelay}
 * @param logsConnections {@code connection_messages}
 * @param budget what may wait for those who are away
 */
public record Policy(int maxClients, int maxConnections, long maxInflightBytes, long maxQueuedBytes,
        int messageSizeLimit,
        long memoryLimit, int maxKeepAliveSeconds, long persistentClientExpirationSeconds, boolean retainAvailable,
        boolean queuesQos0, boolean upgradesOutgoingQos, boolean checksRetainSource, boolean isNagleOff,
        boolean logsConnections, Budget budget) {
    /**
     * What may wait, beyond the limits that Mosquitto has.
     *
     * @param maxQueuedAgeSeconds {@code libellule_max_queued_age}; 0 for no limit
     * @param maxStoredMessages {@code libellule_max_stored_messages}: retained or waiting for anybody; 0 for no limit
     * @param dropsOldest {@code libellule_queue_drop}: where there is no room, what a client has waited for longest goes, not what is new
     * @param cardEnduranceBytes {@code libellule_card_endurance}; 0 for what a card of its size usually bears
     */
    public record Budget(long maxQueuedAgeSeconds, long maxStoredMessages, boolean dropsOldest,
            long cardEnduranceBytes) {
        public static final Budget DEFAULT = new Budget(0, 0, false, 0);
    }

    /** With the usual budget. */
    public Policy(int maxClients, int maxConnections, long maxInflightBytes, long maxQueuedBytes, int messageSizeLimit,
            long memoryLimit, int maxKeepAliveSeconds, long persistentClientExpirationSeconds, boolean retainAvailable,
            boolean queuesQos0, boolean upgradesOutgoingQos, boolean checksRetainSource, boolean isNagleOff,
            boolean logsConnections) {
        this(maxClients, maxConnections, maxInflightBytes, maxQueuedBytes, messageSizeLimit, memoryLimit,
                maxKeepAliveSeconds, persistentClientExpirationSeconds, retainAvailable, queuesQos0,
                upgradesOutgoingQos,
                checksRetainSource, isNagleOff, logsConnections, Budget.DEFAULT);
    }

    static final int ANY_KEEP_ALIVE = 65_535;

    /** Mosquitto's defaults; but TCP_NODELAY is on, since output is collected here before it is written. */
    public static final Policy DEFAULT = new Policy(-1, -1, 0, 0, 0, 0, ANY_KEEP_ALIVE, -1, true, false, false, true,
            true,
            true);
}
