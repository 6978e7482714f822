package dev.libellule.device.codec;

/** DISCONNECT, 3.14, and AUTH, 3.15: both are a Reason Code and Properties, which may be left out from the end. */
public final class DisconnectCoder {
    private DisconnectCoder() {}

    /**
     * Reads a DISCONNECT or AUTH.
     *
     * @param in at the Reason Code, if there is one
     */
    public static int decode(PacketReader in, int type, int version, Disconnect out) {
        out.reasonCode = ReasonCode.SUCCESS; // absent means Normal disconnection, 3.14.2.1
        out.properties.clear();
        if (version == MqttVersion.V5_0 && in.remaining() > 0) {
            out.reasonCode = in.readUint8();
            if (in.remaining() > 0) {
                out.properties.read(in, type == PacketType.AUTH ? Property.IN_AUTH : Property.IN_DISCONNECT);
            }
        } else if (type == PacketType.AUTH && version != MqttVersion.V5_0) {
            in.fail(Status.PACKET_TYPE);
        }
        return in.finish();
    }

    /**
     * Starts a DISCONNECT or AUTH of 5.0 with properties, which the caller writes; {@link PacketWriter#endProperties} and
     * {@link PacketWriter#end} follow.
     */
    public static void begin(PacketWriter out, int type, int reasonCode) {
        out.begin(PacketType.firstByte(type));
        out.writeUint8(reasonCode);
        out.beginProperties();
    }

    /**
     * Writes a DISCONNECT or AUTH without properties.
     *
     * @return its length, or a negative {@link Status}; then nothing was written
     */
    public static int encode(PacketWriter out, int type, int version, int reasonCode) {
        boolean withReason = version == MqttVersion.V5_0 && reasonCode != ReasonCode.SUCCESS;
        out.begin(PacketType.firstByte(type), withReason ? 1 : 0);
        if (withReason) {
            out.writeUint8(reasonCode);
        }
        return out.endKnown();
    }
}
