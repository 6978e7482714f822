package dev.libellule.gateway.relay;

import dev.libellule.device.codec.AckCoder;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.gateway.broker.BridgeMessage;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * What goes to the upstream: messages in their order, no more of them under way than it takes, and answers in between. Bytes only; the
 * {@link WireUpstream} moves them.
 */
final class UpstreamWriter {
    private static final int INITIAL_BYTES = 128 << 10;
    /** For the properties that are added: expiry, hop and time. */
    private static final int ADDED_BYTES = 128;

    private final LinkPlan plan;
    private final int version;
    private final Upstream.Listener listener;
    private final TopicCache topics;
    private final Hops hops;
    /** Null where the upstream does not send us what we sent it. */
    private final Echoes echoes;
    private final ArrayDeque<BridgeMessage> pending = new ArrayDeque<>();
    private final boolean[] underWay = new boolean[0x1_0000]; // by Packet Identifier
    private final Publish publish = new Publish();
    private final PacketWriter writer = new PacketWriter();
    private final PacketWriter propertiesWriter = new PacketWriter();
    private byte[] properties = new byte[512];
    /** Of these, without what only helps. */
    private int unmarkedLength;
    private byte[] bytes = new byte[INITIAL_BYTES];
    private int start;
    private int end;
    private int count;
    private long bytesUnderWay;
    private long pendingBytes;
    private long progressAt;
    private int window = 65_535;
    private BridgeMessage lastSent;
    private UpstreamLimits limits = UpstreamLimits.NONE;

    UpstreamWriter(LinkPlan plan, int version, Upstream.Listener listener, Echoes echoes) {
        this.plan = plan;
        this.version = version;
        this.listener = listener;
        this.echoes = echoes;
        topics = new TopicCache(plan.rules()::toRemote);
        hops = new Hops(plan.brokerId());
    }

    void setLimits(UpstreamLimits newLimits) {
        limits = newLimits;
    }

    void setWindow(int messages) {
        window = messages;
    }

    void add(BridgeMessage message) {
        pending.add(message);
        pendingBytes += message.data().length;
    }

    long pendingBytes() {
        return pendingBytes + unsent();
    }

    /** Free room for so many bytes; the buffer grows where it has to. {@link #wrote} follows. */
    PacketWriter room(int length) {
        if (bytes.length - end < length) {
            byte[] target = end - start + length <= bytes.length
                    ? bytes
                    : new byte[Math.max(bytes.length * 2, end - start + length)];
            System.arraycopy(bytes, start, target, 0, end - start);
            bytes = target;
            end -= start;
            start = 0;
        }
        writer.wrap(bytes, end, bytes.length);
        return writer;
    }

    void wrote() {
        end = writer.position();
    }

    void acknowledge(int type, int packetIdentifier) {
        AckCoder.encode(room(8), version, type, packetIdentifier, 0);
        wrote();
    }

    /** Encodes what may go now, as far as it fits. */
    void fill(long now) {
        while (!pending.isEmpty() && end - start < INITIAL_BYTES / 2) {
            BridgeMessage message = pending.peek();
            if (message.qos() > 0 && count >= Math.min(window, limits.receiveMaximum())) { // [MQTT-3.3.4-7]
                return;
            }
            pending.poll();
            pendingBytes -= message.data().length;
            encode(message, now);
        }
    }

    private void encode(BridgeMessage message, long now) {
        byte[] topic = topics.find(message.data(), 0, message.topicLength());
        Drop drop = topic == null ? Drop.NO_RULE : null;
        int qos = Math.min(message.qos(), limits.maxQos()); // [MQTT-3.2.2-11]
        publish.propertiesToSend.clear();
        unmarkedLength = 0;
        if (drop == null && version == MqttVersion.V5_0) {
            drop = writeProperties(message) ? null : Drop.LOOP;
        }
        if (drop == null) {
            publish.topic.set(topic);
            publish.payload.set(message.data(), message.payloadOffset(), message.payloadLength());
            publish.qos = qos;
            publish.dup = message.dup() && qos > 0;
            publish.retain = message.retain() && plan.remote().isRetainSent() && limits.retainAvailable();
            publish.packetIdentifier = qos == 0 ? 0 : message.packetIdentifier();
            int length = length();
            if (isTooLarge(length)) { // it may still go without what we add
                publish.propertiesToSend.length = unmarkedLength;
                length = length();
            }
            if (isTooLarge(length)) {
                drop = Drop.TOO_LARGE;
            } else {
                PublishCoder.encode(room(length), version, publish);
                wrote();
                sent(message, topic, qos, length, now);
            }
        }
        if (drop != null) {
            listener.dropped(message, drop);
        }
    }

    private int length() {
        int remaining = PublishCoder.remainingLength(version, publish.qos, publish.topic.length,
                publish.propertiesToSend.length, publish.payload.length);
        return 1 + PacketWriter.variableByteIntegerLength(remaining) + remaining;
    }

    private boolean isTooLarge(int length) { // [MQTT-3.2.2-15]
        long ours = plan.remote().maxPacketSize();
        return length > limits.maxPacketSize() || ours > 0 && length > ours;
    }

    private void sent(BridgeMessage message, byte[] topic, int qos, int length, long now) {
        if (echoes != null && plan.rules().toLocal(publish.topic) != null) {
            echoes.sent(topic, message.data(), message.payloadOffset(), message.payloadLength(), now);
        }
        if (qos > 0) {
            if (count == 0) {
                progressAt = now;
            }
            if (!underWay[message.packetIdentifier()]) {
                underWay[message.packetIdentifier()] = true;
                count++;
            }
            bytesUnderWay += length;
            lastSent = message;
        } else if (message.qos() > 0) {
            listener.acknowledged(message.packetIdentifier(), 0); // the upstream knows QoS 0 only
        } else {
            listener.sentQos0();
        }
    }

    /** False if the message has been here before. */
    private boolean writeProperties(BridgeMessage message) {
        if (hops.isLoop(message.data(), message.topicLength(), message.propertiesLength())) {
            return false;
        }
        if (properties.length < message.propertiesLength() + ADDED_BYTES) {
            properties = new byte[message.propertiesLength() * 2 + ADDED_BYTES];
        }
        propertiesWriter.wrap(properties, 0, properties.length);
        propertiesWriter.writeBytes(message.data(), message.topicLength(), message.propertiesLength());
        if (message.expirySeconds() >= 0) {
            propertiesWriter.property32(Property.MESSAGE_EXPIRY_INTERVAL, (int) message.expirySeconds());
        }
        unmarkedLength = propertiesWriter.position();
        hops.mark(propertiesWriter);
        if (message.isLate() && message.receivedAt() > 0 && !hops.isTimeKnown()) {
            hops.time(propertiesWriter, Instant.ofEpochMilli(message.receivedAt()).toString());
        }
        publish.propertiesToSend.set(properties, 0, propertiesWriter.position());
        return true;
    }

    /** PUBACK or PUBCOMP came, or a PUBREC that refuses: there is room for another one. */
    void done(int packetIdentifier, long now) {
        progressAt = now;
        if (underWay[packetIdentifier]) {
            underWay[packetIdentifier] = false;
            bytesUnderWay -= bytesUnderWay / count;
            count--;
        }
    }

    /** Something came for a message under way. */
    void progress(long now) {
        progressAt = now;
    }

    int underWay() {
        return count;
    }

    BridgeMessage alone() {
        return count == 1 && underWay[lastSent.packetIdentifier()] ? lastSent : null;
    }

    long progressAt() {
        return progressAt;
    }

    /** Of messages that are not acknowledged, about. */
    long bytesUnderWay() {
        return bytesUnderWay;
    }

    // The bytes

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int unsent() {
        return end - start;
    }

    void took(int length) {
        start += length;
        if (start == end) {
            start = 0;
            end = 0;
        }
    }
}
