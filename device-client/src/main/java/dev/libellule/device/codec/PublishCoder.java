package dev.libellule.device.codec;

/** PUBLISH, 3.3: the packet that everything is about. */
public final class PublishCoder {
    /** How many bytes a Topic Alias takes among the properties. */
    public static final int TOPIC_ALIAS_LENGTH = 3;

    private PublishCoder() {}

    /**
     * Reads a PUBLISH. Allocates nothing and copies nothing.
     *
     * <p>The Topic Name is not looked at: a receiver that knows its topics finds it in a table, and one that does not calls
     * {@link Topics#checkName}. An empty one is allowed in 5.0 with a Topic Alias only, which is checked here.
     *
     * @param in at the Topic Name
     * @param firstByte of the packet: DUP, QoS, RETAIN
     */
    public static int decode(PacketReader in, int firstByte, int version, Publish out) {
        decodeHead(in, firstByte, version, out);
        in.readRest(out.payload);
        return in.status();
    }

    /** Reads all but the payload, which may not be there yet; the reader then stands at its first byte. */
    public static int decodeHead(PacketReader in, int firstByte, int version, Publish out) {
        out.dup = (firstByte & 8) != 0;
        out.qos = firstByte >> 1 & 3;
        out.retain = (firstByte & 1) != 0;
        if (out.qos == 3) {
            in.fail(Status.QOS); // [MQTT-3.3.1-4]
        } else if (out.dup && out.qos == 0) {
            in.fail(Status.RESERVED_FLAGS); // [MQTT-3.3.1-2]
        }
        in.readBinary(out.topic);
        out.packetIdentifier = 0;
        if (out.qos > 0) {
            out.packetIdentifier = in.readUint16();
            if (out.packetIdentifier == 0) {
                in.fail(Status.PACKET_IDENTIFIER_ZERO); // [MQTT-2.2.1-3]
            }
        }
        if (version == MqttVersion.V5_0) {
            out.properties.read(in, Property.IN_PUBLISH);
        } else {
            out.properties.clear();
        }
        if (out.topic.length == 0 && !out.properties.has(Property.TOPIC_ALIAS)) {
            in.fail(version == MqttVersion.V5_0 ? Status.PROTOCOL_ERROR : Status.TOPIC_NAME);
        }
        return in.status();
    }

    /** The Remaining Length of a PUBLISH, from the lengths of its parts, in bytes. */
    public static int remainingLength(int version, int qos, int topicLength, int propertiesLength, int payloadLength) {
        int length = 2 + topicLength + (qos > 0 ? 2 : 0) + payloadLength;
        return version == MqttVersion.V5_0
                ? length + PacketWriter.variableByteIntegerLength(propertiesLength) + propertiesLength
                : length;
    }

    /**
     * Writes a PUBLISH in one pass.
     *
     * @return its length, or a negative {@link Status}; then nothing was written
     */
    public static int encode(PacketWriter out, int version, Publish publish) {
        begin(out, version, publish);
        if (publish.payload.length > 0) {
            out.writeBytes(publish.payload.buffer, publish.payload.offset, publish.payload.length);
        }
        return out.endKnown();
    }

    /** Writes all but the payload, for a caller who writes that in place; ends with {@link PacketWriter#endKnown}. */
    public static void begin(PacketWriter out, int version, Publish publish) {
        Slice topic = publish.topic;
        int aliasLength = publish.topicAliasToSend > 0 ? TOPIC_ALIAS_LENGTH : 0;
        int propertiesLength = publish.propertiesToSend.length;
        out.begin(publish.firstByte(), remainingLength(version, publish.qos, topic.length,
                propertiesLength + aliasLength, publish.payload.length));
        out.writeBinary(topic);
        if (publish.qos > 0) {
            out.writeUint16(publish.packetIdentifier);
        }
        if (version == MqttVersion.V5_0) {
            out.writeVariableByteInteger(propertiesLength + aliasLength);
            if (propertiesLength > 0) {
                out.writeBytes(publish.propertiesToSend.buffer, publish.propertiesToSend.offset, propertiesLength);
            }
            if (aliasLength > 0) {
                out.property16(Property.TOPIC_ALIAS, publish.topicAliasToSend);
            }
        }
    }
}
