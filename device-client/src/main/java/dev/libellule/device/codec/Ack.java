package dev.libellule.device.codec;

/** The fields of PUBACK, PUBREC, PUBREL and PUBCOMP, 3.4 to 3.7. */
public final class Ack {
    public int packetIdentifier;
    /** {@link ReasonCode#SUCCESS} in 3.1.1. */
    public int reasonCode;
    /** As received, 5.0. */
    public final Properties properties;

    /** An acknowledgement with properties of its own. */
    public Ack() {
        this(new Properties());
    }

    /** An acknowledgement that shares its properties with other packets of the same reader, of which only the last one read counts. */
    public Ack(Properties properties) {
        this.properties = properties;
    }
}
