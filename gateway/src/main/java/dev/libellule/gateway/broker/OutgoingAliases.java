package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Slice;
import java.util.Arrays;

/**
 * The Topic Aliases that we have set for one client, 3.3.2.3.4: the first topics that it gets, as many as it and
 * {@code max_topic_alias_broker} allow. Broker thread.
 *
 * <p>They are never changed, as in Mosquitto. A look-up allocates nothing.
 */
final class OutgoingAliases {
    private final int most;
    /** By alias, from 1. */
    private byte[][] topics = new byte[4][];
    /** Aliases by the hash of their topics, open addressing; 0 is free. Never more than half full. */
    private int[] table = new int[8];
    private int count;

    /** @param most the smaller of the client's Topic Alias Maximum, [MQTT-3.1.2-26], and ours; 1 to 65,535 */
    OutgoingAliases(int most) {
        this.most = most;
    }

    /** The alias that stands for a topic; 0 if none does. */
    int find(Slice topic) {
        int mask = table.length - 1;
        for (int i = hash(topic.buffer, topic.offset, topic.length) & mask; table[i] != 0; i = i + 1 & mask) {
            byte[] known = topics[table[i] - 1];
            if (known.length == topic.length && Arrays.equals(known, 0, known.length, topic.buffer, topic.offset,
                    topic.offset + topic.length)) {
                return table[i];
            }
        }
        return 0;
    }

    private static int hash(byte[] bytes, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ hash >>> 16;
    }

    /** The alias that a new topic may have; 0 when all are given away. */
    int next() {
        return count < most ? count + 1 : 0;
    }

    /** The client has been told: {@link #next} now stands for this topic. */
    void set(Slice topic) {
        if (count == topics.length) {
            topics = Arrays.copyOf(topics, Math.min(2 * count, most));
            table = new int[4 * count];
            for (int i = 0; i < count; i++) {
                enter(topics[i], i + 1);
            }
        }
        byte[] copy = topic.copy();
        topics[count++] = copy;
        enter(copy, count);
    }

    private void enter(byte[] topic, int alias) {
        int mask = table.length - 1;
        int i = hash(topic, 0, topic.length) & mask;
        while (table[i] != 0) {
            i = i + 1 & mask;
        }
        table[i] = alias;
    }
}
