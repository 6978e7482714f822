package dev.libellule.device.codec;

/**
 * What came of a call: {@link #OK} or a length is zero or more, every failure is negative.
 *
 * <p>Bad input never throws. {@link #reasonCode} gives what a 5.0 peer is told.
 */
public final class Status {
    public static final int OK = 0;
    /** The packet ends before its content does. */
    public static final int TRUNCATED = -1;
    /** Bytes are left in the packet after its content. */
    public static final int TRAILING_BYTES = -2;
    /** A Remaining Length or other Variable Byte Integer of more bytes than four, or than it needs, 1.5.5. */
    public static final int VARIABLE_BYTE_INTEGER = -3;
    /** A UTF-8 Encoded String that is not well formed, or holds U+0000 or a surrogate, 1.5.4. */
    public static final int MALFORMED_STRING = -4;
    /** Reserved flags of the Fixed Header or of a payload byte are not as they have to be, 2.1.3. */
    public static final int RESERVED_FLAGS = -5;
    /** Packet type 0, or AUTH before 5.0. */
    public static final int PACKET_TYPE = -6;
    /** A Packet Identifier of zero, [MQTT-2.2.1-3]. */
    public static final int PACKET_IDENTIFIER_ZERO = -7;
    /** Both QoS bits set, [MQTT-3.3.1-4]. */
    public static final int QOS = -8;
    /** An empty Topic Name without alias, or one with a wildcard, [MQTT-3.3.2-2]. */
    public static final int TOPIC_NAME = -9;
    /** A Topic Filter that breaks 4.7.1. */
    public static final int TOPIC_FILTER = -10;
    /** SUBSCRIBE or UNSUBSCRIBE without a filter, [MQTT-3.8.3-2]. */
    public static final int NO_TOPIC_FILTER = -11;
    /** A property that this packet may not carry, or an unknown one, 2.2.2.2. */
    public static final int PROPERTY_NOT_ALLOWED = -12;
    /** A property that may stand once stands twice. */
    public static final int PROPERTY_TWICE = -13;
    /** A property's value is outside its range. */
    public static final int PROPERTY_VALUE = -14;
    /** CONNECT with another Protocol Name than MQTT or MQIsdp. */
    public static final int PROTOCOL_NAME = -15;
    /** CONNECT with a Protocol Version that is not 3, 4 or 5. */
    public static final int PROTOCOL_VERSION = -16;
    /** Connect Flags that contradict each other, [MQTT-3.1.2-9] and following. */
    public static final int CONNECT_FLAGS = -17;
    /** Does not fit into the buffer given for it. */
    public static final int BUFFER_FULL = -18;
    /** Larger than the Maximum Packet Size of the receiver. */
    public static final int PACKET_TOO_LARGE = -19;
    /** A packet at a time or in a direction in which it may not come. */
    public static final int PROTOCOL_ERROR = -20;

    private Status() {}

    /** The 5.0 Reason Code for a failure in decoding, 4.13. */
    public static int reasonCode(int status) {
        switch (status) {
            case OK:
                return ReasonCode.SUCCESS;
            case PROPERTY_TWICE:
            case PROPERTY_VALUE:
            case NO_TOPIC_FILTER:
            case PROTOCOL_ERROR:
                return ReasonCode.PROTOCOL_ERROR;
            case TOPIC_NAME:
                return ReasonCode.TOPIC_NAME_INVALID;
            case TOPIC_FILTER:
                return ReasonCode.TOPIC_FILTER_INVALID;
            case PROTOCOL_NAME:
            case PROTOCOL_VERSION:
                return ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
            case PACKET_TOO_LARGE:
                return ReasonCode.PACKET_TOO_LARGE;
            default:
                return ReasonCode.MALFORMED_PACKET;
        }
    }
}
