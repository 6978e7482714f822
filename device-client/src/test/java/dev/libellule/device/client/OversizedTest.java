package dev.libellule.device.client;

import static dev.libellule.device.client.ClientBench.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

/** Messages larger than the receive buffer of 256 bytes: refused, passed over, or given in stretches; the link stays. */
class OversizedTest {
    private static final String BIG = "0123456789".repeat(100);

    private static void send(ClientBench bench, int firstByte, int packetIdentifier) {
        bench.server.send(bench.message(firstByte, "big", packetIdentifier, BIG) + bench.message(0x30, "a", 0, "1"));
        for (int i = 0; i < 20; i++) {
            bench.step();
        }
        assertTrue(bench.client.isConnected());
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void stretchesMakeUpTheWholePayload(int version) {
        for (int qos = 0; qos <= 2; qos++) {
            ClientBench bench = ClientBench.connected(version, settings().streamOversized());
            send(bench, 0x30 | qos << 1, 7);
            List<String> heard = new ArrayList<>(bench.listener.take());
            assertEquals("a 1 q0", heard.remove(heard.size() - 1));
            assertEquals("oversized " + bench.message(0x30 | qos << 1, "big", 7, BIG).length() / 2, heard.remove(0));
            StringBuilder payload = new StringBuilder();
            for (String part : heard) {
                String[] words = part.split(" ");
                assertEquals("part " + payload.length() + " of 1000 big", String.join(" ", words[0], words[1], words[2],
                        words[3], words[4]));
                payload.append(words[5]);
            }
            assertEquals(BIG, payload.toString());
            assertEquals(qos == 0 ? List.of() : List.of((qos == 1 ? "PUBACK #" : "PUBREC #") + 7), bench.server.take());
        }
    }

    @Test
    void aStreamedMessageOfQos2ComesOnce() { // 4.3.3
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0, settings().streamOversized());
        send(bench, 0x34, 7);
        bench.listener.take();
        send(bench, 0x3c, 7);
        assertEquals(List.of("oversized 1011", "a 1 q0"), bench.listener.take());
        assertEquals(List.of("PUBREC #7", "PUBREC #7"), bench.server.take());
    }

    @Test
    void aMessageCutInTheMiddleComesAgainFromItsBeginning() {
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1,
                settings().streamOversized().cleanStart(false));
        String packet = bench.message(0x32, "big", 7, BIG);
        bench.server.send(packet.substring(0, 1000));
        for (int i = 0; i < 5; i++) {
            bench.step();
        }
        bench.cutAndReturn();
        bench.accept(true);
        bench.listener.take();
        assertEquals(List.of(), bench.server.take());
        bench.server.send(packet);
        for (int i = 0; i < 20; i++) {
            bench.step();
        }
        List<String> heard = bench.listener.take();
        assertTrue(heard.get(1).startsWith("part 0 of 1000 big 0123"), heard.get(1));
        assertEquals(List.of("PUBACK #7"), bench.server.take());
    }

    @Test
    void refusedMessagesAreAnsweredSo() {
        for (int qos = 1; qos <= 2; qos++) {
            ClientBench bench = ClientBench.connected(MqttVersion.V5_0, settings().refuseOversized());
            send(bench, 0x30 | qos << 1, 7);
            assertEquals(List.of((qos == 1 ? "PUBACK" : "PUBREC") + " #7 reason=151"), bench.server.take());
        }
    }

    @Test
    void skippedMessagesAreAcknowledged() {
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0, settings().skipOversized());
        send(bench, 0x32, 7);
        assertEquals(List.of("PUBACK #7"), bench.server.take());
        assertEquals(1, bench.client.oversized());
    }

    @Test
    void aTopicThatDoesNotFitIsPassedOverAtQos0() {
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0, settings().streamOversized());
        bench.server.send(bench.message(0x30, "t".repeat(300), 0, "1") + bench.message(0x30, "a", 0, "1"));
        for (int i = 0; i < 5; i++) {
            bench.step();
        }
        assertEquals(List.of("oversized 307", "a 1 q0"), bench.listener.take());
    }
}
