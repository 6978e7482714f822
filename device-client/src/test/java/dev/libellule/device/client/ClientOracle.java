package dev.libellule.device.client;

import dev.libellule.device.codec.Ack;
import dev.libellule.device.codec.AckCoder;
import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.ConnectCoder;
import dev.libellule.device.codec.Disconnect;
import dev.libellule.device.codec.DisconnectCoder;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.Properties;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Subscribe;
import dev.libellule.device.codec.SubscribeCoder;
import dev.libellule.device.codec.Topics;

/**
 * What has to hold of all that a client sends and tells its application, whatever its server does. Throws where it does not; allocates
 * nothing after construction.
 */
final class ClientOracle implements MqttListener {
    private static final int LARGEST = 2048;

    private final int version;
    private final boolean authenticates;
    private final byte[] larger; // given for a message that does not fit, or null
    private final byte[] sent = new byte[LARGEST];
    private final PacketReader reader = new PacketReader();
    private final Connect connect = new Connect();
    private final Publish publish = new Publish();
    private final Ack ack = new Ack();
    private final Subscribe subscribe = new Subscribe();
    private final Disconnect disconnect = new Disconnect();
    private final Slice name = new Slice();
    private final Slice value = new Slice();
    private final int[] inFlight = new int[64];
    private final boolean[] aliases = new boolean[65_536 / 1024];
    private final ServerLimits limits = new ServerLimits();
    private int inFlightCount;
    private int end;
    private boolean greeted;
    private boolean accepted;
    private boolean left;
    private int partEnd;

    /** What the application does when it hears something; 0 for nothing. */
    int reaction;
    /** CONNECT packets so far. */
    int greetings;
    /** The latest CONNECT asks for a new session. */
    boolean cleanStart;
    /** Messages heard so far. */
    int heard;

    ClientOracle(int version, boolean authenticates, byte[] larger) {
        this.version = version;
        this.authenticates = authenticates;
        this.larger = larger;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** A stream begins. */
    void opened() {
        end = 0;
        greeted = false;
        accepted = false;
        left = false;
        inFlightCount = 0;
    }

    /** The client writes. */
    void wrote(byte[] buffer, int offset, int length) {
        System.arraycopy(buffer, offset, sent, end, length);
        end += length;
        int at = 0;
        for (int packet = PacketReader.packetLength(sent, 0, end); packet != 0 && at + packet <= end;) {
            check(packet > 0, "the client sent a packet without a length");
            reader.wrap(sent, at + PacketReader.headerLength(sent, at), at + packet);
            sent(sent[at] & 0xFF, packet);
            at += packet;
            packet = PacketReader.packetLength(sent, at, end);
        }
        System.arraycopy(sent, at, sent, 0, end - at);
        end -= at;
    }

    private void sent(int firstByte, int length) {
        int type = PacketType.of(firstByte);
        check(!left, "the client sent something behind DISCONNECT: [MQTT-3.14.4-1]");
        check(greeted != (type == PacketType.CONNECT), "CONNECT first, and once: [MQTT-3.1.0-1]");
        check(accepted || type == PacketType.CONNECT || type == PacketType.AUTH,
                "the client sent something before CONNACK: [MQTT-3.1.2-30]");
        check(type == PacketType.PUBLISH || firstByte == PacketType.firstByte(type), "reserved flags: [MQTT-2.1.3-1]");
        check(!accepted || type == PacketType.CONNECT || length <= limits.maximumPacketSize,
                "the client exceeded the Maximum Packet Size: [MQTT-3.2.2-15]");
        switch (type) {
            case PacketType.CONNECT:
                ok(ConnectCoder.decode(reader, connect));
                greeted = true;
                greetings++;
                cleanStart = connect.cleanStart;
                return;
            case PacketType.PUBLISH:
                ok(PublishCoder.decode(reader, firstByte, version, publish));
                published();
                return;
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP:
                ok(AckCoder.decode(reader, version, ack));
                boolean isSecondHalf = type == PacketType.PUBREL || type == PacketType.PUBCOMP;
                check(ack.reasonCode == 0 || ack.reasonCode == (isSecondHalf
                        ? ReasonCode.PACKET_IDENTIFIER_NOT_FOUND
                        : ReasonCode.QUOTA_EXCEEDED), "Reason Code of an acknowledgement: [MQTT-3.4.2-1]");
                return;
            case PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE:
                subscribed(type);
                return;
            case PacketType.DISCONNECT:
                ok(DisconnectCoder.decode(reader, type, version, disconnect));
                left = true;
                return;
            case PacketType.AUTH:
                check(authenticates, "AUTH without a method: [MQTT-4.12.0-7]");
                ok(DisconnectCoder.decode(reader, type, version, disconnect));
                check(disconnect.properties.has(Property.AUTHENTICATION_METHOD), "AUTH's method: [MQTT-4.12.0-5]");
                return;
            default:
                check(type == PacketType.PINGREQ && length == 2, "no packet of a client");
        }
    }

    private static void ok(int status) {
        check(status == Status.OK, "the client sent a malformed packet");
    }

    private void published() {
        check(publish.qos <= limits.maximumQos, "[MQTT-3.2.2-11]");
        check(!publish.retain || limits.retainAvailable, "[MQTT-3.2.2-14]");
        check(!publish.properties.has(Property.SUBSCRIPTION_IDENTIFIER), "[MQTT-3.3.4-6]");
        int alias = publish.properties.number(Property.TOPIC_ALIAS, 0);
        check(alias <= limits.topicAliasMaximum, "[MQTT-3.2.2-17]");
        if (publish.topic.length > 0) {
            check(Topics.checkName(publish.topic.buffer, publish.topic.offset, publish.topic.length) == Status.OK,
                    "[MQTT-3.3.2-2]");
            aliases[alias] = alias > 0;
        } else {
            check(aliases[alias], "an alias without a topic, 3.3.2.3.4");
        }
        if (publish.qos > 0) {
            for (int i = 0; i < inFlightCount; i++) {
                check(inFlight[i] != publish.packetIdentifier, "a Packet Identifier in use: [MQTT-2.2.1-3]");
            }
            inFlight[inFlightCount++] = publish.packetIdentifier;
            check(inFlightCount <= limits.receiveMaximum, "[MQTT-3.3.4-7]");
        }
    }

    private void subscribed(int type) {
        ok(SubscribeCoder.decodeHead(reader, type, version, subscribe));
        check(limits.subscriptionIdentifierAvailable || !subscribe.properties.has(Property.SUBSCRIPTION_IDENTIFIER),
                "3.2.2.3.12");
        while (reader.remaining() > 0) {
            ok(SubscribeCoder.decodeNext(reader, type, version, subscribe));
            ok(Topics.checkFilter(subscribe.filter.buffer, subscribe.filter.offset, subscribe.filter.length));
        }
    }

    @Override
    public void connected(MqttClient client, boolean sessionPresent) {
        check(!accepted, "connected twice"); // perhaps before all of CONNECT is sent: a server may be a prophet
        accepted = true;
        limits.read(client.connAck(), 0, 0);
        for (int i = 0; i < aliases.length; i++) {
            aliases[i] = false; // [MQTT-3.3.2-7]
        }
        react(client, 0);
    }

    @Override
    public void disconnected(MqttClient client, int status) {
        check(status <= 0, "a status of disconnected");
        accepted = false;
        partEnd = 0;
    }

    @Override
    public void received(MqttClient client, Publish message) {
        check(accepted, "a message without a connection");
        look(message);
        heard++;
        react(client, message.payload.length);
    }

    /** Looks at everything that an application can look at. */
    private void look(Publish message) {
        check(message.qos >= 0 && message.qos <= 2 && message.packetIdentifier > 0 == message.qos > 0, "QoS");
        check(Topics.checkName(message.topic.buffer, message.topic.offset, message.topic.length) == Status.OK,
                "the application heard of a topic that is none");
        check(message.payload.length >= 0
                && message.payload.offset + message.payload.length <= message.payload.buffer.length, "payload");
        look(message.properties);
    }

    private void look(Properties properties) {
        for (int identifier = 0; identifier < 64; identifier++) {
            if (properties.has(identifier)) {
                properties.number(identifier, 0);
                properties.slice(identifier, value);
                int at = 0;
                for (int n = 0; n < 10 && at >= 0; n++) {
                    at = properties.next(identifier, at, name, value);
                }
            }
        }
    }

    @Override
    public void part(MqttClient client, Publish message, int payloadOffset, int payloadLength) {
        look(message);
        check(payloadOffset == 0 || payloadOffset == partEnd, "a stretch that does not follow the last one");
        check(message.payload.length > 0, "an empty stretch");
        partEnd = payloadOffset + message.payload.length;
        check(partEnd <= payloadLength, "more stretches than there is payload");
        react(client, message.payload.length);
    }

    @Override
    public void published(MqttClient client, int packetIdentifier, int reasonCode) {
        for (int i = 0; i < inFlightCount; i++) {
            if (inFlight[i] == packetIdentifier) {
                inFlight[i] = inFlight[--inFlightCount];
            }
        }
        react(client, packetIdentifier);
    }

    @Override
    public void subscribed(MqttClient client, byte[] topicFilter, int reasonCode) {
        check(topicFilter.length > 0, "subscribed to nothing");
        react(client, reasonCode);
    }

    @Override
    public void unsubscribed(MqttClient client, byte[] topicFilter, int reasonCode) {
        check(topicFilter.length > 0, "unsubscribed from nothing");
        react(client, reasonCode);
    }

    @Override
    public byte[] oversized(MqttClient client, int packetLength) {
        return larger;
    }

    /** Calls back into the client, as an application may. */
    private void react(MqttClient client, int number) {
        switch (reaction == 0 ? 0 : (reaction + number) % 8) {
            case 1, 2:
                client.publish(HostileServer.TOPICS[number & 3], HostileServer.PAYLOAD, 0, number & 31, number % 3,
                        false);
                return;
            case 3:
                client.subscribe(HostileServer.TOPICS[number & 3], number & 0x2F);
                return;
            case 4:
                client.unsubscribe(HostileServer.TOPICS[number & 3]);
                return;
            case 5:
                if ((number & 0x30) == 0x30) {
                    client.disconnect();
                }
                return;
            default:
        }
    }
}
