package dev.libellule.gateway.broker;

import static dev.libellule.device.codec.MqttVersion.V3_1;
import static dev.libellule.device.codec.MqttVersion.V3_1_1;
import static dev.libellule.device.codec.MqttVersion.V5_0;
import static dev.libellule.gateway.broker.TestClient.connect;
import static dev.libellule.gateway.broker.TestClient.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The broker by its packets, without a socket and with the time in the test's hand. */
class ClientConnectionTest {
    private static final Authenticator EVERYBODY = (user, password, peer) -> CompletableFuture.completedFuture(0);

    private final BrokerCore core = new BrokerCore(new Limits(2, 20, 3, 10_000, 1_000));
    private final Carriers carriers = new Carriers();

    private TestClient client(int version, String clientId) {
        TestClient client = client(connect(version, clientId, true));
        assertEquals(List.of("CONNACK 0 0x00"), client.received());
        return client;
    }

    private TestClient client(Connect connect) {
        return new TestClient(core, carriers, EVERYBODY, connect);
    }

    @ParameterizedTest
    @ValueSource(ints = {V3_1, V3_1_1, V5_0})
    void aWelcomeHoldsNoMoreThanItNeeds(int version) { // thousands come at once after an outage
        assertEquals(4_096, client(connect(version, "c", true)).heldBytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {V3_1, V3_1_1, V5_0})
    void deliversAtTheSmallerQos(int version) { // 3.8.4
        TestClient subscriber = client(version, "s");
        TestClient publisher = client(V3_1_1, "p");
        subscriber.subscribe("maison/+/temp", 1);
        assertEquals(List.of("SUBACK 01"), subscriber.received());
        publisher.publish("maison/salon/temp", "22.5", 0, false, 0);
        publisher.publish("maison/salon/temp", "22.6", 1, false, 7);
        publisher.publish("maison/salon/temp", "22.7", 2, false, 8);
        publisher.publish("maison/salon/hum", "41", 0, false, 0);
        assertEquals(List.of("PUBLISH maison/salon/temp=22.5 q0 r0 d0 m0", "PUBLISH maison/salon/temp=22.6 q1 r0 d0 m1",
                "PUBLISH maison/salon/temp=22.7 q1 r0 d0 m2"), subscriber.received());
        assertEquals(List.of("PUBACK 7 0x00", "PUBREC 8 0x00"), publisher.received());
        publisher.acknowledge(PacketType.PUBREL, 8);
        assertEquals(List.of("PUBCOMP 8 0x00"), publisher.received());
    }

    @Test
    void aQos2MessageSentTwiceIsDeliveredOnce() { // [MQTT-4.3.3-10]
        TestClient subscriber = client(V3_1_1, "s");
        subscriber.subscribe("t", 2);
        TestClient publisher = client(V3_1_1, "p");
        publisher.publish("t", "once", 2, false, 5);
        publisher.publish("t", "once", 2, false, 5);
        assertEquals(List.of("PUBREC 5 0x00", "PUBREC 5 0x00"), publisher.received());
        assertEquals(List.of("SUBACK 02", "PUBLISH t=once q2 r0 d0 m1"), subscriber.received());
        subscriber.acknowledge(PacketType.PUBREC, 1);
        assertEquals(List.of("PUBREL 1 0x00"), subscriber.received());
        subscriber.acknowledge(PacketType.PUBCOMP, 1);
        assertEquals(List.of(), subscriber.received());
    }

    @Test
    void sendsNoMoreThanItMayAndQueuesTheRest() { // max_inflight_messages 2, max_queued_messages 3
        TestClient subscriber = client(V3_1_1, "s");
        subscriber.subscribe("t", 1);
        subscriber.received();
        TestClient publisher = client(V3_1_1, "p");
        for (int i = 1; i <= 6; i++) {
            publisher.publish("t", "m" + i, 1, false, i);
        }
        assertEquals(List.of("PUBLISH t=m1 q1 r0 d0 m1", "PUBLISH t=m2 q1 r0 d0 m2"), subscriber.received());
        assertEquals(1, core.statistics().drops.total());
        subscriber.acknowledge(PacketType.PUBACK, 2);
        assertEquals(List.of("PUBLISH t=m3 q1 r0 d0 m3"), subscriber.received());
        subscriber.acknowledge(PacketType.PUBACK, 1);
        subscriber.acknowledge(PacketType.PUBACK, 3);
        assertEquals(List.of("PUBLISH t=m4 q1 r0 d0 m4", "PUBLISH t=m5 q1 r0 d0 m5"), subscriber.received());
    }

    @Test
    void aSlowReceiverLosesQos0Only() { // maxPendingBytes 1,000
        TestClient subscriber = client(V3_1_1, "s");
        subscriber.subscribe("t", 1);
        subscriber.received();
        subscriber.pendingBytes = 2_000;
        TestClient publisher = client(V3_1_1, "p");
        publisher.publish("t", "a", 0, false, 0);
        publisher.publish("t", "b", 1, false, 1);
        assertEquals(List.of("PUBLISH t=b q1 r0 d0 m1"), subscriber.received());
        assertEquals(1, core.statistics().drops.total());
    }

    @Test
    void retainedMessagesAreForThoseWhoComeLater() { // 3.3.1.3
        TestClient publisher = client(V3_1_1, "p");
        TestClient early = client(V3_1_1, "early");
        early.subscribe("maison/#", 0);
        publisher.publish("maison/salon/temp", "22.5", 0, true, 0);
        assertEquals(List.of("SUBACK 00", "PUBLISH maison/salon/temp=22.5 q0 r0 d0 m0"), early.received());
        TestClient late = client(V5_0, "late");
        late.subscribe("maison/+/temp", 0);
        assertEquals(List.of("SUBACK 00", "PUBLISH maison/salon/temp=22.5 q0 r1 d0 m0"), late.received());
        late.subscribe("maison/+/temp", 1 << 4); // Retain Handling 1: not again
        late.subscribe("maison/#", 2 << 4); // Retain Handling 2: never
        assertEquals(List.of("SUBACK 00", "SUBACK 00"), late.received());
        publisher.publish("maison/salon/temp", "", 0, true, 0); // [MQTT-3.3.1-6]
        assertEquals(0, core.retained().count());
    }

    @Test
    void wildcardsDoNotSeeSystemTopicsAndClientsDoNotWriteThem() { // [MQTT-4.7.2-1]
        TestClient client = client(V3_1_1, "c");
        client.subscribe("#", 0);
        client.subscribe("$SYS/#", 0);
        client.received();
        core.publish(Message.of("$SYS/broker/version", utf8("1"), 0, true));
        client.publish("$SYS/broker/version", "forged", 0, true, 0);
        assertEquals(List.of("PUBLISH $SYS/broker/version=1 q0 r0 d0 m0"), client.received());
    }

    @Test
    void overlappingFiltersGiveOneCopyBeforeVersion5AndOneEachInIt() {
        TestClient old = client(V3_1_1, "old");
        old.subscribe("t/#", 0);
        old.subscribe("t/+", 1);
        TestClient modern = client(V5_0, "modern");
        modern.subscribe("t/#", 0, 5);
        modern.subscribe("t/+", 1, 6);
        old.received();
        modern.received();
        TestClient publisher = client(V3_1_1, "p");
        publisher.publish("t/a", "x", 1, false, 1);
        assertEquals(List.of("PUBLISH t/a=x q1 r0 d0 m1"), old.received());
        List<String> copies = new ArrayList<>(modern.received());
        copies.sort(null);
        assertEquals(List.of("PUBLISH t/a=x q0 r0 d0 m0 s5", "PUBLISH t/a=x q1 r0 d0 m1 s6"), copies);
    }

    @Test
    void noLocalKeepsAMessageFromItsSender() { // [MQTT-3.8.3-3]
        TestClient client = client(V5_0, "c");
        client.subscribe("t", 4);
        client.received();
        client.publish("t", "mine", 0, false, 0);
        assertEquals(List.of(), client.received());
        client(V5_0, "other").publish("t", "theirs", 0, false, 0);
        assertEquals(List.of("PUBLISH t=theirs q0 r0 d0 m0"), client.received());
    }

    @Test
    void nobodyThereIsSaidInVersion5() {
        TestClient client = client(V5_0, "c");
        client.publish("t", "x", 1, false, 1);
        client.publish("t", "x", 2, false, 2);
        assertEquals(List.of("PUBACK 1 0x10", "PUBREC 2 0x10"), client.received());
    }

    @Test
    void aPersistentSessionCollectsAndSendsAgain() { // [MQTT-4.4.0-1]
        TestClient first = client(connect(V3_1_1, "s", false));
        first.subscribe("t", 1);
        TestClient publisher = client(V3_1_1, "p");
        publisher.publish("t", "unacknowledged", 1, false, 1);
        first.received();
        first.lose();
        publisher.publish("t", "while away", 1, false, 2);
        publisher.publish("t", "gone", 0, false, 0);
        core.advance(1_000_000_000L);
        core.sweep();
        TestClient second = client(connect(V3_1_1, "s", false));
        assertEquals(
                List.of("CONNACK 1 0x00", "PUBLISH t=unacknowledged q1 r0 d1 m1", "PUBLISH t=while away q1 r0 d0 m2"),
                second.received());
        second.disconnect();
        TestClient clean = client(connect(V3_1_1, "s", true));
        assertEquals(List.of("CONNACK 0 0x00"), clean.received());
        publisher.publish("t", "nobody", 1, false, 3);
        assertEquals(List.of(), clean.received());
    }

    @Test
    void aSessionExpiresWhenItsTimeIsUp() { // 3.1.2.11.2
        Connect connect = connect(V5_0, "s", false);
        connect.propertiesToSend.set(new byte[]{Property.SESSION_EXPIRY_INTERVAL, 0, 0, 0, 10});
        TestClient client = client(connect);
        client.subscribe("t", 1);
        client.lose();
        core.advance(9_999);
        core.sweep();
        assertEquals(1, core.sessionCount());
        core.advance(10_000);
        core.sweep();
        assertEquals(0, core.sessionCount());
        assertEquals(0, core.tree().count());
    }

    @Test
    void theWillGoesOutWhenTheClientIsLostAndNotWhenItSaysGoodbye() { // [MQTT-3.1.2-8] and [MQTT-3.14.4-3]
        TestClient watcher = client(V3_1_1, "w");
        watcher.subscribe("maison/+/$etat", 0);
        watcher.received();
        client(withWill("salon-uno", 0)).disconnect();
        assertEquals(List.of(), watcher.received());
        client(withWill("salon-uno", 0)).lose();
        assertEquals(List.of("PUBLISH maison/salon-uno/$etat=offline q0 r0 d0 m0"), watcher.received());
        assertEquals(1, core.retained().count());
    }

    private static Connect withWill(String clientId, int delaySeconds) {
        Connect connect = connect(V5_0, clientId, false);
        connect.willTopic.set(utf8("maison/" + clientId + "/$etat"));
        connect.willPayload.set(utf8("offline"));
        connect.willRetain = true;
        if (delaySeconds > 0) {
            connect.willPropertiesToSend.set(new byte[]{Property.WILL_DELAY_INTERVAL, 0, 0, 0, (byte) delaySeconds});
            connect.propertiesToSend.set(new byte[]{Property.SESSION_EXPIRY_INTERVAL, 0, 0, 0, 100});
        }
        return connect;
    }

    @Test
    void aDelayedWillNeverComesBeforeItsTimeAndNotIfTheClientIsBack() { // [MQTT-3.1.3-9]
        TestClient watcher = client(V3_1_1, "w");
        watcher.subscribe("maison/+/$etat", 0);
        watcher.received();
        client(withWill("a", 30)).lose();
        client(withWill("b", 30)).lose();
        core.advance(29_999);
        core.sweep();
        client(withWill("a", 30));
        core.advance(30_000);
        core.sweep();
        assertEquals(List.of("PUBLISH maison/b/$etat=offline q0 r0 d0 m0"), watcher.received());
    }

    @Test
    void aSecondClientOfTheSameNameTakesOver() { // [MQTT-3.1.4-3]
        TestClient first = client(V5_0, "c");
        TestClient second = client(V5_0, "c");
        assertEquals(List.of("DISCONNECT 0x8E"), first.received());
        assertTrue(first.isClosed());
        assertFalse(second.isClosed());
        assertEquals(1, core.online());
    }

    @Test
    void silenceOfOneAndAHalfKeepAlivesEndsTheConnection() { // [MQTT-3.1.2-22]
        Connect connect = connect(V5_0, "c", true);
        connect.keepAliveSeconds = 10;
        TestClient client = client(connect);
        client.received();
        client.connection().checkKeepAlive(15_000);
        assertFalse(client.isClosed());
        client.connection().checkKeepAlive(15_001);
        assertTrue(client.isClosed());
        assertEquals(List.of("DISCONNECT 0x8D"), client.received());
    }

    @Test
    void aMessageExpiresAndItsIntervalCountsDown() { // [MQTT-3.3.2-5] and [MQTT-3.3.2-6]
        TestClient publisher = client(V5_0, "p");
        byte[] tenSeconds = {Property.MESSAGE_EXPIRY_INTERVAL, 0, 0, 0, 10};
        publisher.publish("t", "x", 0, true, 0, tenSeconds);
        core.advance(4_000);
        TestClient inTime = client(V5_0, "a");
        inTime.subscribe("t", 0);
        assertEquals(List.of("SUBACK 00", "PUBLISH t=x q0 r1 d0 m0 e6"), inTime.received());
        core.advance(10_000);
        TestClient late = client(V5_0, "b");
        late.subscribe("t", 0);
        assertEquals(List.of("SUBACK 00"), late.received());
    }

    @Test
    void aTopicAliasStandsForItsTopicAndIsNotForwarded() { // 3.3.2.3.4
        TestClient subscriber = client(V5_0, "s");
        subscriber.subscribe("t", 0);
        TestClient publisher = client(V5_0, "p");
        byte[] alias = {Property.TOPIC_ALIAS, 0, 3};
        publisher.publish("t", "a", 0, false, 0, alias);
        publisher.publish("", "b", 0, false, 0, alias);
        assertEquals(List.of("SUBACK 00", "PUBLISH t=a q0 r0 d0 m0", "PUBLISH t=b q0 r0 d0 m0"), subscriber.received());
        publisher.publish("", "c", 0, false, 0, new byte[]{Property.TOPIC_ALIAS, 0, 4});
        assertEquals(List.of("DISCONNECT 0x94"), publisher.received());
    }

    @Test
    void membersOfASharedSubscriptionTakeTurns() { // 4.8.2
        TestClient a = client(V5_0, "a");
        TestClient b = client(V5_0, "b");
        a.subscribe("$share/g/t", 0);
        b.subscribe("$share/g/t", 0);
        TestClient publisher = client(V3_1_1, "p");
        publisher.publish("t", "1", 0, false, 0);
        publisher.publish("t", "2", 0, false, 0);
        assertEquals(List.of("SUBACK 00", "PUBLISH t=1 q0 r0 d0 m0"), a.received());
        assertEquals(List.of("SUBACK 00", "PUBLISH t=2 q0 r0 d0 m0"), b.received());
        b.lose();
        publisher.publish("t", "3", 0, false, 0);
        publisher.publish("t", "4", 0, false, 0);
        assertEquals(List.of("PUBLISH t=3 q0 r0 d0 m0", "PUBLISH t=4 q0 r0 d0 m0"), a.received());
    }

    @Test
    void packetsMayComeInAnyPieces() {
        TestClient subscriber = client(V3_1_1, "s");
        subscriber.subscribe("t", 0);
        subscriber.received();
        TestClient publisher = client(V3_1_1, "p");
        byte[] twice = {0x30, 4, 0, 1, 't', 'a', 0x30, 4, 0, 1, 't', 'b'};
        for (int cut = 0; cut <= twice.length; cut++) {
            int used = publisher.connection().receive(twice, 0, cut);
            assertEquals(cut / 6 * 6, used);
            byte[] rest = Arrays.copyOfRange(twice, used, twice.length);
            assertEquals(rest.length, publisher.connection().receive(rest, 0, rest.length));
            assertEquals(List.of("PUBLISH t=a q0 r0 d0 m0", "PUBLISH t=b q0 r0 d0 m0"), subscriber.received());
        }
    }

    @Test
    void aMalformedPacketEndsThatConnectionAlone() { // 4.13
        TestClient good = client(V5_0, "good");
        TestClient bad = client(V5_0, "bad");
        bad.send(new byte[]{0x36, 5, 0, 1, 't', 0, 1}, 7);
        assertEquals(List.of("DISCONNECT 0x81"), bad.received());
        assertTrue(bad.isClosed());
        TestClient huge = client(V5_0, "huge");
        huge.send(new byte[]{0x30, (byte) 0xFF, (byte) 0xFF, 0x7F}, 4);
        assertEquals(List.of("DISCONNECT 0x95"), huge.received());
        assertFalse(good.isClosed());
    }

    @Test
    void nothingIsTakenBeforeConnectAndNoSecondOne() { // [MQTT-3.1.0-1] and [MQTT-3.1.0-2]
        TestClient client = client(V5_0, "c");
        byte[] connect = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'c'};
        client.send(connect, connect.length);
        assertEquals(List.of("DISCONNECT 0x82"), client.received());
        ClientConnection fresh = new ClientConnection(core, carriers, ListenerRules.with(EVERYBODY), client);
        fresh.receive(new byte[]{(byte) 0xC0, 0}, 0, 2);
        assertEquals(0, fresh.output().length());
    }

    @Test
    void refusalsUseTheWordsOfTheVersion() {
        Authenticator nobody = (user, password, peer) -> CompletableFuture.completedFuture(0x87);
        assertEquals(List.of("CONNACK 0 0x05"),
                new TestClient(core, carriers, nobody, connect(V3_1_1, "c", true)).received());
        assertEquals(List.of("CONNACK 0 0x87"),
                new TestClient(core, carriers, nobody, connect(V5_0, "c", true)).received());
        assertEquals(List.of("CONNACK 0 0x02"), client(connect(V3_1_1, "", false)).received()); // [MQTT-3.1.3-8]
        assertEquals(0, core.sessionCount());
    }
}
