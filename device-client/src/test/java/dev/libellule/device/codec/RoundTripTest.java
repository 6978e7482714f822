package dev.libellule.device.codec;

import static dev.libellule.device.codec.Bytes.body;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * To encode and then to decode is the identity: every packet type, all its fields and properties at random.
 *
 * <p>The seed is printed; {@code -Dseed=N} runs it again.
 */
class RoundTripTest {
    private static final int ROUNDS = 500;
    private static final int LARGEST = 200_000;

    private final byte[] buffer = new byte[LARGEST];
    private Random random;

    private void rounds(IntConsumer test) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("RoundTripTest seed " + seed);
        random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            test.accept(random.nextBoolean() ? MqttVersion.V5_0 : MqttVersion.V3_1_1);
        }
    }

    private PacketWriter writer() {
        PacketWriter out = new PacketWriter();
        out.wrap(buffer, random.nextInt(10), LARGEST);
        return out;
    }

    /** The packet that was written, after its length was looked at. */
    private byte[] packet(PacketWriter out, int length) {
        assertTrue(length > 0, "status " + length);
        byte[] packet = new byte[length];
        System.arraycopy(buffer, out.position() - length, packet, 0, length);
        assertEquals(length, PacketReader.packetLength(packet, 0, length));
        return packet;
    }

    private RandomProperties properties(int version, long allowed) {
        return new RandomProperties(random, version == MqttVersion.V5_0 ? allowed : 0);
    }

    private int identifier() {
        return 1 + random.nextInt(65_535);
    }

    private byte[] topic() {
        byte[] topic = RandomProperties.text(random);
        return topic.length == 0 ? new byte[]{'/'} : topic;
    }

    private void setMaybe(Slice slice, byte[] bytes) {
        if (random.nextBoolean()) {
            slice.set(bytes);
        }
    }

    private static void assertSame(Slice expected, Slice read) {
        assertEquals(expected.isPresent(), read.isPresent());
        assertArrayEquals(expected.copy(), read.copy());
    }

    @Test
    void connect() {
        rounds(someVersion -> {
            int version = random.nextInt(5) == 0 ? MqttVersion.V3_1 : someVersion;
            Connect out = new Connect();
            out.version = version;
            out.cleanStart = random.nextBoolean();
            out.bridge = version != MqttVersion.V5_0 && random.nextBoolean();
            out.keepAliveSeconds = random.nextInt(65_536);
            out.clientIdentifier.set(RandomProperties.text(random));
            setMaybe(out.userName, RandomProperties.text(random));
            if (version != MqttVersion.V3_1_1 || out.userName.isPresent()) { // 3.1.1 [MQTT-3.1.2-22]
                setMaybe(out.password, RandomProperties.bytes(random));
            }
            RandomProperties ofConnect = properties(version, Property.IN_CONNECT);
            RandomProperties ofWill = new RandomProperties(random, 0);
            out.propertiesToSend.set(ofConnect.encoded());
            if (random.nextBoolean()) {
                out.willTopic.set(topic());
                out.willPayload.set(RandomProperties.bytes(random));
                out.willQos = random.nextInt(3);
                out.willRetain = random.nextBoolean();
                ofWill = properties(version, Property.IN_WILL);
                out.willPropertiesToSend.set(ofWill.encoded());
            }
            PacketWriter writer = writer();
            Connect in = new Connect();
            assertEquals(Status.OK, ConnectCoder.decode(body(packet(writer, ConnectCoder.encode(writer, out))), in));
            assertEquals(List.of(out.version, out.cleanStart, out.bridge, out.keepAliveSeconds, out.hasWill(),
                    out.willQos, out.willRetain),
                    List.of(in.version, in.cleanStart, in.bridge, in.keepAliveSeconds, in.hasWill(), in.willQos,
                            in.willRetain));
            assertSame(out.clientIdentifier, in.clientIdentifier);
            assertSame(out.userName, in.userName);
            assertSame(out.password, in.password);
            assertSame(out.willTopic, in.willTopic);
            assertSame(out.willPayload, in.willPayload);
            ofConnect.assertReadAs(in.properties);
            ofWill.assertReadAs(in.willProperties);
        });
    }

    @Test
    void connAck() {
        rounds(version -> {
            boolean sessionPresent = random.nextBoolean();
            int reasonCode = random.nextInt(256);
            RandomProperties properties = properties(version, Property.IN_CONNACK);
            PacketWriter writer = writer();
            ConnAckCoder.begin(writer, version, sessionPresent, reasonCode);
            if (version == MqttVersion.V5_0) {
                writer.writeBytes(properties.encoded(), 0, properties.encoded().length);
                writer.endProperties();
            }
            ConnAck in = new ConnAck();
            assertEquals(Status.OK, ConnAckCoder.decode(body(packet(writer, writer.end())), version, in));
            assertEquals(sessionPresent, in.sessionPresent);
            assertEquals(reasonCode, in.reasonCode);
            properties.assertReadAs(in.properties);
        });
    }

    @Test
    void publish() {
        rounds(version -> {
            Publish out = new Publish();
            out.qos = random.nextInt(3);
            out.dup = out.qos > 0 && random.nextBoolean();
            out.retain = random.nextBoolean();
            out.packetIdentifier = out.qos > 0 ? identifier() : 0;
            out.topic.set(topic());
            out.payload.set(new byte[random.nextInt(20) == 0 ? 20_000 : random.nextInt(200)]);
            random.nextBytes(out.payload.buffer);
            RandomProperties properties = properties(version, Property.IN_PUBLISH);
            out.propertiesToSend.set(properties.encoded());
            PacketWriter writer = writer();
            byte[] packet = packet(writer, PublishCoder.encode(writer, version, out));
            Publish in = new Publish();
            assertEquals(Status.OK, PublishCoder.decode(body(packet), packet[0] & 0xFF, version, in));
            assertEquals(List.of(out.qos, out.dup, out.retain, out.packetIdentifier),
                    List.of(in.qos, in.dup, in.retain, in.packetIdentifier));
            assertSame(out.topic, in.topic);
            assertSame(out.payload, in.payload);
            properties.assertReadAs(in.properties);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP})
    void acknowledgement(int type) {
        rounds(version -> {
            int identifier = identifier();
            int reasonCode = version == MqttVersion.V5_0 ? random.nextInt(256) : 0;
            RandomProperties properties = properties(version, random.nextBoolean() ? Property.IN_ACK : 0);
            byte[] encoded = properties.encoded();
            PacketWriter writer = writer();
            int length;
            if (encoded.length == 0) {
                length = AckCoder.encode(writer, version, type, identifier, reasonCode);
            } else { // the coder never writes properties
                writer.begin(PacketType.firstByte(type));
                writer.writeUint16(identifier);
                writer.writeUint8(reasonCode);
                writer.writeVariableByteInteger(encoded.length);
                writer.writeBytes(encoded, 0, encoded.length);
                length = writer.end();
            }
            Ack in = new Ack();
            assertEquals(Status.OK, AckCoder.decode(body(packet(writer, length)), version, in));
            assertEquals(identifier, in.packetIdentifier);
            assertEquals(reasonCode, in.reasonCode);
            properties.assertReadAs(in.properties);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE})
    void subscribe(int type) {
        rounds(version -> {
            int identifier = identifier();
            int subscription = version == MqttVersion.V5_0 && type == PacketType.SUBSCRIBE ? random.nextInt(1000) : 0;
            List<byte[]> filters = new ArrayList<>();
            List<Integer> options = new ArrayList<>();
            PacketWriter writer = writer();
            SubscribeCoder.begin(writer, type, version, identifier, subscription);
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                filters.add(topic());
                int qos = random.nextInt(3);
                options.add(version == MqttVersion.V5_0 ? qos | random.nextInt(4) << 2 | random.nextInt(3) << 4 : qos);
                Slice filter = new Slice();
                filter.set(filters.getLast());
                if (type == PacketType.SUBSCRIBE) {
                    SubscribeCoder.addFilter(writer, filter, options.getLast());
                } else {
                    SubscribeCoder.addFilter(writer, filter);
                }
            }
            PacketReader reader = body(packet(writer, writer.end()));
            Subscribe in = new Subscribe();
            assertEquals(Status.OK, SubscribeCoder.decodeHead(reader, type, version, in));
            assertEquals(identifier, in.packetIdentifier);
            assertEquals(subscription, in.properties.number(Property.SUBSCRIPTION_IDENTIFIER, 0));
            for (int i = 0; i < filters.size(); i++) {
                assertEquals(Status.OK, SubscribeCoder.decodeNext(reader, type, version, in));
                assertArrayEquals(filters.get(i), in.filter.copy());
                assertEquals(type == PacketType.SUBSCRIBE ? options.get(i) : 0, in.options);
            }
            assertEquals(Status.OK, reader.finish());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {PacketType.SUBACK, PacketType.UNSUBACK})
    void subAck(int type) {
        rounds(version -> {
            int identifier = identifier();
            byte[] reasonCodes = new byte[1 + random.nextInt(200)];
            random.nextBytes(reasonCodes);
            PacketWriter writer = writer();
            int length = SubAckCoder.encode(writer, type, version, identifier, reasonCodes, reasonCodes.length);
            SubAck in = new SubAck();
            assertEquals(Status.OK, SubAckCoder.decode(body(packet(writer, length)), version, in));
            assertEquals(identifier, in.packetIdentifier);
            boolean hasNone = version != MqttVersion.V5_0 && type == PacketType.UNSUBACK;
            assertArrayEquals(hasNone ? new byte[0] : reasonCodes, in.reasonCodes.copy());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {PacketType.DISCONNECT, PacketType.AUTH})
    void disconnect(int type) {
        rounds(version -> {
            boolean isV5 = version == MqttVersion.V5_0 || type == PacketType.AUTH;
            int known = isV5 ? MqttVersion.V5_0 : version;
            int reasonCode = isV5 ? random.nextInt(256) : 0;
            long allowed = type == PacketType.AUTH ? Property.IN_AUTH : Property.IN_DISCONNECT;
            RandomProperties properties = properties(known, random.nextBoolean() ? allowed : 0);
            byte[] encoded = properties.encoded();
            PacketWriter writer = writer();
            int length;
            if (encoded.length == 0) {
                length = DisconnectCoder.encode(writer, type, known, reasonCode);
            } else {
                DisconnectCoder.begin(writer, type, reasonCode);
                writer.writeBytes(encoded, 0, encoded.length);
                writer.endProperties();
                length = writer.end();
            }
            Disconnect in = new Disconnect();
            assertEquals(Status.OK, DisconnectCoder.decode(body(packet(writer, length)), type, known, in));
            assertEquals(reasonCode, in.reasonCode);
            properties.assertReadAs(in.properties);
        });
    }
}
