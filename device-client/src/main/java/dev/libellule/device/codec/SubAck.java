package dev.libellule.device.codec;

/** The fields of SUBACK, 3.9, and UNSUBACK, 3.11. */
public final class SubAck {
    public int packetIdentifier;
    /** As received, 5.0. */
    public final Properties properties;
    /** One Reason Code a filter, in their order; empty in an UNSUBACK before 5.0. */
    public final Slice reasonCodes = new Slice();

    /** A SUBACK or UNSUBACK with properties of its own. */
    public SubAck() {
        this(new Properties());
    }

    /** A SUBACK or UNSUBACK that shares its properties with other packets of the same reader, of which only the last one read counts. */
    public SubAck(Properties properties) {
        this.properties = properties;
    }
}
