package dev.libellule.gateway.broker;

/** What the broker counts since its start, published below {@code $SYS/broker}. Written by the broker thread alone. */
final class Statistics {
    long messagesReceived;
    long messagesSent;
    long publishReceived;
    long publishSent;
    /** Messages that somebody was to get and did not. */
    final Drops drops = new Drops();
    /** Of payloads. */
    long publishBytesReceived;
    long publishBytesSent;
    long bytesReceived;
    long bytesSent;
    int clientsMaximum;
    int clientsExpired;
    long socketsOpened;
    long connectionsNow;
    /** Given to sockets and not taken by their receivers, of all connections; a second old at most. */
    long pendingBytes;
    /** Of what waits for clients. */
    long queuedBytes;
    long queuedMessages;
    /** Of retained messages. */
    long retainedBytes;
    final long[] packetsReceived = new long[16];
    final long[] packetsSent = new long[16];

    /** Counts a PUBLISH to a client. */
    void sent(int payloadLength) {
        publishSent++;
        publishBytesSent += payloadLength;
    }

    /** Whether one more message may be kept, {@code memory_limit}. */
    boolean hasMemoryFor(int bytes, long memoryLimit) {
        return memoryLimit == 0 || queuedBytes + retainedBytes + bytes <= memoryLimit;
    }

}
