package dev.libellule.device.node;

import dev.libellule.device.client.ClientStatus;
import dev.libellule.device.client.MqttClient;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Status;

/** The {@link Link} that an {@link MqttClient} is. Properties are sent in MQTT 5.0 and left out before. */
public final class ClientLink implements Link {
    private final MqttClient client;
    private final Publish message = new Publish(null); // never read: it needs no table of received properties

    /** Puts a node's link in front of a client. */
    public ClientLink(MqttClient client) {
        this.client = client;
    }

    public int connection() {
        return client.connection();
    }

    public boolean isResumed() {
        return client.isConnected() && client.connAck().sessionPresent;
    }

    public int publish(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain,
            byte[] properties, int propertiesLength) {
        message.topic.set(topicName);
        message.payload.set(payload, offset, length);
        message.propertiesToSend.set(properties, 0, propertiesLength);
        message.qos = qos;
        message.retain = retain;
        int status = client.publish(message);
        if (status == Status.PACKET_TOO_LARGE && propertiesLength > 0) { // what it says counts for more than why
            message.propertiesToSend.clear();
            status = client.publish(message);
        }
        return answer(status);
    }

    public boolean hidesOwnMessages() {
        return client.version() == MqttVersion.V5_0;
    }

    public int subscribe(byte[] topicFilter, int options) {
        return answer(client.subscribe(topicFilter, hidesOwnMessages() ? options : options & ~NO_LOCAL));
    }

    /** The client has one status for each cause; a node only has to know whether it makes sense to wait. */
    private static int answer(int status) {
        boolean mayWait = status >= 0 || status == Status.BUFFER_FULL || status == ClientStatus.IN_FLIGHT_FULL
                || status == ClientStatus.NOT_CONNECTED;
        return mayWait ? status : NEVER;
    }
}
