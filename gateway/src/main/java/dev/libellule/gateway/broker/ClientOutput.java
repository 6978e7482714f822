package dev.libellule.gateway.broker;

import dev.libellule.device.codec.AckCoder;
import dev.libellule.device.codec.ConnAckCoder;
import dev.libellule.device.codec.DisconnectCoder;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.SubAckCoder;
import java.nio.charset.StandardCharsets;

/**
 * The packets on their way to one client, one behind the other, until the socket takes them: many in one system call.
 *
 * <p>Broker thread. Holds an array only while there is something to send.
 */
final class ClientOutput {
    private static final int LARGEST_SMALL_PACKET = 1024;

    private final Carriers carriers;
    private final Wire wire;
    private final Statistics statistics;
    private int version = MqttVersion.V3_1_1;
    private byte[] buffer;
    private int length;
    private int packets;
    private int maximumPacketSize = Integer.MAX_VALUE;

    ClientOutput(Carriers carriers, Wire wire, Statistics statistics) {
        this.carriers = carriers;
        this.wire = wire;
        this.statistics = statistics;
    }

    void setVersion(int newVersion) {
        version = newVersion;
    }

    /** The client's Maximum Packet Size: nothing larger leaves, [MQTT-3.1.2-24]. */
    void setMaximumPacketSize(int bytes) {
        maximumPacketSize = bytes;
    }

    int version() {
        return version;
    }

    /** Bytes that wait to be taken. */
    int length() {
        return length;
    }

    /** Packets among them. */
    int packets() {
        return packets;
    }

    /** The array that holds them, from index 0. */
    byte[] buffer() {
        return buffer;
    }

    /** The bytes were taken. */
    void clear() {
        statistics.bytesSent += length;
        statistics.messagesSent += packets;
        packets = 0;
        length = 0;
        if (buffer != null) {
            carriers.buffers.giveBack(buffer);
            buffer = null;
        }
    }

    /** Makes room; the first bytes ask the wire to come. */
    private void reserve(int bytes) {
        if (buffer == null) {
            buffer = carriers.buffers.take(bytes);
        } else if (buffer.length - length < bytes) {
            byte[] larger = carriers.buffers.take(Math.max(buffer.length * 2, length + bytes));
            System.arraycopy(buffer, 0, larger, 0, length);
            carriers.buffers.giveBack(buffer);
            buffer = larger;
        }
        if (length == 0) {
            wire.flushLater();
        }
    }

    private PacketWriter writer(int room) {
        reserve(room);
        PacketWriter out = carriers.out;
        out.wrap(buffer, length, buffer.length);
        return out;
    }

    /** A packet stands behind the others; takes it back if it is larger than the client wants, and then returns false. */
    private boolean written(int packetLength) {
        if (packetLength < 0) {
            throw new IllegalStateException("packet of an unexpected size, status " + packetLength);
        }
        if (packetLength > maximumPacketSize) {
            return false;
        }
        statistics.packetsSent[PacketType.of(buffer[length])]++;
        length += packetLength;
        packets++;
        return true;
    }

    /** Appends a whole packet that is ready; false if it is too large for the client. */
    boolean append(Slice packet) {
        if (packet.length > maximumPacketSize) {
            return false;
        }
        reserve(packet.length);
        System.arraycopy(packet.buffer, packet.offset, buffer, length, packet.length);
        statistics.packetsSent[PacketType.PUBLISH]++;
        length += packet.length;
        packets++;
        return true;
    }

    /**
     * Writes a PUBLISH with what belongs to this receiver alone.
     *
     * @param topicAlias to be sent with it, or 0
     * @param remainingSeconds Message Expiry Interval, or -1 for none
     * @return false if it is too large for the client; then nothing was written
     */
    boolean publish(Slice topic, int topicAlias, Slice properties, Slice payload, int qos, int packetIdentifier,
            boolean dup,
            boolean retain,
            int subscriptionIdentifier, long remainingSeconds) {
        Publish publish = carriers.publishToSend;
        publish.topic.set(topic.buffer, topic.offset, topic.length);
        publish.payload.set(payload.buffer, payload.offset, payload.length);
        publish.qos = qos;
        publish.packetIdentifier = packetIdentifier;
        publish.dup = dup;
        publish.retain = retain;
        int propertiesLength = version == MqttVersion.V5_0 ? properties.length : 0;
        int aliasLength = topicAlias == 0 ? 0 : PublishCoder.TOPIC_ALIAS_LENGTH;
        int expiryLength = remainingSeconds < 0 || version != MqttVersion.V5_0 ? 0 : 5;
        int identifierLength = subscriptionIdentifier == 0 || version != MqttVersion.V5_0
                ? 0
                : 1 + PacketWriter.variableByteIntegerLength(subscriptionIdentifier);
        int allProperties = propertiesLength + expiryLength + identifierLength + aliasLength;
        int remaining = PublishCoder.remainingLength(version, qos, topic.length, allProperties, payload.length);
        int packetLength = 1 + PacketWriter.variableByteIntegerLength(remaining) + remaining;
        if (packetLength > maximumPacketSize) {
            return false;
        }
        PacketWriter out = writer(packetLength);
        out.begin(publish.firstByte(), remaining);
        out.writeBinary(topic);
        if (qos > 0) {
            out.writeUint16(packetIdentifier);
        }
        if (version == MqttVersion.V5_0) {
            out.writeVariableByteInteger(allProperties);
            if (expiryLength > 0) {
                out.property32(Property.MESSAGE_EXPIRY_INTERVAL, (int) remainingSeconds);
            }
            if (aliasLength > 0) {
                out.property16(Property.TOPIC_ALIAS, topicAlias);
            }
            if (identifierLength > 0) {
                out.propertyVariable(Property.SUBSCRIPTION_IDENTIFIER, subscriptionIdentifier);
            }
            if (propertiesLength > 0) {
                out.writeBytes(properties.buffer, properties.offset, propertiesLength);
            }
        }
        if (payload.length > 0) {
            out.writeBytes(payload.buffer, payload.offset, payload.length);
        }
        return written(out.endKnown());
    }

    /** Writes PUBACK, PUBREC, PUBREL or PUBCOMP. */
    void acknowledge(int type, int packetIdentifier, int reasonCode) {
        written(AckCoder.encode(writer(8), version, type, packetIdentifier, reasonCode));
    }

    /** Writes SUBACK or UNSUBACK. */
    void subAck(int type, int packetIdentifier, byte[] reasonCodes, int count) {
        written(SubAckCoder.encode(writer(16 + count), type, version, packetIdentifier, reasonCodes, count));
    }

    void pingResp() {
        PacketWriter out = writer(2);
        out.begin(PacketType.firstByte(PacketType.PINGRESP), 0);
        written(out.endKnown());
    }

    void disconnect(int reasonCode) {
        written(DisconnectCoder.encode(writer(8), PacketType.DISCONNECT, version, reasonCode));
    }

    /** Writes an AUTH, 3.15; nothing if it is larger than the client wants, [MQTT-3.15.2-2]. */
    void auth(int reasonCode, AuthData data) {
        PacketWriter out = writer(LARGEST_SMALL_PACKET + data.length());
        out.begin(PacketType.firstByte(PacketType.AUTH));
        out.writeUint8(reasonCode);
        out.beginProperties();
        authentication(out, data);
        out.endProperties();
        written(out.end());
    }

    private static void authentication(PacketWriter out, AuthData data) {
        out.writeUint8(Property.AUTHENTICATION_METHOD);
        out.writeBinary(data.method());
        if (data.data() != null) {
            out.writeUint8(Property.AUTHENTICATION_DATA);
            out.writeBinary(data.data());
        }
    }

    /** Writes a CONNACK that refuses: without properties, as Mosquitto. */
    void refuse(int reasonCode) {
        refuse(reasonCode, "");
    }

    /**
     * Writes a CONNACK that refuses.
     *
     * @param serverReference where the client should go, 4.11; empty for nowhere
     */
    void refuse(int reasonCode, String serverReference) {
        byte[] reference = serverReference.getBytes(StandardCharsets.UTF_8);
        PacketWriter out = writer(16 + reference.length);
        ConnAckCoder.begin(out, version, false, reasonCode);
        if (version == MqttVersion.V5_0) {
            if (reference.length > 0) {
                out.writeUint8(Property.SERVER_REFERENCE);
                out.writeBinary(reference);
            }
            out.endProperties();
        }
        written(out.end());
    }

    /**
     * Writes a CONNACK that accepts; in 5.0 with the properties that Mosquitto sends, in its order.
     *
     * @return false if it is larger than the client wants; then nothing was written
     */
    boolean accept(Welcome welcome, Limits limits, ListenerRules rules) {
        PacketWriter out = writer(LARGEST_SMALL_PACKET + welcome.mostBytes());
        ConnAckCoder.begin(out, version, welcome.sessionPresent(), 0);
        if (version == MqttVersion.V5_0) {
            if (welcome.serverKeepAlive() >= 0) {
                out.property16(Property.SERVER_KEEP_ALIVE, welcome.serverKeepAlive()); // [MQTT-3.2.2-21]
            }
            if (rules.terms().maxTopicAlias() > 0) {
                out.property16(Property.TOPIC_ALIAS_MAXIMUM, rules.terms().maxTopicAlias());
            }
            text(out, Property.ASSIGNED_CLIENT_IDENTIFIER, welcome.assignedIdentifier());
            if (welcome.sessionExpirySeconds() >= 0) {
                out.property32(Property.SESSION_EXPIRY_INTERVAL, (int) welcome.sessionExpirySeconds());
            }
            text(out, Property.RESPONSE_INFORMATION, welcome.responseInformation());
            if (welcome.authentication() != null) {
                authentication(out, welcome.authentication());
            }
            if (rules.terms().maxQos() < 2) {
                out.property8(Property.MAXIMUM_QOS, rules.terms().maxQos());
            }
            if (!limits.policy().retainAvailable()) {
                out.property8(Property.RETAIN_AVAILABLE, 0);
            }
            out.property32(Property.MAXIMUM_PACKET_SIZE, limits.maxPacketSize());
            out.property16(Property.RECEIVE_MAXIMUM, limits.receiveMaximum());
            out.endProperties();
        }
        return written(out.end());
    }

    private static void text(PacketWriter out, int property, String value) {
        if (value != null) {
            out.writeUint8(property);
            out.writeBinary(value.getBytes(StandardCharsets.UTF_8));
        }
    }
}
