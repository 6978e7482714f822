package dev.libellule.gateway.relay;

import dev.libellule.device.codec.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * The new names of topics that were seen before: a hash table of their bytes, which forgets the one that is in the way. Allocates nothing
 * for a topic that it knows.
 */
final class TopicCache {
    private static final int CAPACITY = 1 << 10;

    private final UnaryOperator<String> rules;
    private final byte[][] names = new byte[CAPACITY][];
    private final byte[][] mapped = new byte[CAPACITY][];

    /** @param rules gives the new name; null if there is none */
    TopicCache(UnaryOperator<String> rules) {
        this.rules = rules;
    }

    /** The new name of a topic; null if no rule is for it. */
    byte[] find(byte[] buffer, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + buffer[i];
        }
        int at = (hash ^ hash >>> 15) & CAPACITY - 1;
        byte[] known = names[at];
        if (known == null || !Arrays.equals(known, 0, known.length, buffer, offset, offset + length)) {
            String name = rules.apply(new String(buffer, offset, length, StandardCharsets.UTF_8));
            names[at] = Arrays.copyOfRange(buffer, offset, offset + length);
            mapped[at] = name == null || name.isEmpty() ? null : name.getBytes(StandardCharsets.UTF_8);
        }
        return mapped[at];
    }

    byte[] find(Slice topic) {
        return find(topic.buffer, topic.offset, topic.length);
    }
}
