package dev.libellule.device.codec;

/** CONNACK, 3.2. */
public final class ConnAckCoder {
    private ConnAckCoder() {}

    /**
     * Reads a CONNACK. Allocates nothing.
     *
     * @param in at the Connect Acknowledge Flags
     * @param version of the CONNECT that it answers
     */
    public static int decode(PacketReader in, int version, ConnAck out) {
        int flags = in.readUint8();
        if ((flags & ~1) != 0) {
            in.fail(Status.RESERVED_FLAGS); // [MQTT-3.2.2-1]
        }
        out.sessionPresent = flags == 1;
        out.reasonCode = in.readUint8();
        if (version == MqttVersion.V5_0 && in.remaining() > 0) {
            out.properties.read(in, Property.IN_CONNACK);
        } else {
            // A 3.1.1 server that refuses a 5.0 CONNECT answers in its own, shorter form
            out.properties.clear();
        }
        return in.finish();
    }

    /**
     * Starts a CONNACK; its properties, if 5.0, are written by the caller, who then calls {@link PacketWriter#endProperties} and
     * {@link PacketWriter#end}.
     */
    public static void begin(PacketWriter out, int version, boolean sessionPresent, int reasonCode) {
        out.begin(PacketType.firstByte(PacketType.CONNACK));
        out.writeUint8(sessionPresent ? 1 : 0);
        out.writeUint8(reasonCode);
        if (version == MqttVersion.V5_0) {
            out.beginProperties();
        }
    }
}
