package dev.libellule.device.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeOfflineTest {
    private static final String ONLINE = "uno/$etat online q1 r";

    private final RecordingLink link = new RecordingLink();
    private final Signal kept = new Signal("temp", 1).qos(1).keepOffline(0);
    private final Signal latest = new Signal("hum", 0);
    private final OfflineRing ring = OfflineRing.droppingOldest(new byte[200], 50);
    private final Node node = node(ring);

    @Test
    void valuesTakenOfflineAreSentInOrderWithTheirAge() {
        link.showsProperties = true;
        offer(kept, 10, 1000);
        offer(kept, 11, 2000);
        offer(kept, 12, 3000);
        link.connection = 1;
        node.step(10_000);
        assertEquals(
                List.of(ONLINE, "temp 1.0 q1 age-ms=9000", "temp 1.1 q1 age-ms=8000", "temp 1.2 q1 age-ms=7000"),
                link.take());
        assertTrue(ring.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE - 1500, Integer.MIN_VALUE - 500, -2000})
    void ageIsRightOverTheWrapOfTheClock(int start) {
        link.showsProperties = true;
        offer(kept, 10, start);
        offer(kept, 11, start + 1000);
        link.connection = 1;
        node.step(start + 4000);
        assertEquals(List.of(ONLINE, "temp 1.0 q1 age-ms=4000", "temp 1.1 q1 age-ms=3000"), link.take());
    }

    @Test
    void otherSignalsKeepTheirLatestValueOnly() {
        offer(latest, 50, 1000);
        offer(latest, 51, 2000);
        link.connection = 1;
        node.step(3000);
        assertEquals(List.of(ONLINE, "hum 51 q0"), link.take());
    }

    @Test
    void withoutARingNothingIsKept() {
        Node plain = node(null);
        kept.offer(10, 1000);
        plain.step(1000);
        kept.offer(11, 2000);
        plain.step(2000);
        link.connection = 1;
        plain.step(3000);
        assertEquals(List.of(ONLINE, "temp 1.1 q1"), link.take());
    }

    @Test
    void deadBandAndShortestIntervalHoldWhileOffline() {
        kept.deadBand(2).intervalsMillis(1000, 0);
        offer(kept, 10, 0);
        offer(kept, 11, 2000); // within the dead-band
        offer(kept, 13, 2500);
        assertEquals(500, offer(kept, 20, 3000), "sleeps no longer than until the value is due");
        node.step(3500);
        link.connection = 1;
        node.step(4000);
        assertEquals(List.of(ONLINE, "temp 1.0 q1", "temp 1.3 q1", "temp 2.0 q1"), link.take());
    }

    @Test
    void liveValueQueuesBehindThoseOfItsOwnSignalAndPassesOthers() {
        for (int i = 0; i < 20; i++) {
            offer(kept, i, i);
        }
        link.connection = 1;
        link.room = 4; // online, and three more
        assertEquals(10, node.step(100));
        assertEquals(List.of(ONLINE, "temp 0.0 q1", "temp 0.1 q1", "temp 0.2 q1"), link.take());
        link.room = 1000;
        kept.offer(99, 200);
        latest.offer(50, 200);
        assertEquals(0, node.step(200), "there is more to send");
        List<String> second = link.take();
        assertEquals("hum 50 q0", second.get(0));
        assertEquals("temp 0.3 q1", second.get(1));
        assertEquals(9, second.size(), "bounded: eight late ones in each step");
        node.step(201);
        node.step(202);
        List<String> rest = link.take();
        assertEquals("temp 1.9 q1", rest.get(rest.size() - 2));
        assertEquals("temp 9.9 q1", rest.get(rest.size() - 1));
        kept.offer(100, 300);
        link.showsProperties = true;
        node.step(300);
        assertEquals(List.of("temp 10.0 q1"), link.take(), "live again");
    }

    @Test
    void messageLeavesTheRingOnlyWhenTheLinkHasTakenIt() {
        offer(kept, 10, 0);
        offer(kept, 11, 1);
        link.connection = 1;
        link.room = 1;
        node.step(2); // online only
        link.room = 0;
        node.step(3);
        assertEquals(2, ring.size());
        link.take();
        link.connection = 0; // lost before they left
        node.step(4);
        link.connection = 2;
        link.room = 10;
        node.step(5);
        assertEquals(List.of(ONLINE, "temp 1.0 q1", "temp 1.1 q1"), link.take());
    }

    @Test
    void connectedButFullLinkLosesNoKeptValue() {
        link.connection = 1;
        node.step(0);
        link.take();
        link.room = 0;
        assertEquals(10, offer(kept, 10, 1));
        assertEquals(10, offer(kept, 11, 2));
        link.room = 10;
        node.step(3);
        assertEquals(List.of("temp 1.0 q1", "temp 1.1 q1"), link.take());
    }

    @Test
    void messageThatTheLinkNeverTakesBlocksNoOther() {
        link.refusedTopic = "temp";
        offer(kept, 10, 0);
        offer(kept, 11, 1);
        offer(latest, 50, 2);
        link.connection = 1;
        assertEquals(Integer.MAX_VALUE, node.step(3));
        assertEquals(List.of(ONLINE, "hum 50 q0"), link.take());
        assertEquals(2, ring.refused());
        assertEquals(Integer.MAX_VALUE, offer(kept, 12, 4), "live: counted, and not offered for ever");
        assertEquals(1, node.refused());
    }

    @Test
    void longOutageKeepsTheLatestAndCountsTheOthers() {
        for (int i = 0; i < 1000; i++) {
            offer(kept, i, i * 60_000);
        }
        assertEquals(1000, ring.size() + ring.droppedOldest());
        link.connection = 1;
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            node.step(60_000_000 + i);
            sent.addAll(link.take());
        }
        assertEquals("temp 99.9 q1", sent.get(sent.size() - 1));
        assertEquals(1000 - ring.droppedOldest() + 1, sent.size());
    }

    private int offer(Signal signal, int value, int now) {
        signal.offer(value, now);
        return node.step(now);
    }

    private Node node(OfflineRing keptIn) {
        return new Node(link, "uno/$etat", new Sampling[0], new Signal[]{kept, latest}, new Command[0], keptIn);
    }
}
