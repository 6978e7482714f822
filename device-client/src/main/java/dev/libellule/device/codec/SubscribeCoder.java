package dev.libellule.device.codec;

/** SUBSCRIBE, 3.8, and UNSUBSCRIBE, 3.10: a head, then one Topic Filter after the other. */
public final class SubscribeCoder {
    private SubscribeCoder() {}

    /**
     * Reads what stands before the first Topic Filter.
     *
     * @param type {@link PacketType#SUBSCRIBE} or {@link PacketType#UNSUBSCRIBE}
     * @param in at the Packet Identifier
     */
    public static int decodeHead(PacketReader in, int type, int version, Subscribe out) {
        out.packetIdentifier = in.readUint16();
        out.properties.clear();
        if (version == MqttVersion.V5_0) {
            out.properties.read(in, type == PacketType.SUBSCRIBE ? Property.IN_SUBSCRIBE : Property.IN_UNSUBSCRIBE);
        }
        if (in.status() == Status.OK && out.packetIdentifier == 0) {
            in.fail(Status.PACKET_IDENTIFIER_ZERO);
        }
        if (in.status() == Status.OK && in.remaining() == 0) {
            in.fail(Status.NO_TOPIC_FILTER); // [MQTT-3.8.3-2]
        }
        return in.status();
    }

    /**
     * Reads the next Topic Filter, in a SUBSCRIBE with its options; to be called while the reader has bytes left.
     *
     * <p>The filter is checked as UTF-8; its wildcards are not, so that the others of the packet can be served:
     * {@link Topics#checkFilter}.
     */
    public static int decodeNext(PacketReader in, int type, int version, Subscribe out) {
        in.readString(out.filter);
        out.options = 0;
        if (type == PacketType.SUBSCRIBE) {
            out.options = in.readUint8();
            int reserved = version == MqttVersion.V5_0 ? 0xC0 : 0xFC;
            if ((out.options & reserved) != 0 || out.retainHandling() == 3) {
                in.fail(Status.RESERVED_FLAGS); // [MQTT-3.8.3-5]
            } else if (out.qos() == 3) {
                in.fail(Status.QOS);
            }
        }
        return in.status();
    }

    /**
     * Starts a SUBSCRIBE or UNSUBSCRIBE; {@link #addFilter} follows at least once, then {@link PacketWriter#end}.
     *
     * @param subscriptionIdentifier 1 to 268,435,455, or 0 for none; 5.0 only
     */
    public static void begin(PacketWriter out, int type, int version, int packetIdentifier,
            int subscriptionIdentifier) {
        begin(out, type, version, packetIdentifier, subscriptionIdentifier, null);
    }

    /**
     * Starts a SUBSCRIBE or UNSUBSCRIBE with further properties; 5.0.
     *
     * @param furtherProperties encoded without their length; null for none
     */
    public static void begin(PacketWriter out, int type, int version, int packetIdentifier,
            int subscriptionIdentifier, byte[] furtherProperties) {
        out.begin(PacketType.firstByte(type));
        out.writeUint16(packetIdentifier);
        if (version == MqttVersion.V5_0) {
            out.beginProperties();
            if (subscriptionIdentifier > 0) {
                out.propertyVariable(Property.SUBSCRIPTION_IDENTIFIER, subscriptionIdentifier);
            }
            if (furtherProperties != null) {
                out.writeBytes(furtherProperties, 0, furtherProperties.length);
            }
            out.endProperties();
        }
    }

    /** Adds a filter to an UNSUBSCRIBE. */
    public static void addFilter(PacketWriter out, Slice filter) {
        out.writeBinary(filter);
    }

    /** Adds a filter to a SUBSCRIBE; options as in 3.8.3.1, before 5.0 only the QoS. */
    public static void addFilter(PacketWriter out, Slice filter, int options) {
        out.writeBinary(filter);
        out.writeUint8(options);
    }
}
