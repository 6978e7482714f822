package dev.libellule.gateway.broker;

import static dev.libellule.device.codec.MqttVersion.V3_1_1;
import static dev.libellule.device.codec.MqttVersion.V5_0;
import static dev.libellule.gateway.broker.TestClient.connect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.PacketType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When an acknowledgement may leave, ADR 7: with a store whose disk is as slow as the test wants. */
class PersistenceTest {
    private static final Authenticator EVERYBODY = (user, password, peer) -> CompletableFuture.completedFuture(0);

    private final SlowDisk disk = new SlowDisk();
    private final Persistence persistence = disk.persistence();
    private final BrokerCore core = disk.core();
    private final Carriers carriers = new Carriers();

    private void endTurn() {
        disk.endTurn();
    }

    private void pass(long millis) {
        disk.pass(millis);
    }

    private List<String> commit() {
        return disk.commit();
    }

    private TestClient client(int version, String clientId, boolean cleanStart) {
        return new TestClient(core, carriers, EVERYBODY, connect(version, clientId, cleanStart));
    }

    /** A subscriber whose session survives, with everything about it on the disk. */
    private TestClient subscriber(int qos) {
        TestClient subscriber = client(V3_1_1, "s", false);
        subscriber.subscribe("t", qos);
        assertEquals(List.of("CONNACK 0 0x00"), subscriber.received());
        commit();
        assertEquals(List.of("SUBACK 0" + qos), subscriber.received()); // not before
        return subscriber;
    }

    private TestClient publisher() {
        TestClient publisher = client(V3_1_1, "p", true);
        publisher.received();
        return publisher;
    }

    @Test
    void pubackWaitsForTheDiskWhenTheSubscriberIsAway() {
        TestClient subscriber = subscriber(1);
        subscriber.lose();
        commit();
        TestClient publisher = publisher();
        publisher.publish("t", "1", 1, false, 1);
        endTurn();
        publisher.publish("t", "2", 1, false, 2);
        assertEquals(List.of(), publisher.received());
        assertTrue(disk.isBusy());
        assertEquals(List.of("SESSION", "DELIVER", "DELIVER"), commit());
        assertEquals(List.of("PUBACK 1 0x00", "PUBACK 2 0x00"), publisher.received());
    }

    @Test
    void nothingIsWrittenWhenTheSubscriberAcknowledgesInTime() {
        TestClient subscriber = subscriber(1);
        TestClient publisher = publisher();
        publisher.publish("t", "1", 1, false, 1);
        publisher.publish("t", "2", 1, false, 2);
        assertEquals(List.of("PUBLISH t=1 q1 r0 d0 m1", "PUBLISH t=2 q1 r0 d0 m2"), subscriber.received());
        subscriber.acknowledge(PacketType.PUBACK, 2);
        assertEquals(List.of(), publisher.received()); // in order, 4.6
        subscriber.acknowledge(PacketType.PUBACK, 1);
        assertEquals(List.of("PUBACK 1 0x00", "PUBACK 2 0x00"), publisher.received());
        pass(Persistence.CALM_MILLIS + 1);
        assertEquals(List.of(), commit());
    }

    @Test
    void aSubscriberThatIsSlowOrLeavesMakesTheMessageToBeWritten() {
        TestClient subscriber = subscriber(1);
        TestClient publisher = publisher();
        publisher.publish("t", "1", 1, false, 1);
        pass(Persistence.LAZY_MILLIS - 1);
        assertEquals(List.of(), commit());
        pass(1);
        assertEquals(List.of("DELIVER"), commit());
        assertEquals(List.of("PUBACK 1 0x00"), publisher.received());
        publisher.publish("t", "2", 1, false, 2);
        subscriber.lose();
        assertEquals(List.of("DELIVER", "SESSION"), commit());
        assertEquals(List.of("PUBACK 2 0x00"), publisher.received());
    }

    @Test
    void aCleanSubscriberNeedsNoDisk() {
        TestClient subscriber = client(V5_0, "s", true);
        subscriber.subscribe("t", 1);
        assertEquals(List.of("CONNACK 0 0x00", "SUBACK 01"), subscriber.received());
        TestClient publisher = publisher();
        publisher.publish("t", "1", 1, false, 1);
        publisher.publish("t", "2", 2, false, 2);
        assertEquals(List.of("PUBACK 1 0x00", "PUBREC 2 0x00"), publisher.received());
        pass(Persistence.CALM_MILLIS);
        assertEquals(List.of(), commit());
    }

    @Test
    void qos2GoesOutWhenItIsOnTheDisk() { // 4.3.3: else a crash would make it come twice, or a later one be taken for it
        TestClient subscriber = subscriber(2);
        TestClient publisher = client(V3_1_1, "p", false);
        publisher.received();
        publisher.publish("t", "1", 2, false, 1);
        publisher.publish("t", "1", 2, false, 1); // again: no sooner than the first
        assertEquals(List.of(), publisher.received());
        assertEquals(List.of(), subscriber.received());
        assertEquals(List.of("SESSION", "RECEIVED", "DELIVER"), commit());
        assertEquals(List.of("PUBREC 1 0x00", "PUBREC 1 0x00"), publisher.received());
        assertEquals(List.of("PUBLISH t=1 q2 r0 d0 m1"), subscriber.received());
        subscriber.acknowledge(PacketType.PUBREC, 1);
        publisher.acknowledge(PacketType.PUBREL, 1);
        assertEquals(List.of(), subscriber.received());
        assertEquals(List.of(), publisher.received());
        assertEquals(List.of("PROGRESS", "RELEASED"), commit());
        assertEquals(List.of("PUBREL 1 0x00"), subscriber.received());
        assertEquals(List.of("PUBCOMP 1 0x00"), publisher.received());
        subscriber.acknowledge(PacketType.PUBCOMP, 1);
        pass(Persistence.CALM_MILLIS);
        assertEquals(List.of("DONE"), commit());
    }

    @Test
    void aQos2MessageThatIsHeldBackIsSentOnceAfterAReconnect() {
        TestClient subscriber = subscriber(2);
        TestClient publisher = publisher();
        publisher.publish("t", "1", 2, false, 1);
        endTurn();
        subscriber.lose();
        TestClient again = client(V3_1_1, "s", false);
        assertEquals(List.of("CONNACK 1 0x00"), again.received());
        commit();
        assertEquals(List.of("PUBLISH t=1 q2 r0 d0 m1"), again.received());
        assertEquals(List.of("PUBREC 1 0x00"), publisher.received());
    }

    @Test
    void qos2KeepsItsOrderWhenOneWasQueuedBeforeTheOther() { // [MQTT-4.6.0-6]
        TestClient subscriber = subscriber(2);
        TestClient publisher = publisher();
        for (int i = 1; i <= 21; i++) {
            publisher.publish("t", "" + i, 2, false, i);
            publisher.acknowledge(PacketType.PUBREL, i);
        }
        commit();
        assertEquals(20, subscriber.received().size()); // Receive Maximum; 21 waits, on the disk
        publisher.publish("t", "22", 2, false, 22); // waits, not on the disk yet
        for (int i = 1; i <= 2; i++) {
            subscriber.acknowledge(PacketType.PUBREC, i);
            commit();
            publisher.publish("t", "" + (22 + i), 2, false, 22 + i);
            subscriber.acknowledge(PacketType.PUBCOMP, i);
        }
        subscriber.received();
        publisher.publish("t", "25", 2, false, 25);
        for (int i = 3; i <= 5; i++) {
            subscriber.acknowledge(PacketType.PUBREC, i);
        }
        commit();
        subscriber.received();
        publisher.publish("t", "26", 2, false, 26);
        for (int i = 3; i <= 5; i++) {
            subscriber.acknowledge(PacketType.PUBCOMP, i);
        }
        commit();
        List<String> late = subscriber.received();
        assertEquals(late.stream().sorted().toList(), late);
        assertEquals(3, late.size());
    }

    @Test
    void aRetainedMessageIsWrittenOnceForMany() {
        TestClient publisher = publisher();
        for (int i = 1; i <= 5; i++) {
            publisher.publish("t", "" + i, 1, true, i);
        }
        publisher.publish("u", "0", 0, true, 0);
        assertEquals(List.of(), publisher.received());
        assertEquals(List.of("RETAIN", "RETAIN"), commit());
        assertEquals(5, publisher.received().size());
        publisher.publish("t", "", 0, true, 0);
        assertEquals(List.of(), commit());
        pass(Persistence.CALM_MILLIS);
        assertEquals(List.of("UNRETAIN"), commit());
    }

    @Test
    void whileTheDiskIsSlowerThanThePublishersTheyAreNotReadFrom() {
        TestClient subscriber = subscriber(1);
        subscriber.lose();
        commit();
        List<TestClient> publishers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            publishers.add(client(V3_1_1, "p" + i, true));
            publishers.getLast().received();
        }
        String payload = "x".repeat(60_000);
        int sent = 0;
        for (TestClient publisher : publishers) {
            for (int i = 1; publisher.isReading() && i <= 1_000; i++) {
                publisher.publish("t", payload, 1, false, i);
                endTurn(); // the first batch is under way, and takes for ever
                sent++;
            }
            assertFalse(publisher.isReading());
        }
        long mostBytes = (16 << 20) + 5 * 61_000L;
        assertTrue(sent * 60_000L < mostBytes, sent + " messages are kept");
        assertTrue(core.memory().bytes() < mostBytes + 100_000);
        publishers.forEach(publisher -> assertEquals(List.of(), publisher.received()));
        commit();
        publishers.forEach(publisher -> assertTrue(publisher.isReading()));
        assertEquals(sent, publishers.stream().mapToInt(publisher -> publisher.received().size()).sum());
    }

    @Test
    void manyThatWaitForTheirAcknowledgementStopAPublisher() {
        TestClient subscriber = subscriber(1);
        subscriber.lose();
        commit();
        TestClient publisher = publisher();
        int sent = 0;
        for (; publisher.isReading(); sent++) {
            publisher.publish("t", "1", 1, false, sent + 1);
        }
        assertTrue(sent <= 1_001, sent + " are waited for");
        commit();
        assertTrue(publisher.isReading());
        assertEquals(sent, publisher.received().size());
    }

    @Test
    void aSessionThatEndsTakesItsMessagesWithIt() {
        TestClient subscriber = subscriber(1);
        subscriber.lose();
        TestClient publisher = publisher();
        publisher.publish("t", "1", 1, false, 1);
        commit();
        publisher.publish("t", "2", 1, false, 2); // not handed over yet when the session ends
        client(V3_1_1, "s", true);
        assertEquals(List.of("DONE", "END_SESSION"), commit());
        assertEquals(List.of("PUBACK 1 0x00", "PUBACK 2 0x00"), publisher.received());
    }

    @Test
    void aFullDiskRefusesAndRecovers() { // 3.4.2.1
        TestClient v5 = client(V5_0, "five", true);
        TestClient v3 = publisher();
        v5.received();
        persistence.failing("full");
        v5.publish("t", "1", 1, false, 1);
        v5.publish("t", "2", 2, false, 2);
        v5.publish("t", "3", 0, false, 0);
        assertEquals(List.of("PUBACK 1 0x97", "PUBREC 2 0x97"), v5.received());
        v3.publish("t", "1", 1, false, 1);
        assertEquals(List.of(), v3.received());
        assertTrue(v3.isClosed());
        persistence.recovered();
        v5.publish("t", "1", 1, false, 1);
        assertEquals(List.of("PUBACK 1 0x10"), v5.received());
        assertFalse(v5.isClosed());
    }
}
