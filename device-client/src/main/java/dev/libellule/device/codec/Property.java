package dev.libellule.device.codec;

/** Property identifiers of MQTT 5.0 and where each may stand, 2.2.2.2. */
public final class Property {
    public static final int PAYLOAD_FORMAT_INDICATOR = 0x01;
    public static final int MESSAGE_EXPIRY_INTERVAL = 0x02;
    public static final int CONTENT_TYPE = 0x03;
    public static final int RESPONSE_TOPIC = 0x08;
    public static final int CORRELATION_DATA = 0x09;
    public static final int SUBSCRIPTION_IDENTIFIER = 0x0B;
    public static final int SESSION_EXPIRY_INTERVAL = 0x11;
    public static final int ASSIGNED_CLIENT_IDENTIFIER = 0x12;
    public static final int SERVER_KEEP_ALIVE = 0x13;
    public static final int AUTHENTICATION_METHOD = 0x15;
    public static final int AUTHENTICATION_DATA = 0x16;
    public static final int REQUEST_PROBLEM_INFORMATION = 0x17;
    public static final int WILL_DELAY_INTERVAL = 0x18;
    public static final int REQUEST_RESPONSE_INFORMATION = 0x19;
    public static final int RESPONSE_INFORMATION = 0x1A;
    public static final int SERVER_REFERENCE = 0x1C;
    public static final int REASON_STRING = 0x1F;
    public static final int RECEIVE_MAXIMUM = 0x21;
    public static final int TOPIC_ALIAS_MAXIMUM = 0x22;
    public static final int TOPIC_ALIAS = 0x23;
    public static final int MAXIMUM_QOS = 0x24;
    public static final int RETAIN_AVAILABLE = 0x25;
    public static final int USER_PROPERTY = 0x26;
    public static final int MAXIMUM_PACKET_SIZE = 0x27;
    public static final int WILDCARD_SUBSCRIPTION_AVAILABLE = 0x28;
    public static final int SUBSCRIPTION_IDENTIFIER_AVAILABLE = 0x29;
    public static final int SHARED_SUBSCRIPTION_AVAILABLE = 0x2A;

    /** One more than the largest identifier. */
    static final int COUNT = 0x2B;

    /** Value types, 2.2.2.2. */
    static final int NONE = 0;
    static final int BYTE = 1;
    static final int UINT16 = 2;
    static final int UINT32 = 3;
    static final int VARIABLE = 4;
    static final int BINARY = 5;
    static final int STRING = 6;
    static final int PAIR = 7;

    /** Sets of properties, one bit an identifier. */
    public static final long IN_CONNECT = bit(SESSION_EXPIRY_INTERVAL) | bit(AUTHENTICATION_METHOD)
            | bit(AUTHENTICATION_DATA)
            | bit(REQUEST_PROBLEM_INFORMATION) | bit(REQUEST_RESPONSE_INFORMATION) | bit(RECEIVE_MAXIMUM)
            | bit(TOPIC_ALIAS_MAXIMUM) | bit(USER_PROPERTY) | bit(MAXIMUM_PACKET_SIZE);
    public static final long IN_WILL = bit(PAYLOAD_FORMAT_INDICATOR) | bit(MESSAGE_EXPIRY_INTERVAL) | bit(CONTENT_TYPE)
            | bit(RESPONSE_TOPIC) | bit(CORRELATION_DATA) | bit(WILL_DELAY_INTERVAL) | bit(USER_PROPERTY);
    public static final long IN_CONNACK = bit(SESSION_EXPIRY_INTERVAL) | bit(ASSIGNED_CLIENT_IDENTIFIER)
            | bit(SERVER_KEEP_ALIVE) | bit(AUTHENTICATION_METHOD) | bit(AUTHENTICATION_DATA) | bit(RESPONSE_INFORMATION)
            | bit(SERVER_REFERENCE) | bit(REASON_STRING) | bit(RECEIVE_MAXIMUM) | bit(TOPIC_ALIAS_MAXIMUM)
            | bit(MAXIMUM_QOS)
            | bit(RETAIN_AVAILABLE) | bit(USER_PROPERTY) | bit(MAXIMUM_PACKET_SIZE)
            | bit(WILDCARD_SUBSCRIPTION_AVAILABLE)
            | bit(SUBSCRIPTION_IDENTIFIER_AVAILABLE) | bit(SHARED_SUBSCRIPTION_AVAILABLE);
    public static final long IN_PUBLISH = bit(PAYLOAD_FORMAT_INDICATOR) | bit(MESSAGE_EXPIRY_INTERVAL)
            | bit(CONTENT_TYPE)
            | bit(RESPONSE_TOPIC) | bit(CORRELATION_DATA) | bit(SUBSCRIPTION_IDENTIFIER) | bit(TOPIC_ALIAS)
            | bit(USER_PROPERTY);
    public static final long IN_ACK = bit(REASON_STRING) | bit(USER_PROPERTY);
    public static final long IN_SUBSCRIBE = bit(SUBSCRIPTION_IDENTIFIER) | bit(USER_PROPERTY);
    public static final long IN_UNSUBSCRIBE = bit(USER_PROPERTY);
    public static final long IN_DISCONNECT = bit(SESSION_EXPIRY_INTERVAL) | bit(SERVER_REFERENCE) | bit(REASON_STRING)
            | bit(USER_PROPERTY);
    public static final long IN_AUTH = bit(AUTHENTICATION_METHOD) | bit(AUTHENTICATION_DATA) | bit(REASON_STRING)
            | bit(USER_PROPERTY);

    private static final byte[] TYPES = types();

    private Property() {}

    static long bit(int identifier) {
        return 1L << identifier;
    }

    /** The type of a property's value; {@link #NONE} for an identifier that does not exist. */
    static int type(int identifier) {
        return identifier < COUNT ? TYPES[identifier] : NONE;
    }

    private static byte[] types() {
        byte[] types = new byte[COUNT];
        types[PAYLOAD_FORMAT_INDICATOR] = BYTE;
        types[MESSAGE_EXPIRY_INTERVAL] = UINT32;
        types[CONTENT_TYPE] = STRING;
        types[RESPONSE_TOPIC] = STRING;
        types[CORRELATION_DATA] = BINARY;
        types[SUBSCRIPTION_IDENTIFIER] = VARIABLE;
        types[SESSION_EXPIRY_INTERVAL] = UINT32;
        types[ASSIGNED_CLIENT_IDENTIFIER] = STRING;
        types[SERVER_KEEP_ALIVE] = UINT16;
        types[AUTHENTICATION_METHOD] = STRING;
        types[AUTHENTICATION_DATA] = BINARY;
        types[REQUEST_PROBLEM_INFORMATION] = BYTE;
        types[WILL_DELAY_INTERVAL] = UINT32;
        types[REQUEST_RESPONSE_INFORMATION] = BYTE;
        types[RESPONSE_INFORMATION] = STRING;
        types[SERVER_REFERENCE] = STRING;
        types[REASON_STRING] = STRING;
        types[RECEIVE_MAXIMUM] = UINT16;
        types[TOPIC_ALIAS_MAXIMUM] = UINT16;
        types[TOPIC_ALIAS] = UINT16;
        types[MAXIMUM_QOS] = BYTE;
        types[RETAIN_AVAILABLE] = BYTE;
        types[USER_PROPERTY] = PAIR;
        types[MAXIMUM_PACKET_SIZE] = UINT32;
        types[WILDCARD_SUBSCRIPTION_AVAILABLE] = BYTE;
        types[SUBSCRIPTION_IDENTIFIER_AVAILABLE] = BYTE;
        types[SHARED_SUBSCRIPTION_AVAILABLE] = BYTE;
        return types;
    }
}
