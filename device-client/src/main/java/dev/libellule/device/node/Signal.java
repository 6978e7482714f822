package dev.libellule.device.node;

import dev.libellule.device.codec.Utf8;

/**
 * One measured quantity on its way to a topic: decides when a value is worth a message.
 *
 * <p>A value is published when it is the first, when it has changed by the dead-band, or as a sign of life after the longest interval;
 * never before the shortest interval is over. A sign of life needs a fresh value: a dead sensor falls silent. Owned by the {@link Node}.
 */
public final class Signal {
    private final byte[] topicName;
    private final int decimals;
    private int minimum = Integer.MIN_VALUE;
    private int maximum = Integer.MAX_VALUE;
    private int deadBand;
    private int deadBandPerMille;
    private int shortestMillis;
    private int longestMillis;
    private int qos;
    private boolean retain;
    private boolean keptOffline;
    private int priority;

    private int value;
    private int offeredMillis;
    private boolean pending;
    private int publishedValue;
    private int publishedMillis;
    private boolean everPublished;
    // Once over, over: a flag outlives the wrap of the int clock
    private boolean shortestOver;
    private boolean longestOver;
    private int rejected;
    private int expired;

    /**
     * A signal that publishes each change at once, at QoS 0, not retained, until told otherwise.
     *
     * @param topic its Topic Name
     * @param decimals digits after the point of what is offered and of what is published, 0 to 9
     */
    public Signal(String topic, int decimals) {
        this.topicName = Utf8.bytes(topic);
        this.decimals = decimals;
    }

    /** Rejects and counts values outside; fixed-point, both ends included. */
    public Signal range(int minimum, int maximum) {
        this.minimum = minimum;
        this.maximum = maximum;
        return this;
    }

    /** The smallest change worth a message, fixed-point; 0 is any change. */
    public Signal deadBand(int change) {
        this.deadBand = change;
        this.deadBandPerMille = 0;
        return this;
    }

    /** The smallest change worth a message, in thousandths of the value last published: 20 is 2 %. */
    public Signal deadBandPerMille(int perMille) {
        this.deadBandPerMille = perMille;
        this.deadBand = 0;
        return this;
    }

    /**
     * Bounds the interval between messages.
     *
     * @param shortest 0 or more: the latest change waits until it is over
     * @param longest a value offered after it is published even if unchanged; 0 is never
     */
    public Signal intervalsMillis(int shortest, int longest) {
        this.shortestMillis = shortest;
        this.longestMillis = longest;
        return this;
    }

    public Signal qos(int qos) {
        this.qos = qos;
        return this;
    }

    public Signal retain(boolean retain) {
        this.retain = retain;
        return this;
    }

    /**
     * Keeps what is measured without a link in the node's {@link OfflineRing}, by the same dead-band and intervals, until there is one
     * again; without it only the latest value is sent then. QoS 1 and 2 are kept over one more loss of the link, QoS 0 is not.
     *
     * @param priority the higher, the longer it stays in a full ring that drops the lowest first
     */
    public Signal keepOffline(int priority) {
        this.keptOffline = true;
        this.priority = priority;
        return this;
    }

    /**
     * Takes a new value.
     *
     * @return true if it is to be published now; the node then does so in its next step
     */
    public boolean offer(int newValue, int nowMillis) {
        watch(nowMillis);
        if (newValue < minimum || newValue > maximum) {
            rejected++;
            return false;
        }
        value = newValue;
        offeredMillis = nowMillis;
        pending = !everPublished || longestOver || hasChanged();
        return pending && shortestOver;
    }

    /** True if the latest value is to be published now. Called in every step, so that the clock may wrap. */
    boolean isDue(int nowMillis) {
        watch(nowMillis);
        if (pending && longestMillis > 0 && nowMillis - offeredMillis >= longestMillis) {
            pending = false; // it could not be sent for so long that it would lie
            expired++;
        }
        return pending && shortestOver;
    }

    /** How long until a value that waits for the shortest interval is due; {@link Integer#MAX_VALUE} if none waits. */
    int waitMillis(int nowMillis) {
        if (!pending) {
            return Integer.MAX_VALUE;
        }
        return shortestOver ? 0 : shortestMillis - (nowMillis - publishedMillis);
    }

    /** Says that the latest value is on its way. */
    void published(int nowMillis) {
        publishedValue = value;
        publishedMillis = nowMillis;
        everPublished = true;
        pending = false;
        shortestOver = shortestMillis <= 0;
        longestOver = false;
    }

    /** Writes the latest value; {@link DecimalText#MAX_LENGTH} bytes of room. */
    int writePayload(byte[] out) {
        return DecimalText.write(value, decimals, out, 0);
    }

    private void watch(int nowMillis) {
        int elapsedMillis = nowMillis - publishedMillis; // stays right when the int clock wraps
        if (!everPublished || elapsedMillis >= shortestMillis) {
            shortestOver = true;
        }
        if (everPublished && longestMillis > 0 && elapsedMillis >= longestMillis) {
            longestOver = true;
        }
    }

    private boolean hasChanged() {
        long change = (long) value - publishedValue;
        if (change < 0) {
            change = -change;
        }
        if (change == 0) {
            return false;
        }
        long reference = publishedValue < 0 ? -(long) publishedValue : publishedValue;
        return change >= deadBand && change * 1000 >= reference * deadBandPerMille;
    }

    byte[] topicName() {
        return topicName;
    }

    public int decimals() {
        return decimals;
    }

    int qos() {
        return qos;
    }

    boolean isRetained() {
        return retain;
    }

    boolean isKeptOffline() {
        return keptOffline;
    }

    int priority() {
        return priority;
    }

    /** When the latest value was offered. */
    int offeredMillis() {
        return offeredMillis;
    }

    /** The latest value taken, fixed-point. */
    public int value() {
        return value;
    }

    /** Values outside the range, since the start. */
    public int rejected() {
        return rejected;
    }

    /** Values that could not be sent before they were older than the longest interval, since the start. */
    public int expired() {
        return expired;
    }
}
