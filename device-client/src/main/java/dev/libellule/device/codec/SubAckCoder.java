package dev.libellule.device.codec;

/** SUBACK, 3.9, and UNSUBACK, 3.11. */
public final class SubAckCoder {
    private SubAckCoder() {}

    /**
     * Reads a SUBACK or UNSUBACK.
     *
     * @param in at the Packet Identifier
     */
    public static int decode(PacketReader in, int version, SubAck out) {
        out.packetIdentifier = in.readUint16();
        out.properties.clear();
        if (version == MqttVersion.V5_0) {
            out.properties.read(in, Property.IN_ACK);
        }
        if (in.status() == Status.OK && out.packetIdentifier == 0) {
            in.fail(Status.PACKET_IDENTIFIER_ZERO);
        }
        in.readRest(out.reasonCodes);
        return in.status();
    }

    /**
     * Writes a SUBACK or UNSUBACK.
     *
     * @param reasonCodes one byte a filter, in their order; not written in an UNSUBACK before 5.0
     * @return its length, or a negative {@link Status}; then nothing was written
     */
    public static int encode(PacketWriter out, int type, int version, int packetIdentifier, byte[] reasonCodes,
            int count) {
        out.begin(PacketType.firstByte(type));
        out.writeUint16(packetIdentifier);
        if (version == MqttVersion.V5_0) {
            out.writeUint8(0); // no properties
        }
        if (version == MqttVersion.V5_0 || type == PacketType.SUBACK) {
            out.writeBytes(reasonCodes, 0, count);
        }
        return out.end();
    }
}
