package dev.libellule.benchmarks.publish;

import dev.libellule.device.client.MqttClient;
import dev.libellule.device.client.MqttListener;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Utf8;
import dev.libellule.device.host.HostLoop;
import dev.libellule.device.host.TcpTransport;

/** This project's client with buffers of 4 KiB, stepped by the caller's thread. */
final class LibellulePublisher implements Publisher, MqttListener {
    private final byte[] topic;
    private final byte[] payload;
    private final TcpTransport transport;
    private final MqttClient client;

    LibellulePublisher(int port, String topic, byte[] payload, int window) {
        this.topic = Utf8.bytes(topic);
        this.payload = payload;
        transport = new TcpTransport("127.0.0.1", port);
        MqttSettings settings = new MqttSettings().version(MqttVersion.V5_0).clientIdentifier(Utf8.bytes("publish"))
                .inFlight(window, 4096);
        client = new MqttClient(settings, transport, this, new byte[4096], new byte[4096]);
        client.connect();
        while (!client.isConnected()) {
            turn();
        }
    }

    @Override
    public void publish(int messages, int qos, int window) {
        int published = 0;
        while (published < messages || client.unacknowledged() > 0 || client.hasUnsent()) {
            while (published < messages && client.publish(topic, payload, 0, payload.length, qos, false) >= 0) {
                published++;
            }
            turn();
        }
    }

    private void turn() {
        int sleepMillis = client.step(HostLoop.nowMillis());
        if (!client.isIdle() && (client.hasUnsent() || client.unacknowledged() > 0 || !client.isConnected())) {
            transport.await(sleepMillis, client.hasUnsent());
        }
    }

    @Override
    public void close() {
        client.disconnect();
        while (!client.isIdle()) {
            turn();
        }
    }

    @Override
    public void connected(MqttClient source, boolean sessionPresent) {}

    @Override
    public void disconnected(MqttClient source, int status) {
        if (status < 0) {
            throw new IllegalStateException("lost the connection, status " + status);
        }
    }

    @Override
    public void received(MqttClient source, Publish message) {}

    @Override
    public void part(MqttClient source, Publish message, int payloadOffset, int payloadLength) {}

    @Override
    public void published(MqttClient source, int packetIdentifier, int reasonCode) {
        if (reasonCode >= 0x80) {
            throw new IllegalStateException("refused with " + reasonCode);
        }
    }

    @Override
    public void subscribed(MqttClient source, byte[] topicFilter, int reasonCode) {}

    @Override
    public void unsubscribed(MqttClient source, byte[] topicFilter, int reasonCode) {}

    @Override
    public byte[] oversized(MqttClient source, int packetLength) {
        return null;
    }
}
