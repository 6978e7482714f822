package dev.libellule.device.host;

import dev.libellule.device.client.Transport;

/**
 * One record or frame on its way to the layer below.
 *
 * <p>The caller's bytes in it count as written when the layer below has taken all of it, not before: so a client that still has bytes
 * knows it, and waits with its close. Until then the caller offers the same bytes again, which are then passed over.
 */
final class Outgoing {
    final byte[] bytes;
    private int start;
    private int end;
    private int owed;

    Outgoing(int capacity) {
        bytes = new byte[capacity];
    }

    boolean isEmpty() {
        return start == end;
    }

    /** Says what has been put into {@link #bytes}, which was empty; what the caller has not been told of yet stays owed. */
    void filled(int length, int callersBytes) {
        start = 0;
        end = length;
        owed += callersBytes;
    }

    /** How many of the caller's bytes have left since it was asked last. */
    int settle(int most) {
        int count = Math.min(owed, most);
        owed -= count;
        return count;
    }

    /** Writes what the layer below takes; negative when that is lost. */
    int flush(Transport below) {
        if (start == end) {
            return 0;
        }
        int count = below.write(bytes, start, end - start);
        if (count > 0) {
            start += count;
        }
        return count;
    }

    void clear() {
        start = 0;
        end = 0;
        owed = 0;
    }
}
