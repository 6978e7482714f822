package dev.libellule.device.node;

import dev.libellule.device.codec.Utf8;

/**
 * What is told of a value beside the value, on request: unit, device, place, when it was measured, and its {@link Quality}. In a message
 * of its own on {@code <topic>/json}, as User Properties of MQTT 5.0, or both.
 *
 * <pre>
 *   {"v":22.5,"u":"°C","ts":1760000000123,"q":"good","src":"salon-uno","place":"salon"}
 * </pre>
 *
 * <p>{@code v} is null before the first value; {@code ts} is left out while the time is not known, {@code u} and {@code place} where there
 * are none. Of a state, {@code q} gives place to its {@code reason}. Encoded once; allocates nothing afterwards. Owned by a {@link Signal}
 * or a {@link Command}.
 */
public final class Details {
    private static final byte[] JSON = Utf8.bytes("/json");
    private static final byte[] VALUE = Utf8.bytes("{\"v\":");
    private static final byte[] NULL = Utf8.bytes("null");
    private static final byte[] TIME = Utf8.bytes(",\"ts\":");
    private static final byte[] QUALITY = Utf8.bytes(",\"q\":\"");
    private static final byte[] REASON = Utf8.bytes(",\"reason\":\"");
    private static final byte[] UNIT_NAME = Utf8.bytes("unit");
    private static final byte[] DEVICE_NAME = Utf8.bytes("src");
    private static final byte[] PLACE_NAME = Utf8.bytes("place");
    private static final byte[] TIME_NAME = Utf8.bytes("ts");
    private static final String HEX = "0123456789abcdef";
    /** Bytes of a User Property but its name and value. */
    private static final int PROPERTY_FRAME = 5;

    private final byte[] unit;
    private final byte[] device;
    private final byte[] place;
    private final byte[] unitJson;
    private final byte[] endJson;
    private boolean json;
    private boolean properties;

    /**
     * Says nothing yet: call {@link #asJson}, {@link #asProperties} or both.
     *
     * @param unit such as {@code °C}; may be empty
     * @param device such as {@code salon-uno}
     * @param place such as {@code salon}; may be empty
     */
    public Details(String unit, String device, String place) {
        this.unit = Utf8.bytes(unit);
        this.device = Utf8.bytes(device);
        this.place = Utf8.bytes(place);
        StringBuffer text = new StringBuffer();
        if (unit.length() > 0) {
            escaped(text.append(",\"u\":\""), unit).append('"');
        }
        unitJson = Utf8.bytes(text.toString());
        text.setLength(0);
        escaped(text.append("\",\"src\":\""), device);
        if (place.length() > 0) {
            escaped(text.append("\",\"place\":\""), place);
        }
        endJson = Utf8.bytes(text.append("\"}").toString());
    }

    /** Publishes a message of JSON beside each value, and when the quality changes. */
    public Details asJson() {
        json = true;
        return this;
    }

    /** Adds User Properties to each value, in MQTT 5.0: {@code unit}, {@code src}, {@code place} and {@code ts}. */
    public Details asProperties() {
        properties = true;
        return this;
    }

    /** RFC 8259, section 7. */
    private static StringBuffer escaped(StringBuffer out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            } else {
                out.append(c);
            }
        }
        return out;
    }

    /** The topic of the messages of JSON that stand beside those of a topic. */
    static byte[] jsonTopicName(byte[] topicName) {
        byte[] name = new byte[topicName.length + JSON.length];
        System.arraycopy(topicName, 0, name, 0, topicName.length);
        System.arraycopy(JSON, 0, name, topicName.length, JSON.length);
        return name;
    }

    boolean areJson() {
        return json;
    }

    /** Room for the longest message of JSON. */
    int jsonLength() {
        return VALUE.length + DecimalText.MAX_LENGTH + unitJson.length + TIME.length + DecimalText.LONGEST_LONG
                + REASON.length + StateReason.LONGEST_TEXT + endJson.length;
    }

    /** Room for the properties. */
    int propertiesLength() {
        return 4 * PROPERTY_FRAME + UNIT_NAME.length + unit.length + DEVICE_NAME.length + device.length
                + PLACE_NAME.length + place.length + TIME_NAME.length + DecimalText.LONGEST_LONG;
    }

    /**
     * Writes the message of JSON.
     *
     * @param isKnown false if there is no value yet
     * @param utcMillis when it was measured; 0 if that is not known
     */
    int writeJson(byte[] out, boolean isKnown, int value, int decimals, long utcMillis, int quality) {
        return write(out, isKnown, value, decimals, utcMillis, QUALITY, Quality.text(quality));
    }

    /**
     * Writes the message of JSON of an output's state.
     *
     * @param utcMillis now; 0 if that is not known
     * @param reason a {@link StateReason}
     */
    int writeState(byte[] out, int state, long utcMillis, int reason) {
        return write(out, true, state, 0, utcMillis, REASON, StateReason.text(reason));
    }

    private int write(byte[] out, boolean isKnown, int value, int decimals, long utcMillis, byte[] key, byte[] word) {
        int at = put(out, 0, VALUE);
        at = isKnown ? at + DecimalText.write(value, decimals, out, at) : put(out, at, NULL);
        at = put(out, at, unitJson);
        if (utcMillis != 0) {
            at = put(out, at, TIME);
            at += DecimalText.writeLong(utcMillis, out, at);
        }
        at = put(out, at, key);
        at = put(out, at, word);
        return put(out, at, endJson);
    }

    private static int put(byte[] out, int at, byte[] bytes) {
        System.arraycopy(bytes, 0, out, at, bytes.length);
        return at + bytes.length;
    }

    void addTo(UserProperties out, long utcMillis) {
        if (!properties) {
            return;
        }
        if (unit.length > 0) {
            out.add(UNIT_NAME, unit);
        }
        out.add(DEVICE_NAME, device);
        if (place.length > 0) {
            out.add(PLACE_NAME, place);
        }
        if (utcMillis != 0) {
            out.add(TIME_NAME, utcMillis);
        }
    }
}
