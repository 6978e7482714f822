package dev.libellule.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.libellule.device.codec.MqttVersion;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Packets that may not be: each ends the connection with its reason, and nothing throws. */
class BadServerTest {
    static Stream<Arguments> refuses() { // why, Reason Code told to a 5.0 server, packet
        return Stream.of(arguments("type 0", 0x81, "00 00"),
                arguments("five-byte Remaining Length", 0x81, "30 ff ff ff ff 01"),
                arguments("reserved flags of PUBACK", 0x81, "41 02 0001"),
                arguments("reserved flags of PUBREL", 0x81, "60 02 0001"), // [MQTT-3.6.1-1]
                arguments("reserved flags of DISCONNECT", 0x81, "e1 00"), // [MQTT-3.14.1-1]
                arguments("reserved flags of AUTH", 0x81, "f1 00"), // [MQTT-3.15.1-1]
                arguments("U+0000 in a Topic Name", 0x81, "30 06 0003 610062 00"), // [MQTT-1.5.4-2]
                arguments("PUBACK with identifier 0", 0x81, "40 02 0000"),
                arguments("PUBACK too short", 0x81, "40 01 00"), arguments("QoS 3", 0x81, "36 05 0001 61 0001"),
                arguments("wildcard in a Topic Name", 0x90, "30 04 0001 2b 00"), arguments("a CONNECT", 0x82, "10 00"),
                arguments("a SUBSCRIBE", 0x82, "82 06 0001 00 0001 61 00"), arguments("a PINGREQ", 0x82, "c0 00"),
                arguments("a second CONNACK", 0x82, "20 03 00 00 00"),
                arguments("Topic Alias although none was allowed", 0x94,
                        "30 06 0000 03 230001"),
                arguments("PINGRESP with a body", 0x81, "d0 01 00"),
                arguments("a packet that cannot fit", 0x95, "90 ff 7f"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refuses")
    void malformedPacketEndsTheConnection(String why, int reasonCode, String packet) {
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0);
        bench.server.send(packet);
        bench.step();
        assertFalse(bench.client.isConnected());
        assertEquals(List.of("DISCONNECT reason=" + reasonCode), bench.server.take());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refuses")
    void olderVersionClosesWithoutAWord(String why, int reasonCode, String packet) {
        if (packet.startsWith("30 06 0000")) {
            return; // properties are payload there
        }
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        bench.server.send(packet);
        bench.step();
        assertFalse(bench.client.isConnected());
        assertEquals(List.of(), bench.server.take());
    }

    @Test
    void anythingButConnackFirstIsRefused() { // [MQTT-3.2.0-1]
        ClientBench bench = new ClientBench(MqttVersion.V3_1_1, ClientBench.settings());
        bench.client.connect();
        bench.step();
        bench.server.send("d0 00");
        bench.step();
        assertFalse(bench.client.isConnected());
        assertTrue(bench.listener.take().get(0).startsWith("disconnected"));
    }

    @Test
    void moreQos2ThanTheTableHoldsIsRefused() { // [MQTT-3.3.4-9]
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0, ClientBench.settings().receiveMaximum(2));
        for (int id = 1; id <= 3; id++) {
            bench.server.send(bench.message(0x34, "a", id, "1"));
        }
        bench.step();
        assertEquals(List.of("PUBREC #1", "PUBREC #2", "DISCONNECT reason=147"), bench.server.take());
    }

    @Test
    void messageLargerThanTheBufferIsPassedOver() {
        for (int qos = 0; qos <= 2; qos++) {
            ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
            bench.server.send(
                    bench.message(0x30 | qos << 1, "big", 9, "x".repeat(1000)) + bench.message(0x30, "a", 0, "1"));
            for (int i = 0; i < 10; i++) {
                bench.step();
            }
            assertTrue(bench.listener.take().contains("a 1 q0"), "QoS " + qos);
            assertEquals(qos == 0 ? List.of() : List.of(qos == 1 ? "PUBACK #9" : "PUBREC #9"), bench.server.take());
            assertEquals(1, bench.client.oversized());
        }
    }

    @Test
    void applicationCanGiveALargerBuffer() {
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        bench.listener.larger = new byte[2000];
        bench.server.send(bench.message(0x30, "big", 0, "x".repeat(1000)) + bench.message(0x30, "a", 0, "1"));
        for (int i = 0; i < 10; i++) {
            bench.step();
        }
        List<String> heard = bench.listener.take();
        assertTrue(heard.contains("big " + "x".repeat(1000) + " q0") && heard.contains("a 1 q0"));
        assertEquals(0, bench.client.oversized());
    }

    @Test
    void noiseNeverThrowsNorHangs() {
        long seed = System.nanoTime();
        System.out.println("BadServerTest seed " + seed);
        Random random = new Random(seed);
        byte[] noise = new byte[64];
        for (int i = 0; i < 20_000; i++) {
            ClientBench bench = ClientBench.connected(random.nextBoolean() ? MqttVersion.V3_1_1 : MqttVersion.V5_0);
            random.nextBytes(noise);
            noise[0] = (byte) (random.nextInt(16) << 4 | noise[0] & 0x0F);
            noise[1] &= 0x3F;
            bench.server.stream.write(noise, 0, random.nextInt(noise.length));
            for (int k = 0; k < 5; k++) {
                bench.stepAt(bench.now + 100);
            }
        }
    }
}
