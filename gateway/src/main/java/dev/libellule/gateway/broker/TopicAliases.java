package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Slice;
import java.util.Arrays;

/** The Topic Aliases that one client has set, 3.3.2.3.4. Broker thread. */
final class TopicAliases {
    private final Memory memory;
    private byte[][] topics = new byte[4][];
    private int bytes;

    TopicAliases(Memory memory) {
        this.memory = memory;
    }

    /**
     * Sets an alias, or puts the topic in place of it.
     *
     * @param alias of the PUBLISH, from 1; the caller has compared it with the Topic Alias Maximum
     * @param topic of the PUBLISH; when empty, set to the topic that the alias stands for
     * @return false for an alias out of range or one that was never set, [MQTT-3.3.2-8]
     */
    boolean resolve(int alias, Slice topic) {
        if (alias < 1) {
            return false;
        }
        if (alias >= topics.length) {
            topics = Arrays.copyOf(topics, Math.max(alias + 1, topics.length * 2));
        }
        if (topic.length > 0) {
            if (topics[alias] == null || !topic.contentEquals(topics[alias])) {
                int more = topic.length - (topics[alias] == null ? 0 : topics[alias].length);
                bytes += more;
                memory.add(more);
                topics[alias] = topic.copy();
            }
            return true;
        }
        if (topics[alias] == null) {
            return false;
        }
        topic.set(topics[alias]);
        return true;
    }

    /** The connection is over, and with it they are. */
    void end() {
        memory.add(-bytes);
        bytes = 0;
    }
}
