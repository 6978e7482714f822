package dev.libellule.device.node;

/**
 * Messages that wait for the link, oldest first, in memory that the caller gives: what a node measures while it is offline.
 *
 * <pre>
 *   memory:  | free | payload of the oldest | ... | payload of the latest | free |
 *                   start                                                 end
 * </pre>
 *
 * <p>Bounded twice, by the bytes of the payloads and by the number of messages. What does not fit drives others out: either the oldest,
 * or among those of the lowest priority the oldest; a message of a lower priority than all others does not come in. Everything that is
 * dropped is counted by its reason. Topic Names are kept, not copied. Each message keeps the time at which it was taken.
 *
 * <p>Taking in and driving out move at most the memory once; giving back moves nothing. Owned by the {@link Node}, on its thread; the
 * application may {@link #offer} events of its own there. Lives in memory: a reboot empties it.
 */
public final class OfflineRing {
    /** The greatest age that is told, 2^30 ms or twelve days: what is older is said to be that old, because the int clock wraps. */
    public static final int GREATEST_AGE_MILLIS = 1 << 30;

    private static final int RETAIN = 4; // above the QoS, in flags

    private final byte[] memory;
    private final boolean byPriority;
    private int longestAgeMillis;

    // Circular tables from first on; a payload ends where the next one starts
    private final byte[][] topicNames;
    private final int[] lengths;
    private final int[] takenMillis;
    private final int[] priorities;
    private final byte[] flags;
    private int first;
    private int count;
    private int start;
    private int end;
    // So many from the first on have the greatest age; once old, always old: a flag outlives the wrap of the int clock
    private int aged;

    private int droppedOldest;
    private int droppedLowest;
    private int tooLarge;
    private int expired;
    private int refused;

    private OfflineRing(byte[] memory, int messages, boolean byPriority) {
        this.memory = memory;
        this.byPriority = byPriority;
        topicNames = new byte[messages][];
        lengths = new int[messages];
        takenMillis = new int[messages];
        priorities = new int[messages];
        flags = new byte[messages];
    }

    /**
     * A ring that drops the oldest message when it is full, whatever its priority.
     *
     * @param memory for the payloads; the ring's from here on
     * @param messages how many at most, 1 or more
     */
    public static OfflineRing droppingOldest(byte[] memory, int messages) {
        return new OfflineRing(memory, messages, false);
    }

    /** A ring that drops the message of the lowest priority when it is full, of several the oldest. See {@link #droppingOldest}. */
    public static OfflineRing droppingLowestPriority(byte[] memory, int messages) {
        return new OfflineRing(memory, messages, true);
    }

    /**
     * Drops and counts what is older when its turn comes, or already while it waits.
     *
     * @param millis below {@link #GREATEST_AGE_MILLIS}; 0, the default, keeps everything
     */
    public OfflineRing longestAgeMillis(int millis) {
        this.longestAgeMillis = millis;
        return this;
    }

    /**
     * Takes a message in; the payload is copied.
     *
     * @param topicName kept, not copied
     * @param taken when what it says was true, by the clock of {@link Node#step}; not before that of the latest message
     * @return false if it was dropped itself: larger than the memory, or of a lower priority than all others
     */
    public boolean offer(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain,
            int priority, int taken) {
        if (length > memory.length) {
            tooLarge++;
            return false;
        }
        if (!makeRoom(length, priority)) {
            droppedLowest++;
            return false;
        }
        if (memory.length - end < length) {
            System.arraycopy(memory, start, memory, 0, end - start);
            end -= start;
            start = 0;
        }
        System.arraycopy(payload, offset, memory, end, length);
        end += length;
        int at = place(count++);
        topicNames[at] = topicName;
        lengths[at] = length;
        takenMillis[at] = taken;
        priorities[at] = priority;
        flags[at] = (byte) (qos | (retain ? RETAIN : 0));
        return true;
    }

    /** Drives others out until a message fits; none if it could not be let in all the same. */
    private boolean makeRoom(int length, int priority) {
        if (byPriority && !mayComeIn(length, priority)) {
            return false;
        }
        while (isFullFor(length, count, end - start)) {
            if (byPriority) {
                remove(lowest());
                droppedLowest++;
            } else {
                remove(0);
                droppedOldest++;
            }
        }
        return true;
    }

    private boolean isFullFor(int length, int messages, int bytes) {
        return messages == lengths.length || bytes + length > memory.length;
    }

    private boolean mayComeIn(int length, int priority) {
        int messages = count;
        int bytes = end - start;
        for (int i = 0; i < count; i++) {
            if (priorities[place(i)] <= priority) {
                messages--;
                bytes -= lengths[place(i)];
            }
        }
        return !isFullFor(length, count, end - start) || !isFullFor(length, messages, bytes);
    }

    /** The oldest of the lowest priority. */
    private int lowest() {
        int lowest = 0;
        for (int i = 1; i < count; i++) {
            if (priorities[place(i)] < priorities[place(lowest)]) {
                lowest = i;
            }
        }
        return lowest;
    }

    private void remove(int index) {
        int offset = start;
        for (int i = 0; i < index; i++) {
            offset += lengths[place(i)];
        }
        int length = lengths[place(index)];
        if (index == 0) {
            start += length;
        } else {
            System.arraycopy(memory, offset + length, memory, offset, end - offset - length);
            end -= length;
        }
        for (int i = index; i > 0; i--) { // the older ones move up, and the first place is free
            int to = place(i);
            int from = place(i - 1);
            topicNames[to] = topicNames[from];
            lengths[to] = lengths[from];
            takenMillis[to] = takenMillis[from];
            priorities[to] = priorities[from];
            flags[to] = flags[from];
        }
        topicNames[first] = null;
        first = place(1);
        count--;
        if (index < aged) {
            aged--;
        }
        if (count == 0) {
            start = 0;
            end = 0;
        }
    }

    private int place(int index) {
        int at = first + index;
        return at < lengths.length ? at : at - lengths.length;
    }

    /** Drops what has become too old, and sees ages before the clock wraps. Called in every step of the node. */
    void watch(int nowMillis) {
        while (longestAgeMillis > 0 && count > 0 && ageMillis(nowMillis) > longestAgeMillis) {
            remove(0);
            expired++;
        }
        while (aged < count && nowMillis - takenMillis[place(aged)] >= GREATEST_AGE_MILLIS) {
            aged++;
        }
    }

    /** How old the oldest message is, at most {@link #GREATEST_AGE_MILLIS}; there is one. */
    int ageMillis(int nowMillis) {
        int elapsedMillis = nowMillis - takenMillis[first]; // stays right when the int clock wraps
        return aged > 0 ? GREATEST_AGE_MILLIS : Math.max(0, Math.min(elapsedMillis, GREATEST_AGE_MILLIS));
    }

    /** True if a message of this topic waits; the array is compared, not its bytes. */
    boolean holds(byte[] topicName) {
        for (int i = 0; i < count; i++) {
            if (topicNames[place(i)] == topicName) {
                return true;
            }
        }
        return false;
    }

    /** The oldest message has left: the link has it. */
    void sent() {
        remove(0);
    }

    /** The oldest message will never be taken by the link; it is dropped, for others wait behind it. */
    void refuse() {
        remove(0);
        refused++;
    }

    byte[] topicName() {
        return topicNames[first];
    }

    byte[] memory() {
        return memory;
    }

    int offset() {
        return start;
    }

    int length() {
        return lengths[first];
    }

    int qos() {
        return flags[first] & 3;
    }

    boolean isRetained() {
        return (flags[first] & RETAIN) != 0;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** Messages that wait now. */
    public int size() {
        return count;
    }

    /** Messages dropped as the oldest, to make room, since the start. */
    public int droppedOldest() {
        return droppedOldest;
    }

    /** Messages dropped for their low priority, since the start: driven out, or not let in. */
    public int droppedLowest() {
        return droppedLowest;
    }

    /** Messages that are larger than the memory, since the start. */
    public int tooLarge() {
        return tooLarge;
    }

    /** Messages dropped because they were older than the longest age, since the start. */
    public int expired() {
        return expired;
    }

    /** Messages that the link would never have taken, such as one beyond the broker's limits, since the start. */
    public int refused() {
        return refused;
    }
}
