package dev.libellule.device.codec;

/** The fields of DISCONNECT, 3.14, and AUTH, 3.15, which share one shape. */
public final class Disconnect {
    public int reasonCode;
    /** As received. */
    public final Properties properties;

    /** A DISCONNECT or AUTH with properties of its own. */
    public Disconnect() {
        this(new Properties());
    }

    /** A DISCONNECT or AUTH that shares its properties with other packets of the same reader, of which only the last one read counts. */
    public Disconnect(Properties properties) {
        this.properties = properties;
    }
}
