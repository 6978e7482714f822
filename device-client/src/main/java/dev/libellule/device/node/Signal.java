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

    private Conversion conversion; // null: as the sensor gives it
    private Filter filter; // null: every reading counts
    private Details details; // null: the bare value only
    private byte[] jsonTopicName;
    private int oldMillis;
    private int stuckMillis;

    private int reading;
    private boolean isRead;
    private int readingSinceMillis;
    private boolean stuck;
    private int value;
    private boolean isKnown;
    private long utcMillis;
    private boolean timed = true;
    private boolean failing;
    private boolean old;
    private int toldQuality = Quality.GOOD;
    private boolean jsonPending;
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

    /** Converts what {@link #offerRaw} takes. */
    public Signal convert(Conversion newConversion) {
        this.conversion = newConversion;
        return this;
    }

    /** Makes the readings quieter that are within the range. */
    public Signal filter(Filter newFilter) {
        this.filter = newFilter;
        return this;
    }

    /** Tells more than the bare value. */
    public Signal details(Details newDetails) {
        this.details = newDetails;
        jsonTopicName = Details.jsonTopicName(topicName);
        return this;
    }

    /** The {@link Quality} is old when no value came for so long; 0, the default, is never. */
    public Signal oldAfterMillis(int millis) {
        this.oldMillis = millis;
        return this;
    }

    /**
     * A sensor that gives exactly the same for so long is stuck: from then on its readings are not believed, until they change. What counts
     * is what it gives, before conversion and filter.
     *
     * @param millis 0, the default, is never
     */
    public Signal stuckAfterMillis(int millis) {
        this.stuckMillis = millis;
        return this;
    }

    /** True while the sensor gives the same for too long. */
    public boolean isStuck() {
        return stuck;
    }

    /**
     * Takes what a sensor gives, and converts it to the meaning and the decimals of the signal.
     *
     * @param rawDecimals of what the sensor gives; the {@link Conversion}, if there is one, was made for them
     * @return as of {@link #offer}
     */
    public boolean offerRaw(int raw, int rawDecimals, int nowMillis) {
        if (isStuckAt(raw, nowMillis)) {
            return false;
        }
        if (conversion == null) {
            return take(DecimalText.rescale(raw, rawDecimals, decimals), nowMillis);
        }
        long converted = conversion.apply(raw);
        if (converted == Conversion.OUTSIDE) {
            watch(nowMillis);
            rejected++;
            failing = true;
            return false;
        }
        return take((int) converted, nowMillis);
    }

    private boolean isStuckAt(int newReading, int nowMillis) {
        if (stuckMillis == 0) {
            return false;
        }
        if (!isRead || newReading != reading) {
            isRead = true;
            reading = newReading;
            readingSinceMillis = nowMillis;
            stuck = false;
            return false;
        }
        if (nowMillis - readingSinceMillis >= stuckMillis) {
            stuck = true; // once stuck, stuck: a flag outlives the wrap of the int clock
        }
        if (stuck) {
            watch(nowMillis);
            rejected++;
            failing = true;
        }
        return stuck;
    }

    /** The sensor has given nothing that can be believed. */
    public void failed() {
        failing = true;
    }

    /**
     * Takes a new value.
     *
     * @return true if it is to be published now; the node then does so in its next step
     */
    public boolean offer(int newValue, int nowMillis) {
        return !isStuckAt(newValue, nowMillis) && take(newValue, nowMillis);
    }

    private boolean take(int newValue, int nowMillis) {
        watch(nowMillis);
        if (newValue < minimum || newValue > maximum) {
            rejected++;
            failing = true;
            return false;
        }
        if (filter != null) {
            if (old) {
                filter.restart();
            }
            value = filter.apply(newValue);
        } else {
            value = newValue;
        }
        isKnown = true;
        timed = false;
        failing = false;
        old = false;
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
        int untilOldMillis = isKnown && oldMillis > 0 && !old && details != null
                ? Math.max(0, oldMillis - (nowMillis - offeredMillis))
                : Integer.MAX_VALUE;
        if (!pending) {
            return untilOldMillis;
        }
        return shortestOver ? 0 : Math.min(untilOldMillis, shortestMillis - (nowMillis - publishedMillis));
    }

    /** Notes when the latest value was measured. Called in every step, before anything is written. */
    void stamp(WallClock clock, int nowMillis) {
        if (!timed) {
            timed = true;
            long nowUtcMillis = clock == null ? 0 : clock.utcMillis();
            utcMillis = nowUtcMillis == 0 ? 0 : nowUtcMillis - Math.max(0, nowMillis - offeredMillis);
        }
    }

    /** True if the message of JSON is to be published: beside a value, or because the quality has changed. */
    boolean isJsonDue(int nowMillis) {
        watch(nowMillis);
        return details != null && details.areJson() && (jsonPending || quality() != toldQuality);
    }

    int writeJson(byte[] out) {
        return details.writeJson(out, isKnown, value, decimals, utcMillis, quality());
    }

    void jsonPublished() {
        jsonPending = false;
        toldQuality = quality();
    }

    /** Room for a payload. */
    int payloadLength() {
        return details == null || !details.areJson() ? DecimalText.MAX_LENGTH : details.jsonLength();
    }

    int propertiesLength() {
        return details == null ? 0 : details.propertiesLength();
    }

    void addDetails(UserProperties properties) {
        if (details != null) {
            details.addTo(properties, utcMillis);
        }
    }

    byte[] jsonTopicName() {
        return jsonTopicName;
    }

    /** How far the latest value is to be believed: a {@link Quality}. */
    public int quality() {
        return failing ? Quality.BAD : old ? Quality.OLD : Quality.GOOD;
    }

    /** Says that the latest value is on its way. */
    void published(int nowMillis) {
        publishedValue = value;
        publishedMillis = nowMillis;
        everPublished = true;
        pending = false;
        shortestOver = shortestMillis <= 0;
        longestOver = false;
        jsonPending = true;
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
        if (isKnown && oldMillis > 0 && nowMillis - offeredMillis >= oldMillis) {
            old = true;
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

    /** Its Topic Name, encoded. */
    public byte[] topicName() {
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

    /** Readings outside the range, or of a stuck sensor, since the start. */
    public int rejected() {
        return rejected;
    }

    /** Values that could not be sent before they were older than the longest interval, since the start. */
    public int expired() {
        return expired;
    }
}
