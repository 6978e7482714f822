package dev.libellule.device.client;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Utf8;

/**
 * Three sizes of client, from the same classes: what the README's table of heap bytes is measured with.
 *
 * @param what the settings, for people
 * @param bufferBytes receive and send buffer together; half each
 * @param messages in flight at a time, each way
 * @param inFlightBytes room for the packets of messages that are not acknowledged
 * @param subscriptions places in the table of subscriptions
 * @param aliases Topic Aliases each way, for topics of at most 48 bytes
 */
record Profile(String name, String what, int bufferBytes, int messages, int inFlightBytes, int subscriptions,
        int aliases) {
    /** A sensor with a lamp: short topics, one value at a time. */
    static final Profile SMALL = new Profile("small", "buffers 256 + 256, 2 messages in flight in 128 bytes, 2 filters",
            512, 2, 128, 2, 0);
    /** What {@link MqttSettings} says by itself, with a buffer of 1 KiB each way. */
    static final Profile DEFAULT = new Profile("default", "as settings are by themselves; buffers 1024 + 1024", 2048, 0,
            0, 0, 0);
    /** A board that others depend on: long messages, many on their way. */
    static final Profile LARGE = new Profile("large",
            "buffers 4096 + 4096, 32 messages in flight in 4096 bytes, 32 filters, 16 + 16 topic aliases", 8192, 32,
            4096, 32,
            16);

    /** Settings as an application would make them. */
    MqttSettings settings() {
        MqttSettings settings = new MqttSettings().version(MqttVersion.V5_0).clientIdentifier(Utf8.bytes("salon-uno"));
        return messages == 0
                ? settings
                : settings.inFlight(messages, inFlightBytes).receiveMaximum(messages)
                        .maximumSubscriptions(subscriptions).topicAliases(aliases, aliases, 48);
    }

    MqttClient client(Transport transport, MqttListener listener) {
        return new MqttClient(settings(), transport, listener, new byte[bufferBytes / 2], new byte[bufferBytes / 2]);
    }
}
