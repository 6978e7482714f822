package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Slice;
import java.util.Arrays;

/**
 * The Topic Aliases that we have set for one client, 3.3.2.3.4: the first topics that it gets, as many as it allows. Broker thread.
 *
 * <p>They are never changed, as in Mosquitto, so that a look-up is a few comparisons and allocates nothing.
 */
final class OutgoingAliases {
    /** Mosquitto's {@code max_topic_alias_broker}: however many more a client allows. */
    static final int MOST = 10;

    private final byte[][] topics;
    private int count;

    /** @param clientMaximum the client's Topic Alias Maximum, at least 1, [MQTT-3.1.2-26] */
    OutgoingAliases(int clientMaximum) {
        topics = new byte[Math.min(clientMaximum, MOST)][];
    }

    /** The alias that stands for a topic; 0 if none does. */
    int find(Slice topic) {
        for (int i = 0; i < count; i++) {
            byte[] known = topics[i];
            if (known.length == topic.length && Arrays.equals(known, 0, known.length, topic.buffer, topic.offset,
                    topic.offset + topic.length)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** The alias that a new topic may have; 0 when all are given away. */
    int next() {
        return count < topics.length ? count + 1 : 0;
    }

    /** The client has been told: {@link #next} now stands for this topic. */
    void set(Slice topic) {
        topics[count++] = topic.copy();
    }
}
