package dev.libellule.device.node;

/**
 * Tells an output's own state, which comes back where command and state share a topic, from a command. Needed where the server sends a
 * client its own messages: MQTT 3.1.1, which has no No Local.
 *
 * <p>A state that was published is expected back within ten seconds; those published before it that have not come are lost. Owned by a
 * {@link Command}.
 */
final class Echoes {
    private static final int ROOM = 8;
    private static final int LIFE_MILLIS = 10000;

    private final int[] states = new int[ROOM];
    private final int[] sentMillis = new int[ROOM];
    private int count;

    /** A state is on its way; the oldest expectation makes room if there is none. */
    void sent(int state, int nowMillis) {
        if (count == ROOM) {
            remove(1);
        }
        states[count] = state;
        sentMillis[count] = nowMillis;
        count++;
    }

    /** Says whether a state that has come is one of our own. */
    boolean isEcho(int state) {
        for (int i = 0; i < count; i++) {
            if (states[i] == state) {
                remove(i + 1);
                return true;
            }
        }
        return false;
    }

    /** Gives up on those that have not come. */
    void watch(int nowMillis) {
        while (count > 0 && nowMillis - sentMillis[0] >= LIFE_MILLIS) { // stays right when the int clock wraps
            remove(1);
        }
    }

    /** A new connection: nothing comes back from the last one. */
    void clear() {
        count = 0;
    }

    private void remove(int oldest) {
        count -= oldest;
        System.arraycopy(states, oldest, states, 0, count);
        System.arraycopy(sentMillis, oldest, sentMillis, 0, count);
    }
}
