package dev.libellule.device.codec;

import static dev.libellule.device.codec.Bytes.body;
import static dev.libellule.device.codec.Bytes.of;
import static dev.libellule.device.codec.Bytes.slice;
import static dev.libellule.device.codec.Bytes.text;
import static dev.libellule.device.codec.Bytes.written;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectCoderTest {
    private final Connect in = new Connect();

    private static Connect full(int version) {
        Connect out = new Connect();
        out.version = version;
        out.cleanStart = true;
        out.keepAliveSeconds = 60;
        out.clientIdentifier.set(slice("salon-uno").buffer);
        out.userName.set(slice("sondes").buffer);
        out.password.set(slice("mot2passe").buffer);
        out.willTopic.set(slice("maison/salon-uno/$etat").buffer);
        out.willPayload.set(slice("offline").buffer);
        out.willQos = 1;
        out.willRetain = true;
        out.propertiesToSend.set(of(Property.RECEIVE_MAXIMUM, 0, 20));
        out.willPropertiesToSend.set(of(Property.WILL_DELAY_INTERVAL, 0, 0, 0, 5));
        return out;
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void decodesWhatItEncodes(int version) {
        PacketWriter writer = Bytes.writer(256);
        assertTrue(ConnectCoder.encode(writer, full(version)) > 0);
        byte[] packet = written(writer);
        assertEquals(Status.OK, ConnectCoder.decode(body(packet), in));
        assertEquals(version, in.version);
        assertTrue(in.cleanStart);
        assertTrue(in.hasWill());
        assertTrue(in.willRetain);
        assertEquals(1, in.willQos);
        assertEquals(60, in.keepAliveSeconds);
        assertEquals("salon-uno sondes mot2passe",
                text(in.clientIdentifier) + " " + text(in.userName) + " " + text(in.password));
        assertEquals("maison/salon-uno/$etat offline", text(in.willTopic) + " " + text(in.willPayload));
        assertEquals(version == 5 ? 20 : -1, in.properties.number(Property.RECEIVE_MAXIMUM, -1));
        assertEquals(version == 5 ? 5 : -1, in.willProperties.number(Property.WILL_DELAY_INTERVAL, -1));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void isTruncatedWhereverItIsCut(int version) {
        PacketWriter writer = Bytes.writer(256);
        ConnectCoder.encode(writer, full(version));
        byte[] packet = written(writer);
        for (int length = 2; length < packet.length; length++) {
            PacketReader reader = new PacketReader();
            reader.wrap(packet, 2, length);
            int status = ConnectCoder.decode(reader, in);
            assertNotEquals(Status.OK, status, "cut at " + length);
        }
    }

    @Test
    void aSecondPacketLeavesNothingOfTheFirst() {
        PacketWriter writer = Bytes.writer(256);
        ConnectCoder.encode(writer, full(5));
        ConnectCoder.decode(body(written(writer)), in);
        assertEquals(Status.OK, ConnectCoder.decode(body(of(0x10, 13, "MQTT", 4, 0, 0, 0, "a")), in));
        assertFalse(in.hasWill() || in.userName.isPresent() || in.password.isPresent() || in.cleanStart);
        assertFalse(in.properties.has(Property.RECEIVE_MAXIMUM));
    }

    static Stream<Arguments> refuses() { // why, expected status, body
        return Stream.of(arguments("Protocol Name", Status.PROTOCOL_NAME, of("MQTX", 4, 2, 0, 0, "")),
                arguments("Protocol Version 6", Status.PROTOCOL_VERSION, of("MQTT", 6, 2, 0, 0, "")),
                arguments("MQIsdp with version 4", Status.PROTOCOL_VERSION, of("MQIsdp", 4, 2, 0, 0, "a")),
                arguments("reserved Connect Flag", Status.CONNECT_FLAGS, of("MQTT", 4, 3, 0, 0, "")),
                arguments("Will QoS 3", Status.CONNECT_FLAGS, of("MQTT", 4, 0x1C, 0, 0, "", "t", "p")),
                arguments("Will QoS without Will", Status.CONNECT_FLAGS, of("MQTT", 4, 0x08, 0, 0, "")),
                arguments("Will Retain without Will", Status.CONNECT_FLAGS, of("MQTT", 4, 0x20, 0, 0, "")),
                arguments("password without user name in 3.1.1", Status.CONNECT_FLAGS,
                        of("MQTT", 4, 0x40, 0, 0, "", "p")),
                arguments("wildcard in the Will Topic", Status.TOPIC_NAME, of("MQTT", 4, 0x04, 0, 0, "", "a/#", "p")),
                arguments("bytes behind the payload", Status.TRAILING_BYTES, of("MQTT", 4, 2, 0, 0, "", 0)),
                arguments("Receive Maximum 0", Status.PROPERTY_VALUE, of("MQTT", 5, 2, 0, 0, 3, 0x21, 0, 0, "")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refuses(String why, int expected, byte[] bodyBytes) {
        PacketReader reader = new PacketReader();
        reader.wrap(bodyBytes, 0, bodyBytes.length);
        assertEquals(expected, ConnectCoder.decode(reader, in), why);
    }

    @Test
    void aPasswordAloneIsAllowedInVersion5() { // 3.1.2.9
        PacketReader reader = new PacketReader();
        byte[] bodyBytes = of("MQTT", 5, 0x42, 0, 0, 0, "a", "token");
        reader.wrap(bodyBytes, 0, bodyBytes.length);
        assertEquals(Status.OK, ConnectCoder.decode(reader, in));
        assertArrayEquals(slice("token").buffer, in.password.copy());
    }
}
