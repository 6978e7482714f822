package dev.libellule.device.client;

import static dev.libellule.device.client.ClientBench.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting, publishing and receiving on a connection that holds; see {@link ReconnectTest} for the others. */
class MqttClientTest {
    @Test
    void connectSaysWhatTheSettingsSay() {
        MqttSettings settings = ClientBench.settings().credentials(bytes("sondes"), bytes("mot2passe"))
                .keepAliveSeconds(30)
                .will(bytes("maison/uno/$etat"), bytes("offline"), 1, true);
        ClientBench bench = new ClientBench(MqttVersion.V3_1_1, settings);
        bench.client.connect();
        bench.step();
        assertEquals(List.of(
                "CONNECT v4 clean id=uno keep=30 user=sondes password=mot2passe will=maison/uno/$etat:offline q1 r"),
                bench.server.take());
        assertFalse(bench.client.isConnected());
        bench.server.send("20 02 00 00");
        bench.step();
        assertTrue(bench.client.isConnected());
        assertEquals(List.of("connected"), bench.listener.take());
    }

    @Test
    void connectOfVersion5CarriesItsProperties() {
        ClientBench bench = new ClientBench(MqttVersion.V5_0,
                ClientBench.settings().sessionExpirySeconds(3600).receiveMaximum(7));
        bench.client.connect();
        bench.step();
        assertEquals(List.of("CONNECT v5 clean id=uno keep=60 properties=1100000e102100072700000100"),
                bench.server.take());
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void publishesOfOneTurnLeaveInOneWrite(int version) {
        ClientBench bench = ClientBench.connected(version);
        assertEquals(0, bench.publish("maison/salon/temp", "22.5", 0));
        assertEquals(0, bench.publish("maison/salon/hum", "41", 0));
        assertEquals(List.of(), bench.server.take(), "queued until the step");
        bench.step();
        assertEquals(List.of("PUBLISH maison/salon/temp 22.5 q0", "PUBLISH maison/salon/hum 41 q0"),
                bench.server.take());
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void qos1IsDoneWithItsPuback(int version) { // 4.3.2
        ClientBench bench = ClientBench.connected(version);
        assertEquals(1, bench.publish("a", "1", 1));
        assertEquals(2, bench.publish("a", "2", 1));
        bench.step();
        assertEquals(List.of("PUBLISH a 1 q1 #1", "PUBLISH a 2 q1 #2"), bench.server.take());
        bench.server.send("40 02 0001");
        bench.step();
        assertEquals(List.of("published #1 0"), bench.listener.take());
        assertEquals(1, bench.client.unacknowledged());
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void qos2IsDoneWithItsPubcomp(int version) { // 4.3.3
        ClientBench bench = ClientBench.connected(version);
        assertEquals(1, bench.publish("a", "1", 2));
        bench.step();
        assertEquals(List.of("PUBLISH a 1 q2 #1"), bench.server.take());
        bench.server.send("50 02 0001");
        bench.step();
        assertEquals(List.of("PUBREL #1"), bench.server.take());
        bench.server.send("50 02 0001"); // a second one is answered too
        bench.step();
        assertEquals(List.of("PUBREL #1"), bench.server.take());
        assertEquals(1, bench.client.unacknowledged());
        bench.server.send("70 02 0001");
        bench.step();
        assertEquals(List.of("published #1 0"), bench.listener.take());
        assertEquals(0, bench.client.unacknowledged());
    }

    @Test
    void refusalInPubackAndPubrecIsReported() { // 4.3.2, 4.3.3
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0);
        bench.publish("a", "1", 1);
        bench.publish("a", "1", 2);
        bench.server.send("40 03 0001 87  50 03 0002 97");
        bench.step();
        bench.step();
        assertEquals(List.of("published #1 135", "published #2 151"), bench.listener.take());
        assertEquals(0, bench.client.unacknowledged());
    }

    @Test
    void unknownAcknowledgementsHurtNobody() {
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0);
        bench.server.send("40 02 0009  70 02 0009  50 02 0009  62 02 0009  90 04 0009 00 00  b0 04 0009 00 00");
        bench.step();
        assertEquals(List.of("PUBREL #9 reason=146", "PUBCOMP #9 reason=146"), bench.server.take());
        assertEquals(List.of(), bench.listener.take());
        assertTrue(bench.client.isConnected());
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void receivesSeveralPacketsOfOneReadAndAcknowledges(int version) {
        ClientBench bench = ClientBench.connected(version);
        bench.server.send(
                bench.message(0x30, "maison/1er étage/température", 0, "19.8") + bench.message(0x33, "ctrlled", 7, "1")
                        + bench.message(0x30, "x", 0, ""));
        bench.step();
        assertEquals(List.of("maison/1er étage/température 19.8 q0", "ctrlled 1 q1 r", "x  q0"), bench.listener.take());
        assertEquals(List.of("PUBACK #7"), bench.server.take());
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void receivesQos2Once(int version) {
        ClientBench bench = ClientBench.connected(version);
        bench.server.send(bench.message(0x34, "a", 7, "1") + bench.message(0x3C, "a", 7, "1"));
        bench.step();
        assertEquals(List.of("a 1 q2"), bench.listener.take());
        assertEquals(List.of("PUBREC #7", "PUBREC #7"), bench.server.take());
        bench.server.send("62 02 0007" + bench.message(0x34, "a", 7, "2"));
        bench.step();
        assertEquals(List.of("PUBCOMP #7", "PUBREC #7"), bench.server.take());
        assertEquals(List.of("a 2 q2"), bench.listener.take());
    }

    @Test
    void packetCutAnywhereIsReceivedOnce() {
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        String packet = bench.message(0x30, "ctrlled", 0, "1") + bench.message(0x32, "ctrlled", 3, "0");
        for (int cut = 2; cut < packet.length(); cut += 2) {
            bench.server.send(packet.substring(0, cut));
            bench.step();
            bench.server.send(packet.substring(cut));
            bench.step();
            assertEquals(List.of("ctrlled 1 q0", "ctrlled 0 q1"), bench.listener.take(), "cut at " + cut / 2);
            assertEquals(List.of("PUBACK #3"), bench.server.take());
        }
    }

    @Test
    void publishesFromWithinTheCallback() { // who subscribes to /test/# answers Thanks to pong
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        bench.listener.onMessage = message -> assertTrue(bench.publish("pong", "Thanks", 1) > 0);
        bench.server.send(bench.message(0x32, "/test/a", 5, "hello"));
        bench.step();
        assertEquals(List.of("PUBLISH pong Thanks q1 #1", "PUBACK #5"), bench.server.take());
    }

    @Test
    void disconnectsFromWithinTheCallbackWithoutHearingMore() {
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        bench.listener.onMessage = message -> bench.client.disconnect();
        bench.server.send(bench.message(0x32, "a", 5, "1") + bench.message(0x30, "a", 0, "2"));
        bench.step();
        assertEquals(List.of("a 1 q1", "disconnected: ok"), bench.listener.take());
        assertEquals(List.of("DISCONNECT"), bench.server.take(), "nothing behind it: [MQTT-3.14.4-1]");
        assertEquals(Integer.MAX_VALUE, bench.step());
    }

    @Test
    void disconnectLeavesBehindWhatWasQueued() {
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0);
        bench.publish("a", "1", 0);
        bench.client.disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE);
        bench.step();
        assertEquals(List.of("PUBLISH a 1 q0", "DISCONNECT reason=4"), bench.server.take());
        assertTrue(bench.client.isIdle());
        assertEquals(ClientStatus.NOT_CONNECTED, bench.publish("a", "1", 0));
    }

    @Test
    void severalFiltersGoInOnePacket() {
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        assertEquals(0, bench.client.subscribe(bytes("maison/+/valeur"), 1));
        assertEquals(0, bench.client.subscribe(bytes("ctrlled"), 0));
        bench.step();
        assertEquals(List.of("SUBSCRIBE #1 maison/+/valeur:1 ctrlled:0"), bench.server.take());
        bench.server.send("90 04 0001 01 80");
        bench.step();
        assertEquals(List.of("subscribed maison/+/valeur 1", "subscribed ctrlled 128"), bench.listener.take());
        bench.client.unsubscribe(bytes("maison/+/valeur"));
        bench.step();
        assertEquals(List.of("UNSUBSCRIBE #2 maison/+/valeur"), bench.server.take());
        bench.server.send("b0 02 0002");
        bench.step();
        assertEquals(List.of("unsubscribed maison/+/valeur 0"), bench.listener.take());
    }

    @Test
    void moreFiltersThanOnePacketHoldsGoInSeveral() {
        ClientBench bench = new ClientBench(MqttVersion.V5_0, ClientBench.settings().maximumSubscriptions(20), 256, 96)
                .connect();
        for (int i = 0; i < 20; i++) {
            assertEquals(0, bench.client.subscribe(bytes("maison/piece" + (10 + i) + "/temp"), 5));
        }
        assertEquals(ClientStatus.SUBSCRIPTIONS_FULL, bench.client.subscribe(bytes("one/more"), 0));
        int filters = 0;
        for (int i = 0; i < 20; i++) {
            bench.step();
            for (String line : bench.server.take()) {
                filters += line.split(" ").length - 2;
            }
        }
        assertEquals(20, filters);
    }

    @Test
    void subscribingAgainWhileTheAnswerIsOnItsWayAsksAgain() {
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        bench.client.subscribe(bytes("a"), 0);
        bench.step();
        bench.client.subscribe(bytes("a"), 1);
        bench.step();
        assertEquals(List.of("SUBSCRIBE #1 a:0"), bench.server.take());
        bench.server.send("90 03 0001 00");
        bench.step();
        bench.server.send("90 03 0002 01");
        bench.step();
        assertEquals(List.of("SUBSCRIBE #2 a:1"), bench.server.take());
        assertEquals(List.of("subscribed a 1"), bench.listener.take());
    }

    @Test
    void refusesWhatIsNoTopic() {
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        assertEquals(Status.TOPIC_NAME, bench.publish("", "1", 0));
        assertEquals(Status.TOPIC_NAME, bench.publish("maison/+", "1", 0));
        assertEquals(Status.TOPIC_FILTER, bench.client.subscribe(bytes("maison/#/temp"), 0));
        assertEquals(Status.TOPIC_FILTER, bench.client.unsubscribe(bytes("")));
        assertEquals(Status.TOPIC_NAME, bench.client.publish(new byte[70_000], new byte[0], 0, 0, 0, false));
    }

    @Test
    void tablesThatAreFullSaySoAndWorkOnAfterwards() {
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1, ClientBench.settings().inFlight(2, 100));
        assertEquals(1, bench.publish("a", "1", 1));
        assertEquals(2, bench.publish("a", "2", 1));
        assertEquals(ClientStatus.IN_FLIGHT_FULL, bench.publish("a", "3", 1));
        bench.step();
        bench.server.send("40 02 0001");
        bench.step();
        assertEquals(3, bench.publish("a", "3", 1));
        assertEquals(Status.PACKET_TOO_LARGE, bench.publish("a", "x".repeat(100), 1));
        assertEquals(Status.PACKET_TOO_LARGE, bench.publish("a", "x".repeat(300), 0));
    }

    @Test
    void fullSendBufferIsWrittenEarly() {
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        for (int i = 0; i < 100; i++) {
            assertEquals(0, bench.publish("maison/salon/temp", "22." + i, 0));
        }
        bench.step();
        assertEquals(100, bench.server.take().size());
    }

    @Test
    void serverThatDoesNotReadFillsTheBufferAndBlocksNothing() {
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        int sent = 0;
        while (bench.publish("maison/salon/temp", "x".repeat(50), 0) == 0) {
            sent++;
        }
        assertEquals(Status.BUFFER_FULL, bench.publish("maison/salon/temp", "x".repeat(50), 0));
        bench.step();
        assertTrue(bench.client.hasUnsent());
        assertEquals(sent, takeAll(bench).stream().filter(line -> line.startsWith("PUBLISH")).count());
    }

    @Test
    void limitsOfTheServerAreKept() { // 3.2.2.3: Receive Maximum 1, Maximum QoS 1, no retain, Maximum Packet Size 40
        ClientBench bench = new ClientBench(MqttVersion.V5_0, ClientBench.settings());
        bench.client.connect();
        bench.step();
        bench.server.send("20 0f 00 00 0c 210001 2401 2500 2700000028");
        bench.step();
        assertEquals(1, bench.publish("a", "1", 1));
        assertEquals(ClientStatus.IN_FLIGHT_FULL, bench.publish("a", "2", 1));
        assertEquals(0, bench.publish("a", "2", 0));
        assertEquals(ClientStatus.QOS_NOT_SUPPORTED, bench.publish("a", "2", 2));
        assertEquals(Status.PACKET_TOO_LARGE, bench.publish("a", "x".repeat(35), 0));
        assertEquals(ClientStatus.RETAIN_NOT_SUPPORTED, bench.client.publish(bytes("a"), bytes("1"), 0, 1, 0, true));
    }

    @Test
    void serverKeepAliveReplacesOurs() { // [MQTT-3.2.2-21]
        ClientBench bench = new ClientBench(MqttVersion.V5_0, ClientBench.settings());
        bench.client.connect();
        bench.step();
        bench.server.send("20 06 00 00 03 130008");
        assertEquals(0, bench.step(), "a packet came in: the application may go on");
        assertEquals(7000, bench.step());
        bench.server.take();
        assertEquals(10_000, bench.stepAt(7000));
        assertEquals(List.of("PINGREQ"), bench.server.take());
        bench.server.send("d0 00");
        bench.stepAt(8000);
        assertEquals(7000, bench.step());
    }

    @Test
    void missingPingrespEndsTheConnection() {
        ClientBench bench = ClientBench.connected(MqttVersion.V3_1_1);
        bench.stepAt(52_500);
        assertEquals(List.of("PINGREQ"), bench.server.take());
        bench.stepAt(62_500);
        assertEquals(List.of("disconnected: the server did not answer a ping in time"), bench.listener.take());
    }

    private static List<String> takeAll(ClientBench bench) {
        List<String> lines = bench.server.take();
        while (bench.client.hasUnsent()) {
            bench.step();
            lines.addAll(bench.server.take());
        }
        return lines;
    }
}
