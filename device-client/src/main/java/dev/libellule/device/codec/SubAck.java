package dev.libellule.device.codec;

/** The fields of SUBACK, 3.9, and UNSUBACK, 3.11. */
public final class SubAck {
    public int packetIdentifier;
    /** As received, 5.0. */
    public final Properties properties = new Properties();
    /** One Reason Code a filter, in their order; empty in an UNSUBACK before 5.0. */
    public final Slice reasonCodes = new Slice();
}
