package dev.libellule.device.codec;

/** The fields of CONNACK, 3.2. */
public final class ConnAck {
    public boolean sessionPresent;
    /** A 5.0 {@link ReasonCode}, or a return code of 3.1.1, as the version has it. */
    public int reasonCode;
    /** As received, 5.0. */
    public final Properties properties;

    /** A CONNACK with properties of its own. */
    public ConnAck() {
        this(new Properties());
    }

    /** A CONNACK that shares its properties with other packets of the same reader, of which only the last one read counts. */
    public ConnAck(Properties properties) {
        this.properties = properties;
    }
}
