package dev.libellule.gateway.app;

import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Topics;
import dev.libellule.device.codec.Utf8;
import picocli.CommandLine.Option;

/** The flags of the message that the broker sends when the client is lost, 3.1.2.5. */
final class WillFlags {
    @Option(names = "--will-topic", paramLabel = "TOPIC", description = "Topic of the message that the broker sends if we are lost.")
    private String topic;

    @Option(names = "--will-payload", paramLabel = "TEXT", defaultValue = "", description = "Its payload.")
    private String payload;

    @Option(names = "--will-qos", paramLabel = "QOS", defaultValue = "0", description = "Its QoS: 0, 1 or 2 (${DEFAULT-VALUE}).")
    private int qos;

    @Option(names = "--will-retain", description = "Whether it is retained.")
    private boolean retain;

    void check(ConnectionOptions connection, boolean hasProperties) {
        connection.require(qos >= 0 && qos <= 2, "--will-qos %s: a QoS is 0, 1 or 2", qos);
        connection.require(topic != null || payload.isEmpty() && !retain && qos == 0 && !hasProperties,
                "a will needs a topic: give one with --will-topic", "");
        if (topic != null) {
            byte[] name = ConnectionOptions.bytes(topic);
            connection.require(Topics.checkName(name, 0, name.length) == Status.OK,
                    "--will-topic %s: one publishes to a topic, which holds no + or # and is not empty", topic);
        }
    }

    void apply(MqttSettings settings, byte[] properties) {
        if (topic != null) {
            settings.will(Utf8.bytes(topic), Utf8.bytes(payload), qos, retain).willProperties(properties);
        }
    }
}
