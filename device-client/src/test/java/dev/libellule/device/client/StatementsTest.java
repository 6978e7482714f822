package dev.libellule.device.client;

import static dev.libellule.device.client.ClientBench.bytes;
import static dev.libellule.device.client.ClientBench.settings;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mandatory statements that bind a client and that no other test is about; docs/conformance.md lists them all. */
class StatementsTest {
    private static ClientBench greeted(MqttSettings settings, String connAck) {
        ClientBench bench = new ClientBench(MqttVersion.V5_0, settings);
        bench.client.connect();
        bench.step();
        bench.server.take();
        bench.server.send(connAck);
        bench.step();
        bench.listener.take();
        return bench;
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void aSessionThatTheClientDoesNotHaveEndsTheConnection(int version) { // [MQTT-3.2.2-4]
        ClientBench bench = new ClientBench(version, settings());
        bench.client.connect();
        bench.accept(true);
        assertFalse(bench.client.isConnected());
    }

    @Test
    void byteOrderMarkIsACharacterLikeOthers() { // [MQTT-1.5.4-3]
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        bench.server.send(bench.message(0x30, "\uFEFFa", 0, "1"));
        bench.step();
        assertEquals(List.of("\uFEFFa 1 q0"), bench.listener.take());
    }

    @Test
    void packetIdentifiersInUseAreLeftOut() { // [MQTT-2.2.1-3], [MQTT-4.3.2-1], [MQTT-4.3.3-1]
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0);
        bench.client.subscribe(bytes("a"), 0); // its SUBACK does not come
        bench.step();
        assertEquals(List.of("SUBSCRIBE #1 a:0"), bench.server.take());
        for (int id = 2; id <= 65_535; id++) {
            assertEquals(id, bench.publish("a", "1", 1));
            bench.server.send(String.format("40 02 %04x", id));
            bench.step();
            bench.server.take();
        }
        assertEquals(2, bench.publish("a", "1", 1), "neither 0 nor 1");
    }

    @Test
    void aMessageBehindItsPubackIsANewOne() { // [MQTT-4.3.2-5]
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        bench.server.send(bench.message(0x32, "a", 7, "1") + bench.message(0x3A, "a", 7, "2"));
        bench.step();
        assertEquals(List.of("a 1 q1", "a 2 q1 dup"), bench.listener.take());
    }

    @Test
    void aMessageBehindARefusingPubrecIsANewOne() { // [MQTT-4.3.3-9]
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0, settings().refuseOversized());
        bench.server.send(bench.message(0x34, "a", 7, "x".repeat(500)) + bench.message(0x34, "a", 7, "2"));
        for (int i = 0; i < 5; i++) {
            bench.step();
        }
        assertEquals(List.of("PUBREC #7 reason=151", "PUBREC #7"), bench.server.take());
        assertTrue(bench.listener.take().contains("a 2 q2"));
    }

    @Test
    void aRefusedMessageIsNotSentAgain() { // [MQTT-4.4.0-2]
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0, settings().cleanStart(false));
        bench.publish("a", "1", 1);
        bench.publish("a", "2", 2);
        bench.server.send("40 03 0001 87  50 03 0002 97");
        bench.step();
        bench.cutAndReturn();
        bench.accept(true);
        assertEquals(List.of(), bench.server.take());
    }

    @Test
    void otherPacketsDoNotWaitForTheSendQuota() { // [MQTT-3.3.4-8], [MQTT-4.9.0-2], [MQTT-4.9.0-3]
        ClientBench bench = greeted(settings(), "20 06 00 00 03 210001");
        assertEquals(1, bench.publish("a", "1", 1));
        assertEquals(ClientStatus.IN_FLIGHT_FULL, bench.publish("a", "2", 1));
        assertEquals(0, bench.publish("a", "3", 0));
        bench.client.subscribe(bytes("b"), 0);
        bench.server.send(bench.message(0x32, "b", 7, "1") + bench.message(0x34, "b", 8, "2") + "62 02 0008");
        bench.step();
        assertEquals(List.of("PUBLISH a 1 q1 #1", "PUBLISH a 3 q0", "PUBACK #7", "PUBREC #8", "PUBCOMP #8",
                "SUBSCRIBE #2 b:0"), bench.server.take());
    }

    @Test
    void answersKeepTheOrderOfWhatTheyAnswer() { // [MQTT-4.6.0-2], [MQTT-4.6.0-3], [MQTT-4.6.0-4]
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0);
        for (int id = 1; id <= 3; id++) {
            bench.publish("a", "1", 2);
        }
        bench.step();
        bench.server.take();
        bench.server
                .send("50 02 0003 50 02 0001 50 02 0002" + bench.message(0x32, "b", 9, "") + bench.message(0x34, "b",
                        8, "") + bench.message(0x32, "b", 7, "") + bench.message(0x34, "b", 6, ""));
        bench.step();
        assertEquals(List.of("PUBREL #3", "PUBREL #1", "PUBREL #2", "PUBACK #9", "PUBREC #8", "PUBACK #7", "PUBREC #6"),
                bench.server.take());
    }

    @Test
    void nothingIsSentAgainOnAConnectionThatLasts() { // [MQTT-4.4.0-1]
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1, settings().keepAliveSeconds(0));
        bench.publish("a", "1", 1);
        bench.step();
        bench.server.take();
        for (int minutes = 0; minutes < 100; minutes++) {
            bench.stepAt(minutes * 60_000);
        }
        assertEquals(List.of(), bench.server.take());
        assertEquals(1, bench.client.unacknowledged());
    }

    @Test
    void sharedSubscriptionsHaveTheirForm() { // [MQTT-4.8.2-1], [MQTT-4.8.2-2]
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0);
        for (String filter : List.of("$share/", "$share/g", "$share/g/", "$share//a", "$share/+/a", "$share/g#/a")) {
            assertEquals(Status.TOPIC_FILTER, bench.client.subscribe(bytes(filter), 0), filter);
        }
        assertEquals(Status.OK, bench.client.subscribe(bytes("$share/g/+/a/#"), 0));
    }

    @Test
    void aServerWithoutRoomForAnAcknowledgementIsLeft() { // [MQTT-3.2.2-15]
        assertFalse(greeted(settings(), "20 08 00 00 05 2700000004").client.isConnected());
        assertTrue(greeted(settings(), "20 08 00 00 05 2700000005").client.isConnected());
    }

    @Test
    void maximumPacketSizeHoldsForRequestsToo() { // [MQTT-3.2.2-15]
        ClientBench bench = greeted(settings().sessionExpirySeconds(60), "20 08 00 00 05 2700000008");
        assertEquals(Status.PACKET_TOO_LARGE, bench.client.disconnect(0, 5));
        bench.client.subscribe(bytes("maison/salon"), 0);
        bench.step();
        assertEquals(List.of("subscribed maison/salon 149"), bench.listener.take());
        assertEquals(List.of(), bench.server.take());
    }

    @Test
    void longerVariableByteIntegersThanNeededAreRefused() { // [MQTT-1.5.5-1]
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0);
        bench.server.send("30 05 0001 61 8000");
        bench.step();
        assertEquals(List.of("DISCONNECT reason=129"), bench.server.take());
    }

    @Test
    void emptyIdentifierAndPasswordAlone() { // 3.1.1 [MQTT-3.1.3-7], [MQTT-3.1.2-22]; allowed in 5.0
        for (int version : new int[]{MqttVersion.V3_1_1, MqttVersion.V5_0}) {
            ClientBench bench = new ClientBench(version, new MqttSettings().cleanStart(false).credentials(null,
                    bytes("p")));
            bench.client.connect();
            bench.step();
            String connect = bench.server.take().get(0);
            assertTrue(connect.startsWith(version == MqttVersion.V5_0
                    ? "CONNECT v5 id= keep=60 password=p"
                    : "CONNECT v4 clean id= keep=60 user= password=p"), connect);
        }
    }

    @Test
    void pubackOfAnApplicationThatDoesNothing() { // [MQTT-4.5.0-2]
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0);
        bench.server.send(bench.message(0x32, "not/subscribed", 3, "") + bench.message(0x34, "not/subscribed", 4, ""));
        bench.step();
        assertEquals(List.of("PUBACK #3", "PUBREC #4"), bench.server.take());
    }

    @Test
    void allAliasesUpToTheMaximumAreAccepted() { // [MQTT-3.3.2-10]
        ClientBench bench = greeted(settings().topicAliases(300, 0, 4), "20 03 00 00 00");
        for (int alias = 1; alias <= 300; alias++) {
            String property = String.format("03 23%04x", alias);
            bench.server.send("30 08 0001 61" + property + "31" + "30 07 0000" + property + "32");
            bench.step();
            assertEquals(List.of("a 1 q0", "a 2 q0"), bench.listener.take());
        }
    }

    @Test
    void userNamesAndPasswordsArriveAsTheyAre() { // [MQTT-3.1.2-17], [MQTT-3.1.2-19]
        byte[] sent = bytes("mot2passe");
        ClientBench bench = new ClientBench(MqttVersion.V3_1_1, settings().credentials(bytes("sondes"), sent));
        bench.client.connect();
        bench.step();
        assertTrue(bench.server.take().get(0).contains(" user=sondes password=mot2passe"));
        assertArrayEquals(bytes("mot2passe"), sent);
    }
}
