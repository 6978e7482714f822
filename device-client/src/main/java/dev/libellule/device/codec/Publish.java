package dev.libellule.device.codec;

/** The fields of PUBLISH, 3.3. */
public final class Publish {
    public boolean dup;
    /** 0, 1 or 2. */
    public int qos;
    public boolean retain;
    /** 1 to 65,535; 0 at QoS 0. */
    public int packetIdentifier;
    /** Empty when a Topic Alias stands for it, 5.0. */
    public final Slice topic = new Slice();
    public final Slice payload = new Slice();
    /** As received, 5.0. */
    public final Properties properties;
    /** To be sent, 5.0: the encoded list without its length; absent for none. */
    public final Slice propertiesToSend = new Slice();
    /** To be sent behind them, 5.0: 1 to 65,535, or 0 for none. */
    public int topicAliasToSend;

    /** A PUBLISH with properties of its own. */
    public Publish() {
        this(new Properties());
    }

    /** A PUBLISH that shares its properties with other packets of the same reader, of which only the last one read counts. */
    public Publish(Properties properties) {
        this.properties = properties;
    }

    /** The first byte of the packet, 3.3.1. */
    public int firstByte() {
        return PacketType.PUBLISH << 4 | (dup ? 8 : 0) | qos << 1 | (retain ? 1 : 0);
    }
}
