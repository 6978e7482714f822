package dev.libellule.device.client;

/** Packet Identifiers of QoS 2 messages that came in and were not released yet, 4.3.3. Owned by the {@link Session}. */
final class ReceivedIdentifiers {
    private final int[] identifiers;
    private int count;

    ReceivedIdentifiers(int maximum) {
        identifiers = new int[maximum];
    }

    boolean contains(int packetIdentifier) {
        return find(packetIdentifier) < count;
    }

    boolean isFull() {
        return count == identifiers.length;
    }

    void add(int packetIdentifier) {
        identifiers[count++] = packetIdentifier;
    }

    /** Returns false if it was not there. */
    boolean remove(int packetIdentifier) {
        int i = find(packetIdentifier);
        if (i == count) {
            return false;
        }
        identifiers[i] = identifiers[--count];
        return true;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int removeLast() {
        return identifiers[--count];
    }

    private int find(int packetIdentifier) {
        int i = 0;
        while (i < count && identifiers[i] != packetIdentifier) {
            i++;
        }
        return i;
    }
}
