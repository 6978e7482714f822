package dev.libellule.device.client;

import dev.libellule.device.codec.Slice;

/**
 * Topic Names with a number, in one direction of one connection, 3.3.2.3.4. Of fixed size. Owned by the {@link Session}.
 *
 * <p>One array of equal places; the alias n stands in place n - 1.
 */
final class TopicAliases {
    static final int NONE = 0;

    private final byte[] names;
    private final int[] lengths;
    private final int longest;
    private int allowed;
    private int used;

    /**
     * Makes an empty table.
     *
     * @param longest Topic Name that it takes, in bytes
     */
    TopicAliases(int maximum, int longest) {
        names = new byte[maximum * longest];
        lengths = new int[maximum];
        this.longest = longest;
    }

    /** A new connection: all are forgotten, [MQTT-3.3.2-7]; so many may be used on it. */
    void connected(int peerMaximum) {
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = 0;
        }
        used = 0;
        allowed = Math.min(peerMaximum, lengths.length);
    }

    /** The alias that stands for a topic, or {@link #NONE}. */
    int find(byte[] topic, int offset, int length) {
        for (int i = 0; i < used; i++) {
            if (lengths[i] == length && equal(i * longest, topic, offset, length)) {
                return i + 1;
            }
        }
        return NONE;
    }

    /** The alias that a topic would get, or {@link #NONE} if it is too long or all are in use. */
    int next(int length) {
        return used < allowed && length <= longest ? used + 1 : NONE;
    }

    /** The alias {@link #next} is in use from here on. */
    void use(byte[] topic, int offset, int length) {
        set(used + 1, topic, offset, length);
        used++;
    }

    boolean isAllowed(int alias) {
        return alias >= 1 && alias <= allowed;
    }

    boolean fits(int length) {
        return length <= longest;
    }

    /** Gives an alias its topic, or another one. */
    void set(int alias, byte[] topic, int offset, int length) {
        System.arraycopy(topic, offset, names, (alias - 1) * longest, length);
        lengths[alias - 1] = length;
    }

    /** Points at the topic of an alias; false if it has none. */
    boolean get(int alias, Slice out) {
        if (lengths[alias - 1] == 0) {
            return false;
        }
        out.set(names, (alias - 1) * longest, lengths[alias - 1]);
        return true;
    }

    private boolean equal(int from, byte[] topic, int offset, int length) {
        for (int i = 0; i < length; i++) {
            if (names[from + i] != topic[offset + i]) {
                return false;
            }
        }
        return true;
    }
}
