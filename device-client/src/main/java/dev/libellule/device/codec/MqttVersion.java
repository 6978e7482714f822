package dev.libellule.device.codec;

/** Protocol Version as it stands in CONNECT, 3.1.2.2. */
public final class MqttVersion {
    /** MQTT 3.1, Protocol Name {@code MQIsdp}. */
    public static final int V3_1 = 3;
    /** MQTT 3.1.1. */
    public static final int V3_1_1 = 4;
    /** MQTT 5.0. */
    public static final int V5_0 = 5;

    private MqttVersion() {}
}
