package dev.libellule.device.codec;

import static dev.libellule.device.codec.Bytes.body;
import static dev.libellule.device.codec.Bytes.of;
import static dev.libellule.device.codec.Bytes.slice;
import static dev.libellule.device.codec.Bytes.text;
import static dev.libellule.device.codec.Bytes.written;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishCoderTest {
    private final Publish in = new Publish();

    @Test
    void writesTheExampleOfTheSpecification() { // figure 3-11, with a payload
        Publish out = new Publish();
        out.qos = 1;
        out.packetIdentifier = 10;
        out.topic.set(slice("a/b").buffer);
        out.payload.set(new byte[]{0x32});
        PacketWriter writer = Bytes.writer(64);
        assertEquals(10, PublishCoder.encode(writer, MqttVersion.V3_1_1, out));
        assertArrayEquals(of(0x32, 8, "a/b", 0, 10, 0x32), written(writer));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 117, 118, 119, 120, 127, 128, 16_370, 16_383, 16_384, 100_000, 2_097_200})
    void decodesWhatItEncodes(int payloadLength) {
        for (int version = MqttVersion.V3_1; version <= MqttVersion.V5_0; version++) {
            for (int qos = 0; qos <= 2; qos++) {
                Publish out = new Publish();
                out.qos = qos;
                out.retain = qos == 1;
                out.dup = qos == 2;
                out.packetIdentifier = qos == 0 ? 0 : 65_535;
                out.topic.set(slice("maison/1er étage/température").buffer);
                out.payload.set(new byte[payloadLength]);
                PacketWriter writer = Bytes.writer(payloadLength + 100);
                int length = PublishCoder.encode(writer, version, out);
                byte[] packet = written(writer);
                assertEquals(packet.length, length);
                assertEquals(length, PacketReader.packetLength(packet, 0, packet.length));
                assertEquals(Status.OK, PublishCoder.decode(body(packet), packet[0], version, in));
                assertEquals("maison/1er étage/température", text(in.topic));
                assertEquals(payloadLength, in.payload.length);
                assertEquals(out.packetIdentifier, in.packetIdentifier);
                assertEquals(out.firstByte(), in.firstByte());
            }
        }
    }

    @Test
    void readsPropertiesInPlace() { // 3.3.2.3
        byte[] packet = of(0x30, 0, "t", 31, Property.MESSAGE_EXPIRY_INTERVAL, 0, 0, 0, 60, Property.TOPIC_ALIAS, 0, 7,
                Property.USER_PROPERTY, "k", "v", Property.SUBSCRIPTION_IDENTIFIER, 5, Property.SUBSCRIPTION_IDENTIFIER,
                0x80, 1,
                Property.USER_PROPERTY, "k2", "v2", 'p' + 0);
        packet[1] = (byte) (packet.length - 2);
        packet[5] = (byte) (packet.length - 7);
        assertEquals(Status.OK, PublishCoder.decode(body(packet), packet[0], MqttVersion.V5_0, in));
        assertEquals(60, in.properties.number(Property.MESSAGE_EXPIRY_INTERVAL, -1));
        assertEquals(7, in.properties.number(Property.TOPIC_ALIAS, 0));
        Slice name = new Slice();
        Slice value = new Slice();
        int at = in.properties.next(Property.USER_PROPERTY, 0, name, value);
        assertEquals("k=v", text(name) + "=" + text(value));
        at = in.properties.next(Property.USER_PROPERTY, at, name, value);
        assertEquals("k2=v2", text(name) + "=" + text(value));
        assertEquals(-1, in.properties.next(Property.USER_PROPERTY, at, name, value));
        at = in.properties.next(Property.SUBSCRIPTION_IDENTIFIER, 0, null, value);
        assertArrayEquals(of(5), value.copy());
        at = in.properties.next(Property.SUBSCRIPTION_IDENTIFIER, at, null, value);
        assertArrayEquals(of(0x80, 1), value.copy());
        assertEquals("p", text(in.payload));
    }

    @Test
    void leavesNothingBehindWhenTheBufferIsFull() {
        Publish out = new Publish();
        out.topic.set(slice("a/b").buffer);
        out.payload.set(new byte[100]);
        for (int size = 0; size < 107; size++) {
            PacketWriter writer = Bytes.writer(size);
            assertEquals(Status.BUFFER_FULL, PublishCoder.encode(writer, MqttVersion.V3_1_1, out), "size " + size);
            assertEquals(0, writer.position());
        }
        assertEquals(107, PublishCoder.encode(Bytes.writer(107), MqttVersion.V3_1_1, out));
    }

    static Stream<Arguments> refuses() { // why, version, expected status, first byte, body
        return Stream.of(arguments("both QoS bits", 4, Status.QOS, 0x36, of("t", 0, 1)),
                arguments("DUP at QoS 0", 4, Status.RESERVED_FLAGS, 0x38, of("t")),
                arguments("Packet Identifier zero", 4, Status.PACKET_IDENTIFIER_ZERO, 0x32, of("t", 0, 0)),
                arguments("no Topic Name", 4, Status.TOPIC_NAME, 0x30, of("")),
                arguments("neither Topic Name nor alias", 5, Status.PROTOCOL_ERROR, 0x30, of("", 0)),
                arguments("body ends in the Topic Name", 4, Status.TRUNCATED, 0x30, of(0, 5, 'a' + 0)),
                arguments("body ends before the Packet Identifier", 4, Status.TRUNCATED, 0x32, of("t", 0)),
                arguments("Properties run past the packet", 5, Status.TRUNCATED, 0x30, of("t", 9, 1)),
                arguments("no Property Length", 5, Status.TRUNCATED, 0x30, of("t")),
                arguments("a property of CONNECT", 5, Status.PROPERTY_NOT_ALLOWED, 0x30, of("t", 5, 0x11, 0, 0, 0, 1)),
                arguments("an unknown property", 5, Status.PROPERTY_NOT_ALLOWED, 0x30, of("t", 2, 0x7E, 0)),
                arguments("a property twice", 5, Status.PROPERTY_TWICE, 0x30, of("t", 4, 1, 0, 1, 0)),
                arguments("Payload Format Indicator 2", 5, Status.PROPERTY_VALUE, 0x30, of("t", 2, 1, 2)),
                arguments("Topic Alias 0", 5, Status.PROPERTY_VALUE, 0x30, of("t", 3, 0x23, 0, 0)),
                arguments("a value cut by the end of the list", 5, Status.TRUNCATED, 0x30, of("t", 3, 2, 0, 0, 0, 0)),
                arguments("U+0000 in a User Property", 5, Status.MALFORMED_STRING, 0x30,
                        of("t", 7, 0x26, 0, 1, 0, 0, 1, 65)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refuses(String why, int version, int expected, int firstByte, byte[] bodyBytes) {
        PacketReader reader = new PacketReader();
        reader.wrap(bodyBytes, 0, bodyBytes.length);
        assertEquals(expected, PublishCoder.decode(reader, firstByte, version, in), why);
    }
}
