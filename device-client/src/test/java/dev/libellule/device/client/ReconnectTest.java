package dev.libellule.device.client;

import static dev.libellule.device.client.ClientBench.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReconnectTest {
    private static final int[] VERSIONS = {MqttVersion.V3_1_1, MqttVersion.V5_0};

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MAX_VALUE - 500, -500})
    void comesBackAfterTheBackoff(int start) { // also over the wrap of the clock
        ClientBench bench = new ClientBench(MqttVersion.V3_1_1, ClientBench.settings());
        bench.now = start;
        bench.step();
        bench.connect();
        bench.server.stream.close();
        int wait = bench.step();
        assertTrue(wait >= 100 && wait <= 300, "first wait " + wait);
        assertEquals(List.of("disconnected: the connection was lost"), bench.listener.take());
        bench.stepAt(start + wait - 1);
        assertEquals(List.of(), bench.server.take());
        bench.stepAt(start + wait);
        assertEquals("CONNECT v4 clean id=uno keep=60", bench.server.take().get(0));
    }

    @Test
    void canBeStartedAfterAnyTime() {
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        bench.client.disconnect();
        bench.step();
        bench.server.take();
        bench.client.connect();
        bench.stepAt(Integer.MIN_VALUE + 5); // more than 24 days later
        assertEquals("CONNECT v4 clean id=uno keep=60", bench.server.take().get(0));
    }

    @Test
    void keepsTryingWhileNobodyListens() {
        ClientBench bench = new ClientBench(MqttVersion.V3_1_1, ClientBench.settings());
        bench.stream.refuse(true);
        bench.client.connect();
        int attempts = 0;
        for (int i = 0; i < 20; i++) {
            bench.stepAt(bench.now + bench.step());
            attempts += bench.listener.take().size();
        }
        assertTrue(attempts >= 20);
        bench.stream.refuse(false);
        bench.now += 1000;
        bench.accept(false);
        assertTrue(bench.client.isConnected());
    }

    @Test
    void givesUpIfToldSo() {
        ClientBench bench = new ClientBench(MqttVersion.V3_1_1, ClientBench.settings().reconnect(false));
        bench.stream.refuse(true);
        bench.client.connect();
        bench.step();
        assertTrue(bench.client.isIdle());
        assertEquals(List.of("disconnected: the connection was lost"), bench.listener.take());
    }

    @Test
    void refusalCarriesTheServersReason() {
        ClientBench bench = new ClientBench(MqttVersion.V3_1_1, ClientBench.settings().reconnect(false));
        bench.client.connect();
        bench.step();
        bench.server.send("20 02 00 05");
        bench.step();
        assertEquals(List.of("disconnected: the server refused the connection"), bench.listener.take());
        assertEquals(5, bench.client.reasonCode());
    }

    @Test
    void serverWithoutAnswerIsLeftInTime() {
        ClientBench bench = new ClientBench(MqttVersion.V3_1_1, ClientBench.settings().timeoutsMillis(3000, 1000));
        bench.client.connect();
        assertEquals(3000, bench.step());
        bench.stepAt(2999);
        assertEquals(List.of(), bench.listener.take());
        bench.stepAt(3000);
        assertEquals(List.of("disconnected: the server did not answer in time"), bench.listener.take());
    }

    @Test
    void sessionPresentSendsAgainWithDup() { // [MQTT-4.4.0-1], [MQTT-3.3.1-1]
        for (int version : VERSIONS) {
            ClientBench bench = ClientBench.connected(version, ClientBench.settings().cleanStart(false));
            bench.publish("a", "1", 1);
            bench.publish("a", "2", 2);
            bench.publish("a", "3", 2);
            bench.publish("a", "4", 1);
            bench.step();
            bench.server.take();
            bench.server.send("50 02 0002 40 02 0004");
            bench.step();
            bench.cutAndReturn();
            bench.accept(true);
            assertEquals(List.of("PUBLISH a 1 q1 #1 dup", "PUBREL #2", "PUBLISH a 3 q2 #3 dup"), bench.server.take());
        }
    }

    @Test
    void lostSessionPublishesAnewWithoutDup() {
        for (int version : VERSIONS) {
            ClientBench bench = ClientBench.connected(version);
            bench.publish("a", "1", 1);
            bench.publish("a", "2", 2);
            bench.publish("a", "3", 2);
            bench.step();
            bench.server.send("50 02 0002");
            bench.step();
            bench.listener.take();
            bench.cutAndReturn();
            bench.accept(false);
            assertEquals(List.of("PUBLISH a 1 q1 #1", "PUBLISH a 3 q2 #3"), bench.server.take());
            assertEquals(List.of("disconnected: the connection was lost", "published #2 0", "connected"),
                    bench.listener.take());
        }
    }

    @Test
    void sendingAgainKeepsToTheReceiveMaximumAndToTheOrder() { // [MQTT-3.3.4-7], [MQTT-4.6.0-1]
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0, ClientBench.settings().cleanStart(false));
        for (int i = 1; i <= 3; i++) {
            bench.publish("a", "" + i, 1);
        }
        bench.cutAndReturn();
        bench.step();
        bench.server.take();
        bench.server.send("20 06 01 00 03 210001"); // Receive Maximum 1
        bench.step();
        assertEquals(List.of("PUBLISH a 1 q1 #1 dup"), bench.server.take());
        assertEquals(ClientStatus.IN_FLIGHT_FULL, bench.publish("a", "4", 1));
        bench.server.send("40 02 0001");
        bench.step();
        assertEquals(List.of("PUBLISH a 2 q1 #2 dup"), bench.server.take());
    }

    @Test
    void receivedQos2IdentifierOutlivesTheConnectionWithTheSession() {
        for (boolean sessionPresent : new boolean[]{true, false}) {
            ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1, ClientBench.settings().cleanStart(false));
            bench.server.send(bench.message(0x34, "a", 7, "1"));
            bench.step();
            bench.cutAndReturn();
            bench.accept(sessionPresent);
            bench.listener.take();
            bench.server.send(bench.message(0x3C, "a", 7, "1"));
            bench.step();
            assertEquals(sessionPresent ? List.of() : List.of("a 1 q2 dup"), bench.listener.take());
        }
    }

    @Test
    void subscribesAgainOnlyWhenTheSessionIsLost() {
        for (boolean sessionPresent : new boolean[]{true, false}) {
            ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1, ClientBench.settings().cleanStart(false));
            bench.client.subscribe(bytes("a"), 1);
            bench.step();
            bench.server.send("90 03 0001 01");
            bench.step();
            bench.client.subscribe(bytes("b"), 0); // its answer never comes
            bench.step();
            bench.cutAndReturn();
            bench.accept(sessionPresent);
            assertEquals(List.of(sessionPresent ? "SUBSCRIBE #3 b:0" : "SUBSCRIBE #3 a:1 b:0"), bench.server.take());
        }
    }

    @Test
    void assignedClientIdentifierIsUsedAgain() { // [MQTT-3.2.2-16]
        ClientBench bench = new ClientBench(MqttVersion.V5_0,
                ClientBench.settings().clientIdentifier(new byte[0]).sessionExpirySeconds(60));
        bench.client.connect();
        bench.step();
        bench.server.take();
        bench.server.send("20 0a 00 00 07 12 0004 61757431");
        bench.step();
        bench.cutAndReturn();
        bench.step();
        assertTrue(bench.server.take().get(0).startsWith("CONNECT v5 id=aut1 "),
                "and not clean, for the session is kept");
    }

    @Test
    void partialPacketOfTheOldStreamIsForgotten() {
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        bench.server.send("30 10 00 01");
        bench.step();
        bench.cutAndReturn();
        bench.accept(false);
        bench.server.send(bench.message(0x30, "a", 0, "1"));
        bench.step();
        assertTrue(bench.listener.take().contains("a 1 q0"));
    }

    @Test
    void serversDisconnectIsReported() {
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0);
        bench.server.send("e0 01 8e");
        bench.step();
        assertEquals(List.of("disconnected: the server disconnected"), bench.listener.take());
        assertEquals(0x8E, bench.client.reasonCode());
        assertFalse(bench.client.isConnected());
    }

    @Test
    void connectionNumberChangesWithEachConnection() {
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        assertEquals(1, bench.client.connection());
        bench.cutAndReturn();
        assertEquals(0, bench.client.connection());
        bench.accept(false);
        assertEquals(2, bench.client.connection());
    }
}
