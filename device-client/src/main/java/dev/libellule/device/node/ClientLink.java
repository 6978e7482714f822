package dev.libellule.device.node;

import dev.libellule.device.client.MqttClient;

/** The {@link Link} that an {@link MqttClient} is. */
public final class ClientLink implements Link {
    private final MqttClient client;

    /** Puts a node's link in front of a client. */
    public ClientLink(MqttClient client) {
        this.client = client;
    }

    public int connection() {
        return client.connection();
    }

    public int publish(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain) {
        return client.publish(topicName, payload, offset, length, qos, retain);
    }

    public int subscribe(byte[] topicFilter, int qos) {
        return client.subscribe(topicFilter, qos);
    }
}
