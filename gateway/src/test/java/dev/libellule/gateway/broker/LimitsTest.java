package dev.libellule.gateway.broker;

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
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile clients reach: each limit, and that others are served behind it. */
class LimitsTest {
    private static final Authenticator EVERYBODY = (user, password, peer) -> CompletableFuture.completedFuture(0);
    private static final long ROOM = 100_000;

    private final Memory memory = new Memory(ROOM);
    private final BrokerCore core = new BrokerCore(Limits.DEFAULT, memory);
    private final Carriers carriers = new Carriers();

    static Limits limits(Policy.Budget budget) {
        Policy usual = Policy.DEFAULT;
        return new Limits(20, 20, 3, 2_000_000, 1 << 20, new Policy(-1, -1, 0, 0, 0, 0, usual.maxKeepAliveSeconds(), -1,
                true, false, false, true, true, true, budget));
    }

    private static TestClient client(BrokerCore of, Connect connect) {
        return new TestClient(of, new Carriers(), EVERYBODY, connect);
    }

    private static TestClient back(BrokerCore of, String clientId) {
        return client(of, connect(V3_1_1, clientId, false));
    }

    @ParameterizedTest
    @CsvSource({"false,1 2 3", "true,4 5 6"})
    void whatFindsNoRoomIsTheNewestOrTheOldest(boolean dropsOldest, String left) { // libellule_queue_drop
        BrokerCore small = new BrokerCore(limits(new Policy.Budget(0, 0, dropsOldest, 0)));
        TestClient away = back(small, "a/1");
        away.subscribe("t", 1);
        away.lose();
        TestClient publisher = client(small, connect(V3_1_1, "p", true));
        for (int i = 1; i <= 6; i++) {
            publisher.publish("t", "" + i, 1, false, i);
        }
        assertEquals(3, small.memory().messages());
        assertEquals(3, small.statistics().drops.count(DropReason.QUEUE_MESSAGES));
        SysTopics sys = new SysTopics(small, "test", new SysTopics.Outgoings() {
            @Override
            public long packets() {
                return 0;
            }

            @Override
            public long bytes() {
                return 0;
            }
        });
        assertEquals("3", sys.values().get("$SYS/broker/sessions/a%2F1/dropped/queue-full"));
        assertEquals("3", sys.values().get("$SYS/broker/publish/messages/dropped/queue-full"));
        assertEquals("3", sys.values().get("$SYS/broker/store/messages/count"));
        List<String> received = back(small, "a/1").received();
        for (String payload : left.split(" ")) {
            assertTrue(received.toString().contains("t=" + payload), received.toString());
        }
    }

    @Test
    void whatHasWaitedTooLongGoes() { // libellule_max_queued_age
        BrokerCore small = new BrokerCore(limits(new Policy.Budget(60, 0, false, 0)));
        TestClient away = back(small, "s");
        away.subscribe("t", 1);
        away.lose();
        TestClient publisher = client(small, connect(V3_1_1, "p", true));
        publisher.publish("t", "1", 1, false, 1);
        small.advance(30_000);
        publisher.publish("t", "2", 1, false, 2);
        small.advance(59_999);
        small.sweep();
        assertEquals(2, small.memory().messages());
        small.advance(60_000);
        small.sweep();
        assertEquals(1, small.statistics().drops.count(DropReason.QUEUE_AGE));
        assertEquals(List.of("CONNACK 1 0x00", "PUBLISH t=2 q1 r0 d0 m1"), back(small, "s").received());
    }

    @Test
    void allClientsTogetherHaveALimitOfMessages() { // libellule_max_stored_messages: one for many counts once
        BrokerCore small = new BrokerCore(limits(new Policy.Budget(0, 2, false, 0)));
        for (String clientId : List.of("s1", "s2")) {
            TestClient away = back(small, clientId);
            away.subscribe("t/#", 1);
            away.lose();
        }
        TestClient publisher = client(small, connect(V3_1_1, "p", true));
        for (int i = 1; i <= 3; i++) {
            publisher.publish("t/1", "" + i, 1, false, i);
        }
        assertEquals(2, small.memory().messages());
        assertEquals(2, small.statistics().drops.count(DropReason.TOTAL));
        assertEquals(3, back(small, "s1").received().size());
        assertEquals(3, back(small, "s2").received().size());
    }

    private TestClient client(int version, String clientId) {
        return client(connect(version, clientId, true));
    }

    private TestClient client(Connect connect) {
        TestClient client = new TestClient(core, carriers, EVERYBODY, connect);
        assertEquals(List.of("CONNACK 0 0x00"), client.received());
        return client;
    }

    private ClientConnection fresh(TestClient wire) {
        return new ClientConnection(core, carriers, ListenerRules.with(EVERYBODY), wire);
    }

    @Test
    void halfAConnectOneByteASecondIsClosedInTime() {
        TestClient wire = new TestClient(core, carriers, EVERYBODY, connect(V5_0, "wire", true));
        ClientConnection slow = fresh(wire);
        byte[] connect = {0x10, 120, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, 100};
        for (int second = 1; second <= 30; second++) {
            core.advance(second * 1_000L);
            assertEquals(0, slow.receive(connect, 0, Math.min(second, connect.length)));
            slow.checkKeepAlive(core.nowMillis());
            assertFalse(wire.isClosed(), "second " + second);
        }
        core.advance(30_001);
        slow.checkKeepAlive(30_001);
        assertTrue(wire.isClosed());
    }

    @Test
    void halfAPacketIsNoSignOfLife() { // [MQTT-3.1.2-22]
        Connect connect = connect(V5_0, "c", true);
        connect.keepAliveSeconds = 10;
        TestClient client = client(connect);
        byte[] publish = {0x30, 100, 0, 1, 't'};
        for (int second = 1; second <= 16; second++) {
            core.advance(second * 1_000L);
            client.connection().receive(publish, 0, Math.min(second, publish.length));
            client.connection().checkKeepAlive(core.nowMillis());
        }
        assertEquals(List.of("DISCONNECT 0x8D"), client.received());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x11, 0x20, 0x30, 0x47, 0xC0, 0xE0, 0xF0})
    void whatDoesNotBeginAConnectIsClosedAtItsFirstByte(int first) { // [MQTT-3.1.0-1]
        TestClient wire = new TestClient(core, carriers, EVERYBODY, connect(V5_0, "wire", true));
        wire.received();
        fresh(wire).receive(new byte[]{(byte) first}, 0, 1);
        assertTrue(wire.isClosed());
        assertEquals(List.of(), wire.received());
    }

    @Test
    void aStrangersConnectHasItsLimit() {
        TestClient wire = new TestClient(core, carriers, EVERYBODY, connect(V5_0, "wire", true));
        byte[] head = {0x10, (byte) 0x80, (byte) 0x80, 0x40}; // 1 MiB
        fresh(wire).receive(head, 0, head.length);
        assertTrue(wire.isClosed());
    }

    @ParameterizedTest
    @CsvSource({"100000, false", "100001, true"})
    void aPacketMayBeSoLargeAndNoLarger(int length, boolean isTooLarge) { // [MQTT-3.2.2-15], max_packet_size
        BrokerCore small = new BrokerCore(new Limits(20, 20, 1_000, 100_000, 1 << 20));
        TestClient client = new TestClient(small, carriers, EVERYBODY, connect(V5_0, "c", true));
        client.received();
        int remaining = length - 4;
        byte[] packet = new byte[length];
        packet[0] = 0x30;
        packet[1] = (byte) (remaining & 0x7F | 0x80);
        packet[2] = (byte) (remaining >> 7 & 0x7F | 0x80);
        packet[3] = (byte) (remaining >> 14);
        packet[5] = 1;
        packet[6] = 't';
        client.send(packet, isTooLarge ? 4 : length); // its header is enough
        assertEquals(isTooLarge ? List.of("DISCONNECT 0x95") : List.of(), client.received());
    }

    private static String levels(int count) {
        return "/".repeat(count - 1);
    }

    @Test
    void topicsHaveTwoHundredLevelsAtMost() {
        TestClient client = client(V5_0, "c");
        client.subscribe(levels(200), 0);
        client.publish(levels(200), "x", 1, true, 1);
        assertEquals(3, client.received().size());
        client.publish(levels(201), "x", 0, true, 0);
        assertEquals(List.of("DISCONNECT 0x90"), client.received());
        TestClient other = client(V5_0, "d");
        other.subscribe("#" + levels(201), 0);
        assertEquals(List.of("DISCONNECT 0x8F"), other.received());
        Connect deepWill = connect(V5_0, "e", true);
        deepWill.willTopic.set(utf8(levels(201)));
        deepWill.willPayload.set(utf8("x"));
        assertEquals(List.of("CONNACK 0 0x90"), new TestClient(core, carriers, EVERYBODY, deepWill).received());
        TestClient deepest = client(V5_0, "f");
        deepest.publish("/".repeat(65_535), "x", 0, true, 0);
        assertTrue(deepest.isClosed());
    }

    @Test
    void aClientCannotUseUpTheHeapWithSubscriptionsAndOthersCanGoOn() {
        TestClient greedy = client(V5_0, "greedy");
        TestClient neighbour = client(V3_1_1, "neighbour");
        neighbour.subscribe("t", 0);
        neighbour.received();
        int granted = 0;
        String answer;
        do {
            greedy.subscribe("f/" + granted, 0);
            answer = greedy.received().getFirst();
            granted++;
        } while (answer.equals("SUBACK 00") && granted < 10_000);
        assertEquals("SUBACK 97", answer); // Quota exceeded
        assertTrue(memory.bytes() <= ROOM && granted > 50, granted + " subscriptions");
        neighbour.publish("t", "x", 0, false, 0);
        assertEquals(List.of("PUBLISH t=x q0 r0 d0 m0"), neighbour.received());
        greedy.subscribe("f/1", 1); // one in place of another needs nothing
        assertEquals(List.of("SUBACK 01"), greedy.received());
        TestClient old = client(V3_1_1, "old");
        old.subscribe("g", 0);
        assertEquals(List.of("SUBACK 80"), old.received());
        greedy.lose();
        old.subscribe("g", 0);
        assertEquals(List.of("SUBACK 00"), old.received());
    }

    @Test
    void aClientCannotUseUpTheHeapWithRetainedMessages() {
        TestClient client = client(V5_0, "c");
        long empty = memory.bytes();
        for (int i = 0; i < 2_000; i++) {
            client.publish("a/b/c/" + i, "some payload", 0, true, 0);
        }
        int kept = core.retained().count();
        assertTrue(kept > 50 && kept < 2_000 && memory.bytes() <= ROOM, kept + " kept");
        assertEquals(2_000 - kept, core.statistics().drops.total());
        for (int i = 0; i < kept; i++) {
            client.publish("a/b/c/" + i, "", 0, true, 0);
        }
        assertEquals(empty, memory.bytes());
        assertFalse(client.isClosed());
    }

    @Test
    void sessionsThatStayAreLimitedByMemory() {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            TestClient client = new TestClient(core, carriers, EVERYBODY, connect(V3_1_1, "c" + i, false));
            answers.addAll(client.received());
            client.lose();
        }
        assertEquals("CONNACK 0 0x00", answers.getFirst());
        assertEquals("CONNACK 0 0x03", answers.getLast());
        assertTrue(memory.bytes() <= ROOM);
        assertEquals(List.of("CONNACK 1 0x00"),
                new TestClient(core, carriers, EVERYBODY, connect(V3_1_1, "c0", false)).received());
    }

    @Test
    void whatManyWaitForIsCountedOnce() {
        for (int i = 0; i < 5; i++) {
            TestClient client = client(connect(V3_1_1, "s" + i, false));
            client.subscribe("t", 1);
            client.lose();
        }
        TestClient publisher = client(V3_1_1, "p");
        long before = memory.bytes();
        publisher.publish("t", "x".repeat(10_000), 1, true, 1);
        assertTrue(
                memory.bytes() - before < 10_000 + Memory.PER_MESSAGE + 5 * Memory.PER_DELIVERY + 2 * Memory.PER_LEVEL);
        for (int i = 0; i < 5; i++) {
            TestClient client = new TestClient(core, carriers, EVERYBODY, connect(V3_1_1, "s" + i, false));
            client.acknowledge(PacketType.PUBACK, 1);
            client.lose();
        }
        publisher.publish("t", "", 0, true, 0);
        assertEquals(before, memory.bytes());
    }

    @Test
    void theQueueOfAClientHasItsLimitInMemoryToo() {
        TestClient away = client(connect(V3_1_1, "s", false));
        away.subscribe("t", 1);
        away.lose();
        TestClient publisher = client(V3_1_1, "p");
        for (int i = 1; i <= 50; i++) {
            publisher.publish("t", i + "x".repeat(9_999), 1, false, i);
        }
        assertTrue(memory.bytes() <= ROOM + 1_000);
        assertTrue(core.statistics().drops.total() > 30);
        assertEquals(50, publisher.received().size()); // all are acknowledged: dropped as max_queued_messages does
        client(connect(V3_1_1, "s", true)); // forgets them
        assertTrue(memory.bytes() < 10_000);
    }

    @Test
    void aReceiverWhoDoesNotReadHasOneLargeMessageUnderWay() { // QoS 1: what cannot leave waits in the queue
        TestClient slow = client(V3_1_1, "slow");
        slow.subscribe("t", 1);
        slow.received();
        slow.pendingBytes = 2 << 20;
        TestClient publisher = client(V3_1_1, "p");
        publisher.publish("t", "1", 1, false, 1);
        publisher.publish("t", "2", 1, false, 2);
        assertEquals(List.of("PUBLISH t=1 q1 r0 d0 m1"), slow.received());
        slow.pendingBytes = 0;
        slow.acknowledge(PacketType.PUBACK, 1);
        assertEquals(List.of("PUBLISH t=2 q1 r0 d0 m2"), slow.received());
    }

    @Test
    void retainedMessagesThatDoNotFitNowWaitForTheSocket() {
        TestClient publisher = client(V3_1_1, "p");
        for (String topic : List.of("a", "b", "c", "d")) {
            publisher.publish(topic, "old", 0, true, 0);
        }
        long before = memory.bytes();
        TestClient slow = client(V3_1_1, "slow");
        slow.pendingBytes = 2 << 20;
        slow.subscribe("+", 0);
        assertEquals(List.of("SUBACK 00"), slow.received());
        assertFalse(core.sendMoreRetained(), "there is no room yet");
        publisher.publish("b", "new", 0, true, 0);
        publisher.publish("c", "", 0, true, 0);
        assertEquals(List.of("PUBLISH b=new q0 r0 d0 m0", "PUBLISH c= q0 r0 d0 m0"), slow.received());
        slow.pendingBytes = 0;
        assertTrue(core.sendMoreRetained());
        assertEquals(List.of("PUBLISH a=old q0 r1 d0 m0", "PUBLISH d=old q0 r1 d0 m0"), slow.received(),
                "what is newer it has had already");
        assertFalse(core.hasMoreRetained());
        slow.pendingBytes = 2 << 20;
        slow.subscribe("+", 0);
        slow.subscribe("#", 0);
        assertTrue(core.hasMoreRetained());
        slow.lose();
        core.sendMoreRetained();
        assertFalse(core.hasMoreRetained(), "who is gone waits for nothing");
        assertTrue(memory.bytes() <= before);
    }

    @Test
    void aliasesAreCountedAndEndWithTheConnection() { // 3.3.2.3.4
        TestClient client = client(V5_0, "c");
        long before = memory.bytes();
        for (int alias = 1; alias <= 10 && !client.isClosed(); alias++) {
            client.publish("t".repeat(20_000) + alias, "x", 0, false, 0,
                    new byte[]{Property.TOPIC_ALIAS, 0, (byte) alias});
        }
        assertEquals(List.of("DISCONNECT 0x97"), client.received());
        assertTrue(memory.bytes() <= before);
    }

    @Test
    void inventedTopicsCostNoMemory() {
        TestClient client = client(V3_1_1, "c");
        client.subscribe("x/#", 0);
        client.received();
        for (int i = 0; i < 20_000; i++) {
            client.publish("t/" + i + "/" + "y".repeat(1_000), "x", 0, false, 0);
        }
        client.publish("x/1", "still there", 0, false, 0);
        assertEquals(List.of("PUBLISH x/1=still there q0 r0 d0 m0"), client.received());
    }

    @Test
    void manyUserPropertiesGoThroughAsTheyAre() { // [MQTT-3.3.2-17], [MQTT-3.3.2-18]
        TestClient subscriber = client(V5_0, "s");
        subscriber.subscribe("t", 0);
        subscriber.received();
        ByteArrayOutputStream properties = new ByteArrayOutputStream();
        for (int i = 0; i < 9_000; i++) {
            properties.writeBytes(
                    new byte[]{Property.USER_PROPERTY, 0, 1, (byte) ('a' + i % 26), 0, 2, (byte) ('0' + i % 10), 'v'});
        }
        byte[] sent = properties.toByteArray();
        TestClient publisher = client(V5_0, "p");
        publisher.publish("t", "x", 0, false, 0, sent);
        byte[] bytes = Arrays.copyOf(subscriber.connection().output().buffer(),
                subscriber.connection().output().length());
        int from = bytes.length - 1 - sent.length;
        assertTrue(Arrays.equals(sent, 0, sent.length, bytes, from, from + sent.length));
    }

    @Test
    void anAcknowledgedIdentifierMayBeFarBehind() { // packet identifiers go round, 2.2.1
        BrokerCore wide = new BrokerCore(new Limits(65_535, 20, 10, 100_000, 1 << 30));
        TestClient subscriber = new TestClient(wide, carriers, EVERYBODY, connect(V3_1_1, "s", true));
        subscriber.subscribe("t", 1);
        subscriber.received();
        TestClient publisher = new TestClient(wide, carriers, EVERYBODY, connect(V3_1_1, "p", true));
        publisher.received();
        for (int i = 1; i <= 65_540; i++) {
            publisher.publish("t", "x", 1, false, i % 60_000 + 1);
            publisher.connection().output().clear();
            if (i > 1) { // the first is never acknowledged
                subscriber.acknowledge(PacketType.PUBACK, i <= 65_535 ? i : i - 65_534);
            }
            assertEquals(1, subscriber.received().size(), "message " + i);
        }
        assertFalse(subscriber.isClosed());
    }
}
