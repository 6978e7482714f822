package dev.libellule.device.codec;

/**
 * PUBACK, PUBREC, PUBREL and PUBCOMP, which share one shape: sections 3.4 to 3.7.
 *
 * <p>After the Fixed Header: Packet Identifier (2 bytes); in 5.0 also Reason Code (1) and Properties, both optional.
 */
public final class AckCoder {
    private AckCoder() {}

    /**
     * Reads one acknowledgement. Allocates nothing.
     *
     * @param in at the Packet Identifier
     * @param out overwritten, whatever the result
     */
    public static int decode(PacketReader in, int version, Ack out) {
        out.packetIdentifier = in.readUint16();
        out.reasonCode = ReasonCode.SUCCESS; // absent means Success, 3.4.2.1
        out.properties.clear();
        if (version == MqttVersion.V5_0 && in.remaining() > 0) {
            out.reasonCode = in.readUint8();
            if (in.remaining() > 0) {
                out.properties.read(in, Property.IN_ACK);
            }
        }
        if (in.status() == Status.OK && out.packetIdentifier == 0) {
            in.fail(Status.PACKET_IDENTIFIER_ZERO);
        }
        return in.finish();
    }

    /**
     * Writes one acknowledgement; Reason Code 0 is left out, 3.4.2.1.
     *
     * @param type one of {@link PacketType#PUBACK} to {@link PacketType#PUBCOMP}
     * @return its length, or a negative {@link Status}; then nothing was written
     */
    public static int encode(PacketWriter out, int version, int type, int packetIdentifier, int reasonCode) {
        boolean withReason = version == MqttVersion.V5_0 && reasonCode != ReasonCode.SUCCESS;
        out.begin(PacketType.firstByte(type), withReason ? 3 : 2);
        out.writeUint16(packetIdentifier);
        if (withReason) {
            out.writeUint8(reasonCode);
        }
        return out.endKnown();
    }
}
