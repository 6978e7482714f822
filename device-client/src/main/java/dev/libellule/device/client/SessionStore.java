package dev.libellule.device.client;

/**
 * Memory that outlives the device's reboot, for the client's half of the session, 4.1: a log of small records, fit for flash.
 *
 * <p>Each call is durable when it returns. Called by its {@link MqttClient}, on its thread; one store serves one client. A record is
 * known by its kind and its Packet Identifier, of which at most one is alive at a time.
 */
public interface SessionStore {
    /** A session exists at the server; the bytes are the Client Identifier, the Packet Identifier is 0. */
    int SESSION = 1;
    /** A message of QoS 1 or 2 on its way out; the bytes are its packet. */
    int PUBLISH = 2;
    /** A message of QoS 2 that came in and was not released yet; no bytes. */
    int RECEIVED = 3;

    /** Mark of a live record without any. */
    int NEW = 0;
    /** Of a {@link #PUBLISH}: PUBREC came, from here on only PUBREL is sent. */
    int RELEASED = 1;
    /** The record is no longer needed. */
    int DONE = 2;

    /**
     * Adds a record.
     *
     * @return 0; {@link dev.libellule.device.codec.Status#BUFFER_FULL} if it has room after {@link #compact} at best; otherwise negative
     *         if it cannot write
     */
    int append(int kind, int packetIdentifier, byte[] bytes, int offset, int length);

    /**
     * Marks a live record {@link #RELEASED} or {@link #DONE}; nothing if there is none.
     *
     * @return as of {@link #append}
     */
    int mark(int kind, int packetIdentifier, int mark);

    /**
     * Gives the live records in the order in which they were added.
     *
     * @param from 0 at first, then what the last call returned
     * @return where to go on, or -1 when there are no more
     */
    int next(int from, StoredRecord out);

    /**
     * Makes room by dropping what is {@link #DONE}; a cut in power leaves the old state or the new one.
     *
     * @return 0, or negative if it cannot
     */
    int compact();

    /** Bytes written since the store was opened, which wears flash out; stays at {@link Integer#MAX_VALUE} when it gets there. */
    int bytesWritten();
}
