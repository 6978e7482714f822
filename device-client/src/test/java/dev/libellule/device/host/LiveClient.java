package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.fail;

import dev.libellule.device.client.MqttClient;
import dev.libellule.device.client.MqttListener;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Utf8;
import dev.libellule.device.node.Node;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A client on a real socket, stepped by the test's own thread. */
final class LiveClient implements MqttListener {
    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<String> messages = new CopyOnWriteArrayList<>();
    /** Topic, payload, name and value of each. */
    final List<String> userProperties = new CopyOnWriteArrayList<>();
    final HostTransport transport;
    final MqttClient client;
    int published;
    Node node;

    LiveClient(int port, MqttSettings settings) {
        this(new TcpTransport("127.0.0.1", port), settings);
    }

    LiveClient(HostTransport transport, MqttSettings settings) {
        this.transport = transport;
        client = new MqttClient(settings, transport, this, new byte[4096], new byte[4096]);
        client.connect();
    }

    static MqttSettings settings(int version, String clientIdentifier) {
        return new MqttSettings().version(version).clientIdentifier(bytes(clientIdentifier)).backoffMillis(50, 200,
                1000, 1);
    }

    /** Steps this client and others until the condition holds; at most ten seconds. */
    void until(BooleanSupplier condition, LiveClient... others) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("not within ten seconds; heard " + heard + ", messages " + messages + ", stream: "
                        + transport.failure());
            }
            for (LiveClient other : others) {
                other.step();
                other.transport.await(5, other.client.hasUnsent());
            }
            int sleep = step();
            transport.await(Math.min(sleep, others.length == 0 ? 50 : 5), client.hasUnsent());
        }
    }

    /** Steps once and waits for the stream, a little. */
    void turn() {
        transport.await(Math.min(step(), 5), client.hasUnsent());
    }

    private int step() {
        if (node != null) {
            node.step(HostLoop.nowMillis());
        }
        return client.step(HostLoop.nowMillis());
    }

    LiveClient connected() {
        until(client::isConnected);
        return this;
    }

    LiveClient subscribed(String filter, int qos) {
        client.subscribe(bytes(filter), qos);
        until(() -> heard.contains("subscribed " + filter + " " + qos));
        return this;
    }

    int publish(String topic, String payload, int qos, boolean retain) {
        byte[] bytes = bytes(payload);
        return client.publish(bytes(topic), bytes, 0, bytes.length, qos, retain);
    }

    static byte[] bytes(String text) {
        return Utf8.bytes(text);
    }

    @Override
    public void connected(MqttClient source, boolean sessionPresent) {
        heard.add(sessionPresent ? "connected again" : "connected");
    }

    @Override
    public void disconnected(MqttClient source, int status) {
        heard.add("disconnected: " + StatusText.of(status));
    }

    @Override
    public void received(MqttClient source, Publish message) {
        if (node != null) {
            node.received(message);
        }
        messages.add(text(message.topic.copy()) + " " + text(message.payload.copy()) + " q" + message.qos
                + (message.retain ? " r" : ""));
        Slice name = new Slice();
        Slice value = new Slice();
        for (int at = message.properties.next(Property.USER_PROPERTY, 0, name, value); at >= 0; at = message.properties
                .next(Property.USER_PROPERTY, at, name, value)) {
            userProperties.add(text(message.topic.copy()) + " " + text(message.payload.copy()) + " "
                    + text(name.copy()) + "=" + text(value.copy()));
        }
    }

    @Override
    public void part(MqttClient client, Publish message, int payloadOffset, int payloadLength) {
        throw new IllegalStateException("not asked for"); // only with streamOversized
    }

    @Override
    public void published(MqttClient source, int packetIdentifier, int reasonCode) {
        published++;
    }

    @Override
    public void subscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        heard.add("subscribed " + text(topicFilter) + " " + reasonCode);
    }

    @Override
    public void unsubscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        heard.add("unsubscribed " + text(topicFilter));
    }

    @Override
    public byte[] oversized(MqttClient source, int packetLength) {
        return null;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
