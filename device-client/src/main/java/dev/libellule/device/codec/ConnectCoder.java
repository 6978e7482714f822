package dev.libellule.device.codec;

/** CONNECT, 3.1. */
public final class ConnectCoder {
    private static final byte[] MQTT = {'M', 'Q', 'T', 'T'};
    private static final byte[] MQISDP = {'M', 'Q', 'I', 's', 'd', 'p'};
    private static final int BRIDGE_BIT = 0x80;

    private static final int FLAG_RESERVED = 0x01;
    private static final int FLAG_CLEAN_START = 0x02;
    private static final int FLAG_WILL = 0x04;
    private static final int FLAG_WILL_RETAIN = 0x20;
    private static final int FLAG_PASSWORD = 0x40;
    private static final int FLAG_USER_NAME = 0x80;

    private ConnectCoder() {}

    /**
     * Reads a CONNECT. Allocates nothing.
     *
     * @param in at the Protocol Name
     * @param out overwritten, whatever the result; its version is set as soon as it is known
     * @return {@link Status#OK} or why the connection has to be closed
     */
    public static int decode(PacketReader in, Connect out) {
        in.readBinary(out.clientIdentifier); // the Protocol Name; its place is used again below
        boolean isMqtt = out.clientIdentifier.contentEquals(MQTT);
        if (in.status() == Status.OK && !isMqtt && !out.clientIdentifier.contentEquals(MQISDP)) {
            in.fail(Status.PROTOCOL_NAME);
        }
        int version = in.readUint8();
        out.bridge = (version & BRIDGE_BIT) != 0;
        out.version = version & ~BRIDGE_BIT;
        boolean known = isMqtt
                ? out.version == MqttVersion.V3_1_1 || out.version == MqttVersion.V5_0 && !out.bridge
                : out.version == MqttVersion.V3_1;
        if (in.status() == Status.OK && !known) {
            in.fail(Status.PROTOCOL_VERSION);
        }
        int flags = in.readUint8();
        checkFlags(in, flags, out.version);
        out.cleanStart = (flags & FLAG_CLEAN_START) != 0;
        out.keepAliveSeconds = in.readUint16();
        boolean isV5 = out.version == MqttVersion.V5_0;
        readProperties(in, out.properties, isV5, Property.IN_CONNECT);
        in.readString(out.clientIdentifier);
        readWill(in, out, flags, isV5);
        readOptional(in, out.userName, (flags & FLAG_USER_NAME) != 0);
        if (out.userName.isPresent() && in.status() == Status.OK
                && !Utf8.isWellFormed(out.userName.buffer, out.userName.offset, out.userName.length)) {
            in.fail(Status.MALFORMED_STRING);
        }
        readOptional(in, out.password, (flags & FLAG_PASSWORD) != 0);
        return in.finish();
    }

    private static void checkFlags(PacketReader in, int flags, int version) {
        boolean hasWill = (flags & FLAG_WILL) != 0;
        int willQos = flags >> 3 & 3;
        if ((flags & FLAG_RESERVED) != 0 // [MQTT-3.1.2-3]
                || willQos == 3 // [MQTT-3.1.2-12]
                || !hasWill && (willQos != 0 || (flags & FLAG_WILL_RETAIN) != 0) // [MQTT-3.1.2-11] and [MQTT-3.1.2-13]
                || version == MqttVersion.V3_1_1 && (flags & (FLAG_USER_NAME | FLAG_PASSWORD)) == FLAG_PASSWORD) { // 3.1.1 [MQTT-3.1.2-22]
            in.fail(Status.CONNECT_FLAGS);
        }
    }

    private static void readWill(PacketReader in, Connect out, int flags, boolean isV5) {
        boolean hasWill = (flags & FLAG_WILL) != 0;
        out.willQos = flags >> 3 & 3;
        out.willRetain = (flags & FLAG_WILL_RETAIN) != 0;
        readProperties(in, out.willProperties, isV5 && hasWill, Property.IN_WILL);
        readOptional(in, out.willTopic, hasWill);
        if (out.willTopic.isPresent() && in.status() == Status.OK) {
            int status = Topics.checkName(out.willTopic.buffer, out.willTopic.offset, out.willTopic.length);
            if (status != Status.OK) {
                in.fail(status);
            }
        }
        readOptional(in, out.willPayload, hasWill);
    }

    private static void readProperties(PacketReader in, Properties out, boolean there, long allowed) {
        if (there) {
            out.read(in, allowed);
        } else {
            out.clear();
        }
    }

    private static void readOptional(PacketReader in, Slice out, boolean there) {
        if (there) {
            in.readBinary(out);
        } else {
            out.clear();
        }
    }

    /**
     * Writes a CONNECT.
     *
     * @return its length, or a negative {@link Status}; then nothing was written
     */
    public static int encode(PacketWriter out, Connect connect) {
        boolean isV5 = connect.version == MqttVersion.V5_0;
        out.begin(PacketType.firstByte(PacketType.CONNECT));
        out.writeBinary(connect.version == MqttVersion.V3_1 ? MQISDP : MQTT);
        out.writeUint8(connect.bridge ? connect.version | BRIDGE_BIT : connect.version);
        out.writeUint8(flags(connect));
        out.writeUint16(connect.keepAliveSeconds);
        if (isV5) {
            writeProperties(out, connect.propertiesToSend);
        }
        out.writeBinary(connect.clientIdentifier);
        if (connect.hasWill()) {
            if (isV5) {
                writeProperties(out, connect.willPropertiesToSend);
            }
            out.writeBinary(connect.willTopic);
            out.writeBinary(connect.willPayload);
        }
        if (connect.userName.isPresent()) {
            out.writeBinary(connect.userName);
        }
        if (connect.password.isPresent()) {
            out.writeBinary(connect.password);
        }
        return out.end();
    }

    private static int flags(Connect connect) {
        int flags = connect.cleanStart ? FLAG_CLEAN_START : 0;
        if (connect.hasWill()) {
            flags |= FLAG_WILL | connect.willQos << 3;
            flags |= connect.willRetain ? FLAG_WILL_RETAIN : 0;
        }
        flags |= connect.userName.isPresent() ? FLAG_USER_NAME : 0;
        return connect.password.isPresent() ? flags | FLAG_PASSWORD : flags;
    }

    private static void writeProperties(PacketWriter out, Slice encoded) {
        out.writeVariableByteInteger(encoded.length);
        if (encoded.length > 0) {
            out.writeBytes(encoded.buffer, encoded.offset, encoded.length);
        }
    }
}
