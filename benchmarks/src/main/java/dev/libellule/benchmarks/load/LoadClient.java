package dev.libellule.benchmarks.load;

import dev.libellule.device.client.ClientStatus;
import dev.libellule.device.client.MqttClient;
import dev.libellule.device.client.MqttListener;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Status;
import dev.libellule.device.host.SelectorTransport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;

/** One client of the load: publishes its numbered messages, checks those that it receives. The load's thread. */
final class LoadClient implements MqttListener {
    static final int SMALLEST_PAYLOAD = 24;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final ByteBuffer SHARED = ByteBuffer.allocateDirect(256 * 1024);

    private final Load load;
    private final MqttClient client;
    private final int number;
    private final byte[] topic;
    private final byte[] payload;
    private final ByteBuffer payloadView;
    private final int qos;
    /** The next number expected of each publisher. */
    private final long[] expected;
    boolean subscribed;
    boolean failed;
    long published;
    long received;

    LoadClient(Load load, String name, int number, String topic, Load.Plan plan, Selector selector,
            InetSocketAddress address) {
        this.load = load;
        this.number = number;
        this.topic = topic.getBytes(StandardCharsets.UTF_8);
        this.qos = plan.qos();
        this.payload = new byte[plan.payloadBytes()];
        this.payloadView = ByteBuffer.wrap(payload);
        this.expected = new long[plan.publishers()];
        MqttSettings settings = new MqttSettings().version(plan.version())
                .clientIdentifier(name.getBytes(StandardCharsets.UTF_8))
                .keepAliveSeconds(60).reconnect(false).receiveMaximum(65_535)
                .inFlight(plan.window(), plan.window() * (plan.payloadBytes() + 64));
        client = new MqttClient(settings, new SelectorTransport(selector, address, SHARED, this), this,
                new byte[BUFFER_BYTES],
                new byte[BUFFER_BYTES]);
        client.connect();
    }

    MqttClient client() {
        return client;
    }

    void subscribe() {
        client.subscribe(topic, qos);
    }

    /** Queues one message; false when the client takes no more for now. */
    boolean publish() {
        payloadView.putLong(0, number);
        payloadView.putLong(8, published);
        payloadView.putLong(16, System.nanoTime());
        int status = client.publish(topic, payload, 0, payload.length, qos, false);
        if (status >= 0) {
            published++;
            return true;
        }
        if (status != Status.BUFFER_FULL && status != ClientStatus.IN_FLIGHT_FULL) {
            throw new IllegalStateException("publish: status " + status);
        }
        return false;
    }

    @Override
    public void received(MqttClient source, Publish message) {
        byte[] bytes = message.payload.buffer;
        int at = message.payload.offset;
        int publisher = (int) readLong(bytes, at);
        long sequence = readLong(bytes, at + 8);
        long sentNanos = readLong(bytes, at + 16);
        long gap = sequence - expected[publisher];
        if (gap < 0) {
            load.duplicated++;
            return;
        }
        load.missing += gap;
        expected[publisher] = sequence + 1;
        received++;
        load.arrived(publisher, sentNanos);
    }

    private static long readLong(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | bytes[at + i] & 0xFF;
        }
        return value;
    }

    @Override
    public void connected(MqttClient source, boolean sessionPresent) {
        // the load looks at isConnected
    }

    @Override
    public void disconnected(MqttClient source, int status) {
        failed = status != Status.OK;
    }

    @Override
    public void part(MqttClient client, Publish message, int payloadOffset, int payloadLength) {
        throw new IllegalStateException("not asked for"); // only with streamOversized
    }

    @Override
    public void published(MqttClient source, int packetIdentifier, int reasonCode) {
        // arrival is what counts
    }

    @Override
    public void subscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        subscribed = true;
    }

    @Override
    public void unsubscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        // never asked for
    }

    @Override
    public byte[] oversized(MqttClient source, int packetLength) {
        return null;
    }
}
