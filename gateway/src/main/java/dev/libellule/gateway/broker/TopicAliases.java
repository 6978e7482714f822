package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Slice;

/** The Topic Aliases that one client has set, 3.3.2.3.4. Broker thread. */
final class TopicAliases {
    /** Topic Alias Maximum that we offer, as Mosquitto does. */
    static final int MAXIMUM = 10;

    private final byte[][] topics = new byte[MAXIMUM + 1][];

    /**
     * Sets an alias, or puts the topic in place of it.
     *
     * @param alias of the PUBLISH, 1 to {@link #MAXIMUM}; anything else is refused
     * @param topic of the PUBLISH; when empty, set to the topic that the alias stands for
     * @return false for an alias out of range or one that was never set, [MQTT-3.3.2-8]
     */
    boolean resolve(int alias, Slice topic) {
        if (alias < 1 || alias > MAXIMUM) {
            return false;
        }
        if (topic.length > 0) {
            if (topics[alias] == null || !topic.contentEquals(topics[alias])) {
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
}
