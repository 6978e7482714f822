package dev.libellule.gateway.broker;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Properties;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.Slice;

/**
 * The message that is being routed at this moment: a view of the publisher's bytes, made once and set anew for each.
 *
 * <p>At QoS 0 it is never copied: the packet for all receivers of one protocol version is encoded once, or is the very packet that
 * came in. A {@link Message} is made of it, once, when somebody has to keep it. Broker thread.
 */
final class Publication {
    final Slice topic = new Slice();
    /** The encoded properties that go on to the receivers: all but Topic Alias, Message Expiry Interval. */
    final Slice properties = new Slice();
    final Slice payload = new Slice();
    int qos;
    boolean retain;
    long expiresAtMillis = Message.NEVER;
    /** Where it comes from, for No Local; null for the broker itself. */
    Session sender;

    private Message message;
    private final Slice packetV3 = new Slice();
    private final Slice packetV5 = new Slice();
    private final Publish encoding = new Publish();
    private final PacketWriter writer = new PacketWriter();
    private byte[] bufferV3 = {};
    private byte[] bufferV5 = {};
    private byte[] forwarded = {};
    private final PacketReader walker = new PacketReader();
    private final Slice skipped = new Slice();

    /**
     * Sets it to a PUBLISH that has been read.
     *
     * @param packetStart where the whole packet begins in {@code in.topic.buffer}
     * @param packetEnd one past its end
     */
    void set(Publish in, int version, int packetStart, int packetEnd, long nowMillis) {
        setContents(in);
        boolean forwardsAsItIs = in.qos == 0 && !in.retain && isShortest(in.payload.buffer, packetStart, packetEnd);
        if (version == MqttVersion.V5_0) {
            setProperties(in.properties, nowMillis);
            if (forwardsAsItIs && properties.length == in.properties.raw.length && in.topic.length > 0
                    && in.topic.offset > packetStart && in.topic.offset < packetEnd
                    && in.topic.buffer == in.payload.buffer) { // not so when alias or mount point have replaced the topic
                packetV5.set(in.topic.buffer, packetStart, packetEnd - packetStart);
            }
        } else {
            if (forwardsAsItIs && in.topic.offset > packetStart && in.topic.offset < packetEnd
                    && in.topic.buffer == in.payload.buffer) {
                packetV3.set(in.topic.buffer, packetStart, packetEnd - packetStart);
            }
        }
    }

    /** A Remaining Length of more bytes than it needs is understood, but never sent, [MQTT-1.5.5-1]. */
    private static boolean isShortest(byte[] buffer, int packetStart, int packetEnd) {
        int lastDigit = buffer[packetStart + PacketReader.headerLength(buffer, packetStart) - 1];
        return lastDigit != 0 || packetEnd - packetStart == 2;
    }

    /** Sets it to the Will of a CONNECT that has been read; for {@link #message} only. */
    void setWill(Publish will, Properties willProperties, int version, long nowMillis) {
        setContents(will);
        if (version == MqttVersion.V5_0) {
            setProperties(willProperties, nowMillis);
        }
    }

    private void setContents(Publish in) {
        topic.set(in.topic.buffer, in.topic.offset, in.topic.length);
        payload.set(in.payload.buffer, in.payload.offset, in.payload.length);
        qos = in.qos;
        retain = in.retain;
        message = null;
        packetV3.clear();
        packetV5.clear();
        properties.clear();
        expiresAtMillis = Message.NEVER;
    }

    /** Sets it to a message that the broker has kept, or that comes from inside. */
    void set(Message kept) {
        topic.set(kept.data, 0, kept.topicLength);
        properties.set(kept.data, kept.topicLength, kept.propertiesLength);
        payload.set(kept.data, kept.payloadOffset(), kept.payloadLength());
        qos = kept.qos;
        retain = kept.retain;
        expiresAtMillis = kept.expiresAtMillis;
        message = kept;
        packetV3.clear();
        packetV5.clear();
    }

    private void setProperties(Properties in, long nowMillis) {
        int expirySeconds = in.number(Property.MESSAGE_EXPIRY_INTERVAL, 0);
        boolean expires = in.has(Property.MESSAGE_EXPIRY_INTERVAL);
        expiresAtMillis = expires ? nowMillis + 1000L * Integer.toUnsignedLong(expirySeconds) : Message.NEVER;
        if (!expires && !in.has(Property.TOPIC_ALIAS) && !in.has(Property.WILL_DELAY_INTERVAL)) {
            properties.set(in.raw.buffer, in.raw.offset, in.raw.length);
            return;
        }
        if (forwarded.length < in.raw.length) {
            forwarded = new byte[in.raw.length * 2];
        }
        properties.set(forwarded, 0, copyForwardable(in.raw));
    }

    /** Copies all properties but those that end here: expiry, which is counted down, alias and delay. Returns the length. */
    private int copyForwardable(Slice raw) {
        PacketReader in = walker;
        in.wrap(raw.buffer, raw.offset, raw.offset + raw.length);
        int length = 0;
        while (in.remaining() > 0) {
            int start = in.position();
            boolean goesOn = true;
            switch (in.readUint8()) {
                case Property.MESSAGE_EXPIRY_INTERVAL, Property.WILL_DELAY_INTERVAL -> {
                    in.skip(4);
                    goesOn = false;
                }
                case Property.TOPIC_ALIAS -> {
                    in.skip(2);
                    goesOn = false;
                }
                case Property.PAYLOAD_FORMAT_INDICATOR -> in.skip(1);
                case Property.USER_PROPERTY -> {
                    in.readBinary(skipped);
                    in.readBinary(skipped);
                }
                default -> in.readBinary(skipped);
            }
            if (goesOn) {
                System.arraycopy(raw.buffer, start, forwarded, length, in.position() - start);
                length += in.position() - start;
            }
        }
        return length;
    }

    /** The message to keep; made at the first call, the same for all who ask. */
    Message message() {
        if (message == null) {
            byte[] data = new byte[topic.length + properties.length + payload.length];
            System.arraycopy(topic.buffer, topic.offset, data, 0, topic.length);
            if (properties.length > 0) {
                System.arraycopy(properties.buffer, properties.offset, data, topic.length, properties.length);
            }
            System.arraycopy(payload.buffer, payload.offset, data, topic.length + properties.length, payload.length);
            message = new Message(data, topic.length, properties.length, qos, retain, expiresAtMillis);
            message.receivedAt = System.currentTimeMillis();
        }
        return message;
    }

    /** Tells whether one packet serves all receivers of version 5.0: nothing in it depends on the time or the receiver. */
    boolean isSameForAll() {
        return expiresAtMillis == Message.NEVER;
    }

    /** The packet for a receiver of this version at QoS 0, RETAIN 0, without a Subscription Identifier. */
    Slice packetQos0(int version) {
        Slice packet = version == MqttVersion.V5_0 ? packetV5 : packetV3;
        if (!packet.isPresent()) {
            encode(version, packet);
        }
        return packet;
    }

    private void encode(int version, Slice out) {
        int propertiesLength = version == MqttVersion.V5_0 ? properties.length : 0;
        int needed = 12 + topic.length + propertiesLength + payload.length;
        byte[] buffer = version == MqttVersion.V5_0 ? bufferV5 : bufferV3;
        if (buffer.length < needed) {
            buffer = new byte[Math.max(needed, Math.min(buffer.length * 2, 1 << 20))];
            if (version == MqttVersion.V5_0) {
                bufferV5 = buffer;
            } else {
                bufferV3 = buffer;
            }
        }
        encoding.topic.set(topic.buffer, topic.offset, topic.length);
        encoding.payload.set(payload.buffer, payload.offset, payload.length);
        encoding.propertiesToSend.set(properties.buffer, properties.offset, propertiesLength);
        encoding.qos = 0;
        writer.wrap(buffer, 0, buffer.length);
        int length = PublishCoder.encode(writer, version, encoding);
        assert length > 0 && PacketType.of(buffer[0]) == PacketType.PUBLISH;
        out.set(buffer, 0, length);
    }
}
