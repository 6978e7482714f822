package dev.libellule.device.client;

import dev.libellule.device.codec.PacketType;

/**
 * Messages of QoS 1 and 2 on their way out, oldest first, each with its packet for sending it again: 4.3 and 4.4.
 *
 * <p>A ring of places and a ring of bytes, both of fixed size. A message that is done in the middle frees its place when all before it
 * are done, which keeps the order [MQTT-4.6.0-1] and never moves a byte. Owned by the {@link Session}.
 */
final class InFlight {
    static final int NONE = -1;

    private static final int DUP = 0x08;

    private final byte[] memory;
    private final int[] packetIdentifiers;
    private final int[] offsets;
    private final int[] lengths;
    /** The packet type awaited: PUBACK, PUBREC or PUBCOMP; 0 for a place that is done. */
    private final byte[] awaited;
    private final boolean[] toSend;
    private int oldest;
    private int count;
    private int outstanding;
    private int waiting;
    private int nextOffset;

    InFlight(int messages, int bytes) {
        memory = new byte[bytes];
        packetIdentifiers = new int[messages];
        offsets = new int[messages];
        lengths = new int[messages];
        awaited = new byte[messages];
        toSend = new boolean[messages];
    }

    /** Where a packet of this length would go, or {@link #NONE}. */
    int place(int length) {
        if (count == packetIdentifiers.length) {
            return NONE;
        }
        if (count == 0) {
            return length <= memory.length ? 0 : NONE;
        }
        int first = offsets[oldest];
        if (nextOffset > first) {
            if (length <= memory.length - nextOffset) {
                return nextOffset;
            }
            return length <= first ? 0 : NONE; // a packet lies in one piece
        }
        return length <= first - nextOffset ? nextOffset : NONE;
    }

    byte[] memory() {
        return memory;
    }

    /** Keeps the packet that was written at its {@link #place}, as sent. */
    void add(int packetIdentifier, int offset, int length, int awaitedType) {
        int i = index(count);
        count++;
        outstanding++;
        packetIdentifiers[i] = packetIdentifier;
        offsets[i] = offset;
        lengths[i] = length;
        awaited[i] = (byte) awaitedType;
        toSend[i] = false;
        nextOffset = offset + length;
    }

    /** The place of a message by its Packet Identifier, or {@link #NONE}; usually the oldest, found at once. */
    int find(int packetIdentifier) {
        for (int n = 0; n < count; n++) {
            int i = index(n);
            if (packetIdentifiers[i] == packetIdentifier && awaited[i] != 0) {
                return i;
            }
        }
        return NONE;
    }

    int awaited(int place) {
        return awaited[place];
    }

    /** PUBREC came: from here on the message is the server's. */
    void received(int place) {
        awaited[place] = PacketType.PUBCOMP;
    }

    /** The last acknowledgement came. */
    void done(int place) {
        awaited[place] = 0;
        outstanding--;
        if (toSend[place]) {
            toSend[place] = false;
            waiting--;
        }
        while (count > 0 && awaited[oldest] == 0) {
            oldest = index(1);
            count--;
        }
    }

    /** Messages not acknowledged for good. */
    int outstanding() {
        return outstanding;
    }

    /** Of these, those still to be sent on this connection. */
    int waiting() {
        return waiting;
    }

    /** A new connection: all has to be sent again. [MQTT-4.4.0-1] */
    void sendAgain(boolean duplicate) {
        waiting = 0;
        for (int n = 0; n < count; n++) {
            int i = index(n);
            toSend[i] = awaited[i] != 0;
            if (toSend[i]) {
                waiting++;
                int first = memory[offsets[i]];
                memory[offsets[i]] = (byte) (duplicate ? first | DUP : first & ~DUP); // [MQTT-3.3.1-1]
            }
        }
    }

    /** The oldest that is still to be sent; one waits. */
    int firstWaiting() {
        int n = 0;
        while (!toSend[index(n)]) {
            n++;
        }
        return index(n);
    }

    /** The oldest that waits for PUBCOMP, or {@link #NONE}. */
    int firstReceived() {
        for (int n = 0; n < count; n++) {
            if (awaited[index(n)] == PacketType.PUBCOMP) {
                return index(n);
            }
        }
        return NONE;
    }

    void sent(int place) {
        toSend[place] = false;
        waiting--;
    }

    int packetIdentifier(int place) {
        return packetIdentifiers[place];
    }

    int offset(int place) {
        return offsets[place];
    }

    int length(int place) {
        return lengths[place];
    }

    private int index(int n) {
        int i = oldest + n;
        return i < packetIdentifiers.length ? i : i - packetIdentifiers.length;
    }
}
