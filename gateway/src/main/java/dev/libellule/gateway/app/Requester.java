package dev.libellule.gateway.app;

import dev.libellule.device.client.MqttClient;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.host.HostLoop;
import dev.libellule.device.host.StatusText;
import dev.libellule.gateway.app.PropertyFlags.Packet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Subscribes to the response topic, publishes the request, shows the first message that comes, disconnects; 4.10. */
final class Requester extends ToolClient {
    private static final int RECEIVE_BUFFER = 1 << 16;

    private final RrCommand flags;
    private final MessageFormat format;
    private final byte[] responseTopic;
    private final Publish request = new Publish();
    private final int startMillis = HostLoop.nowMillis();
    private boolean subscribed;
    private boolean sent;
    private boolean answered;
    private long sentNanos;

    Requester(ConnectionOptions connection, byte[] topicName, byte[] responseTopic, byte[] payload, RrCommand flags) {
        super(connection,
                connection.settings().reconnect(false).maximumSubscriptions(1)
                        .inFlight(1, payload.length + 2 * PubCommand.overhead(connection)),
                RECEIVE_BUFFER, payload.length + 2 * PubCommand.overhead(connection));
        this.flags = flags;
        this.responseTopic = responseTopic;
        format = flags.output().format(connection, this::say);
        request.topic.set(topicName);
        request.payload.set(payload);
        request.qos = connection.qos();
        request.retain = flags.isRetained();
        if (connection.protocolVersion() == MqttVersion.V5_0) {
            request.propertiesToSend.set(properties(connection.properties().encoded(Packet.PUBLISH)));
        }
        boolean isFifth = connection.protocolVersion() == MqttVersion.V5_0;
        client.subscribe(responseTopic, connection.qos() | (isFifth ? flags.subscriptionOptions() : 0));
    }

    private byte[] properties(byte[] given) {
        PacketWriter writer = new PacketWriter();
        byte[] all = new byte[given.length + 3 + responseTopic.length];
        writer.wrap(all, 0, all.length);
        writer.writeBytes(given, 0, given.length);
        Slice topic = new Slice();
        topic.set(responseTopic);
        writer.property(Property.RESPONSE_TOPIC, topic);
        return all;
    }

    @Override
    protected int work(int nowMillis) {
        if (subscribed && !sent && client.isConnected()) {
            sentNanos = System.nanoTime();
            int status = client.publish(request);
            if (status < 0 && !isNotNow(status)) {
                fail(Main.FAILED, "Error: the request cannot be published: " + StatusText.of(status) + ".");
            }
            sent = status >= 0;
        }
        return timeLeft(flags.waitSeconds(), startMillis, nowMillis);
    }

    @Override
    public void subscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        super.subscribed(source, topicFilter, reasonCode);
        if (reasonCode >= ReasonCode.UNSPECIFIED_ERROR) {
            fail(Main.FAILED, "Error: the broker refused the subscription to %s: %s.".formatted(
                    new String(topicFilter, StandardCharsets.UTF_8), ConnectionProblem.reason(reasonCode)));
        }
        subscribed = true;
    }

    @Override
    public void received(MqttClient source, Publish message) {
        super.received(source, message);
        if (answered || message.retain && flags.isNoRetained()) {
            return;
        }
        answered = true;
        long nanos = System.nanoTime() - sentNanos;
        try {
            if (format.write(message, out) && flags.output().isWithLineEnd()) {
                out.write('\n');
            }
            if (flags.isLatency()) {
                out.write(("Latency: " + latency(nanos) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            wrote();
        } catch (IOException e) {
            end(Main.FAILED);
        }
        disconnect();
    }

    /** As Mosquitto writes it. */
    static String latency(long nanos) {
        if (nanos >= 1_000_000_000L) {
            return "%d.%09d".formatted(nanos / 1_000_000_000, nanos % 1_000_000_000);
        }
        return nanos < 1000
                ? nanos + "ns"
                : nanos < 1_000_000
                        ? String.format(Locale.ROOT, "%fµs", nanos / 1e3)
                        : String.format(Locale.ROOT, "%fms", nanos / 1e6);
    }
}
