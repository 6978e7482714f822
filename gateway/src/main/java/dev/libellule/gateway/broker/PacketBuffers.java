package dev.libellule.gateway.broker;

import java.util.ArrayDeque;

/**
 * Byte arrays lent to connections while they have output to send, by powers of two from 4 KiB to 1 MiB. Broker thread.
 *
 * <p>An idle connection holds none; a busy broker uses the same few again, so that sending allocates nothing.
 */
final class PacketBuffers {
    private static final int SMALLEST_LOG = 12;
    private static final int LARGEST_LOG = 20;
    private static final int KEPT_BYTES_PER_SIZE = 4 << 20;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final ArrayDeque<byte[]>[] free = new ArrayDeque[LARGEST_LOG - SMALLEST_LOG + 1];

    PacketBuffers() {
        for (int i = 0; i < free.length; i++) {
            free[i] = new ArrayDeque<>();
        }
    }

    /** An array of at least this size; its content is anything. */
    byte[] take(int size) {
        int log = Math.max(SMALLEST_LOG, 32 - Integer.numberOfLeadingZeros(size - 1));
        if (log > LARGEST_LOG) {
            return new byte[size];
        }
        byte[] buffer = free[log - SMALLEST_LOG].pollLast();
        return buffer == null ? new byte[1 << log] : buffer;
    }

    void giveBack(byte[] buffer) {
        int log = 31 - Integer.numberOfLeadingZeros(buffer.length);
        if (log <= LARGEST_LOG && buffer.length == 1 << log
                && free[log - SMALLEST_LOG].size() < KEPT_BYTES_PER_SIZE >> log) {
            free[log - SMALLEST_LOG].addLast(buffer);
        }
    }
}
