package dev.libellule.gateway.broker;

/**
 * Messages of QoS 1 and 2 that were sent to one client and are not acknowledged, in their order and by Packet Identifier. Identifiers rise
 * by one and are not used again while in flight, 2.2.1. Broker thread.
 */
final class InFlight {
    private static final int LARGEST_IDENTIFIER = 65_535;

    private Outgoing[] table = new Outgoing[32];
    private int count;
    private long bytes;
    private Outgoing oldest;
    private Outgoing youngest;
    private int lastIdentifier;

    int count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    /** Null if there is none; from it {@link Outgoing#next}. */
    Outgoing oldest() {
        return oldest;
    }

    /** Null if it is not in flight. */
    Outgoing find(int packetIdentifier) {
        Outgoing out = table[packetIdentifier & table.length - 1];
        return out != null && out.packetIdentifier == packetIdentifier ? out : null;
    }

    /** The next identifier whose place in the table is free; the table grows when an old message holds its place for long. */
    int nextIdentifier() {
        do {
            lastIdentifier = lastIdentifier == LARGEST_IDENTIFIER ? 1 : lastIdentifier + 1;
            if (table[lastIdentifier & table.length - 1] != null && table.length <= LARGEST_IDENTIFIER) {
                grow();
            }
        } while (table[lastIdentifier & table.length - 1] != null);
        return lastIdentifier;
    }

    /** Adds one that was in flight when the process before ended; its identifier is not in use. */
    void restore(Outgoing out) {
        while (table[out.packetIdentifier & table.length - 1] != null) {
            grow();
        }
        lastIdentifier = out.packetIdentifier;
        add(out);
    }

    void add(Outgoing out) {
        bytes += out.message.data.length;
        table[out.packetIdentifier & table.length - 1] = out;
        count++;
        out.next = null;
        out.previous = youngest;
        if (youngest == null) {
            oldest = out;
        } else {
            youngest.next = out;
        }
        youngest = out;
    }

    void remove(Outgoing out) {
        table[out.packetIdentifier & table.length - 1] = null;
        count--;
        bytes -= out.message.data.length;
        if (out.previous == null) {
            oldest = out.next;
        } else {
            out.previous.next = out.next;
        }
        if (out.next == null) {
            youngest = out.previous;
        } else {
            out.next.previous = out.previous;
        }
        out.next = null;
        out.previous = null;
    }

    private void grow() {
        Outgoing[] larger = new Outgoing[table.length * 2];
        for (Outgoing out = oldest; out != null; out = out.next) {
            larger[out.packetIdentifier & larger.length - 1] = out;
        }
        table = larger;
    }
}
