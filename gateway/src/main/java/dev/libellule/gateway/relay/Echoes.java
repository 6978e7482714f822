package dev.libellule.gateway.relay;

import dev.libellule.device.codec.Slice;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What went up a short while ago, to know it again when it comes back: before 5.0 there is no No Local, and an upstream that does not
 * know the bridge bit sends a bridge its own messages. Each that went up takes one that comes down.
 */
final class Echoes {
    static final long MEMORY_NANOS = 10_000_000_000L;
    private static final int MOST = 10_000;

    private record Sent(int count, long until) {}

    private final Map<Long, Sent> sent = new LinkedHashMap<>();

    void sent(byte[] topic, byte[] buffer, int offset, int length, long now) {
        long hash = hash(hash(1, topic, 0, topic.length), buffer, offset, length);
        Sent before = sent.remove(hash); // to the end of the line
        sent.put(hash, new Sent(before == null ? 1 : before.count() + 1, now + MEMORY_NANOS));
        forget(now);
    }

    /** Whether this message is one of ours. */
    boolean takes(Slice topic, Slice payload, long now) {
        forget(now);
        long hash = hash(hash(1, topic.buffer, topic.offset, topic.length), payload.buffer, payload.offset,
                payload.length);
        Sent before = sent.get(hash);
        if (before == null) {
            return false;
        }
        if (before.count() == 1) {
            sent.remove(hash);
        } else {
            sent.put(hash, new Sent(before.count() - 1, before.until()));
        }
        return true;
    }

    private void forget(long now) {
        Iterator<Sent> oldest = sent.values().iterator();
        while (oldest.hasNext()) {
            Sent first = oldest.next();
            if (first.until() - now >= 0 && sent.size() <= MOST) {
                return;
            }
            oldest.remove();
        }
    }

    private static long hash(long from, byte[] bytes, int offset, int length) {
        long hash = from * 0x9E3779B97F4A7C15L + length;
        for (int i = offset; i < offset + length; i++) {
            hash = (hash ^ bytes[i]) * 0x100000001B3L; // FNV-1a
        }
        return hash ^ hash >>> 29;
    }
}
