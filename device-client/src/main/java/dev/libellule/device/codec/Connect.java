package dev.libellule.device.codec;

/** The fields of CONNECT, 3.1. Strings are UTF-8; an absent slice is an absent field. */
public final class Connect {
    /** One of {@link MqttVersion}. */
    public int version;
    /** Clean Start, in 3.1.1 Clean Session. */
    public boolean cleanStart;
    /** The bridge bit of Mosquitto's {@code try_private}: the high bit of the version in 3.1.1. */
    public boolean bridge;
    /** 0 to 65,535; 0 is none. */
    public int keepAliveSeconds;
    /** Present always; may be empty. */
    public final Slice clientIdentifier = new Slice();
    public final Slice userName = new Slice();
    public final Slice password = new Slice();

    /** Present if there is a Will. */
    public final Slice willTopic = new Slice();
    public final Slice willPayload = new Slice();
    public int willQos;
    public boolean willRetain;

    /** As received, 5.0. */
    public final Properties properties = new Properties();
    /** As received, 5.0. */
    public final Properties willProperties = new Properties();

    /** To be sent, 5.0: the encoded list without its length; absent for none. */
    public final Slice propertiesToSend = new Slice();
    /** To be sent, 5.0: the encoded list without its length; absent for none. */
    public final Slice willPropertiesToSend = new Slice();

    public boolean hasWill() {
        return willTopic.isPresent();
    }
}
