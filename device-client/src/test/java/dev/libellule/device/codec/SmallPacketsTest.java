package dev.libellule.device.codec;

import static dev.libellule.device.codec.Bytes.body;
import static dev.libellule.device.codec.Bytes.of;
import static dev.libellule.device.codec.Bytes.slice;
import static dev.libellule.device.codec.Bytes.text;
import static dev.libellule.device.codec.Bytes.written;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SmallPacketsTest {
    @Test
    void absentReasonCodeMeansSuccess() { // 3.4.2.1
        Ack ack = new Ack();
        assertEquals(Status.OK, AckCoder.decode(body(of(0x40, 2, 0, 10)), MqttVersion.V5_0, ack));
        assertEquals(10, ack.packetIdentifier);
        assertEquals(ReasonCode.SUCCESS, ack.reasonCode);
        assertEquals(Status.OK, AckCoder.decode(body(of(0x40, 3, 0, 10, 0x10)), MqttVersion.V5_0, ack));
        assertEquals(ReasonCode.NO_MATCHING_SUBSCRIBERS, ack.reasonCode);
    }

    @Test
    void refusesABadAcknowledgement() {
        Ack ack = new Ack();
        assertEquals(Status.TRUNCATED, AckCoder.decode(body(of(0x40, 1, 0)), MqttVersion.V5_0, ack));
        assertEquals(Status.PACKET_IDENTIFIER_ZERO, AckCoder.decode(body(of(0x40, 2, 0, 0)), MqttVersion.V5_0, ack));
        assertEquals(Status.TRAILING_BYTES, AckCoder.decode(body(of(0x40, 3, 0, 1, 0)), MqttVersion.V3_1_1, ack));
        assertEquals(Status.TRUNCATED, AckCoder.decode(body(of(0x40, 4, 0, 10, 0, 5)), MqttVersion.V5_0, ack));
    }

    @Test
    void leavesReasonCodeZeroOutOfAnAcknowledgement() {
        PacketWriter out = Bytes.writer(64);
        AckCoder.encode(out, MqttVersion.V5_0, PacketType.PUBREL, 258, 0);
        AckCoder.encode(out, MqttVersion.V5_0, PacketType.PUBACK, 1, 0x10);
        AckCoder.encode(out, MqttVersion.V3_1_1, PacketType.PUBACK, 1, 0x10);
        assertArrayEquals(of(0x62, 2, 1, 2, 0x40, 3, 0, 1, 0x10, 0x40, 2, 0, 1), written(out));
    }

    @Test
    void subscribeGoesThereAndBack() { // 3.8
        PacketWriter out = Bytes.writer(256);
        SubscribeCoder.begin(out, PacketType.SUBSCRIBE, MqttVersion.V5_0, 7, 300);
        SubscribeCoder.addFilter(out, slice("maison/+/temp"), 1 | 4 | 8 | 2 << 4);
        SubscribeCoder.addFilter(out, slice("x".repeat(120)), 0); // makes the Remaining Length grow to two bytes
        assertTrue(out.end() > 128);
        byte[] packet = written(out);
        PacketReader in = body(packet);
        Subscribe subscribe = new Subscribe();
        assertEquals(Status.OK, SubscribeCoder.decodeHead(in, PacketType.SUBSCRIBE, MqttVersion.V5_0, subscribe));
        assertEquals(7, subscribe.packetIdentifier);
        assertEquals(300, subscribe.properties.number(Property.SUBSCRIPTION_IDENTIFIER, 0));
        assertEquals(Status.OK, SubscribeCoder.decodeNext(in, PacketType.SUBSCRIBE, MqttVersion.V5_0, subscribe));
        assertEquals("maison/+/temp", text(subscribe.filter));
        assertEquals(1, subscribe.qos());
        assertTrue(subscribe.isNoLocal() && subscribe.isRetainAsPublished() && subscribe.retainHandling() == 2);
        assertEquals(Status.OK, SubscribeCoder.decodeNext(in, PacketType.SUBSCRIBE, MqttVersion.V5_0, subscribe));
        assertEquals(120, subscribe.filter.length);
        assertEquals(Status.OK, in.finish());
    }

    @Test
    void refusesABadSubscribe() {
        Subscribe subscribe = new Subscribe();
        assertEquals(Status.NO_TOPIC_FILTER,
                SubscribeCoder.decodeHead(body(of(0x82, 2, 0, 1)), PacketType.SUBSCRIBE, MqttVersion.V3_1_1,
                        subscribe));
        PacketReader in = body(of(0x82, 6, 0, 1, "a", 4));
        SubscribeCoder.decodeHead(in, PacketType.SUBSCRIBE, MqttVersion.V3_1_1, subscribe);
        assertEquals(Status.RESERVED_FLAGS,
                SubscribeCoder.decodeNext(in, PacketType.SUBSCRIBE, MqttVersion.V3_1_1, subscribe));
    }

    @Test
    void subAckAndUnsubAckCarryTheirReasonCodes() {
        SubAck subAck = new SubAck();
        PacketWriter out = Bytes.writer(64);
        SubAckCoder.encode(out, PacketType.SUBACK, MqttVersion.V5_0, 9, new byte[]{1, (byte) 0x87}, 2);
        assertEquals(Status.OK, SubAckCoder.decode(body(written(out)), MqttVersion.V5_0, subAck));
        assertArrayEquals(of(1, 0x87), subAck.reasonCodes.copy());
        PacketWriter old = Bytes.writer(64);
        SubAckCoder.encode(old, PacketType.UNSUBACK, MqttVersion.V3_1_1, 9, new byte[]{0}, 1);
        assertArrayEquals(of(0xB0, 2, 0, 9), written(old));
    }

    @Test
    void connAckGoesThereAndBack() {
        PacketWriter out = Bytes.writer(64);
        ConnAckCoder.begin(out, MqttVersion.V5_0, true, 0);
        out.property16(Property.RECEIVE_MAXIMUM, 20);
        out.property32(Property.MAXIMUM_PACKET_SIZE, 2_000_000);
        out.endProperties();
        out.end();
        ConnAck connAck = new ConnAck();
        assertEquals(Status.OK, ConnAckCoder.decode(body(written(out)), MqttVersion.V5_0, connAck));
        assertTrue(connAck.sessionPresent);
        assertEquals(2_000_000, connAck.properties.number(Property.MAXIMUM_PACKET_SIZE, 0));
        assertEquals(Status.RESERVED_FLAGS, ConnAckCoder.decode(body(of(0x20, 2, 2, 0)), MqttVersion.V3_1_1, connAck));
    }

    @Test
    void disconnectMayBeEmpty() { // 3.14.2.1
        Disconnect disconnect = new Disconnect();
        PacketWriter out = Bytes.writer(64);
        DisconnectCoder.encode(out, PacketType.DISCONNECT, MqttVersion.V5_0, 0);
        assertArrayEquals(of(0xE0, 0), written(out));
        assertEquals(Status.OK,
                DisconnectCoder.decode(body(of(0xE0, 0)), PacketType.DISCONNECT, MqttVersion.V5_0, disconnect));
        assertEquals(0, disconnect.reasonCode);
        assertEquals(Status.PACKET_TYPE,
                DisconnectCoder.decode(body(of(0xF0, 0)), PacketType.AUTH, MqttVersion.V3_1_1, disconnect));
    }

    @Test
    void findsTheEndOfAPacket() { // 2.1.4
        assertEquals(0, PacketReader.packetLength(of(0x30), 0, 1));
        assertEquals(0, PacketReader.packetLength(of(0x30, 0x80), 0, 2));
        assertEquals(130, PacketReader.packetLength(of(0x30, 0xFF, 0), 0, 3));
        assertEquals(131, PacketReader.packetLength(of(0x30, 0x80, 1), 0, 3));
        assertEquals(268_435_455 + 5, PacketReader.packetLength(of(0x30, 0xFF, 0xFF, 0xFF, 0x7F), 0, 5));
        assertEquals(Status.VARIABLE_BYTE_INTEGER, PacketReader.packetLength(of(0x30, 0xFF, 0xFF, 0xFF, 0xFF), 0, 5));
    }
}
