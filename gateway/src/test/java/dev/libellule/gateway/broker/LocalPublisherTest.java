package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishers inside the gateway, while the disk is slower than they are: slowed, never dropped. 4.9 */
class LocalPublisherTest {
    private static final int WINDOW = LocalClient.RECEIVE_MAXIMUM;

    private final SlowDisk disk = new SlowDisk();
    private final List<String> arrived = new ArrayList<>();
    private LocalClient client;

    /** An absent session takes all that is below {@code kept}, so that each message needs the disk. */
    @BeforeEach
    void connect() {
        LocalClient absent = disk.connect(new LocalClientOptions("absent", true, 20, false, null), _ -> {});
        absent.subscribe("kept/#", 2);
        absent.close();
        client = disk.connect(LocalClientOptions.clean("sensors"), _ -> {});
        disk.commit();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private boolean publish(String payload, int qos) {
        return client.publish("kept/t", text(payload), qos, false);
    }

    /** What the absent client finds when it comes. */
    private List<String> kept() {
        disk.commit();
        LocalClient back = disk.connect(new LocalClientOptions("absent", true, 20, false, null), delivery -> {
            arrived.add(delivery.topic() + " " + new String(delivery.payload(), StandardCharsets.UTF_8));
            delivery.acknowledge();
        });
        disk.commit();
        back.close();
        disk.commit();
        return arrived;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void noMoreThanItsWindowWaitsForTheDiskAndNothingIsLost(int qos) {
        int sent = 0;
        for (int round = 0; round < 3; round++) {
            int before = sent;
            while (publish(sent + "", qos)) {
                sent++;
                disk.endTurn();
            }
            assertEquals(WINDOW, sent - before);
            assertTrue(client.publish("t", text("now"), 0, false), "QoS 0 waits for nothing");
            disk.endTurn();
            assertFalse(publish("again", qos), "still not on the disk");
            disk.commit();
        }
        assertEquals(3 * WINDOW, kept().size());
        for (int i = 0; i < sent; i++) {
            assertEquals("kept/t " + i, arrived.get(i));
        }
    }

    @Test
    void whatNeedsNoDiskIsNotSlowed() {
        for (int i = 0; i < 10 * WINDOW; i++) {
            assertTrue(client.publish("nobody/has/it", text("" + i), 1, false));
            disk.endTurn();
        }
    }

    @Test
    void ofStatesThatWaitTheNewestOfEachTopicIsKept() {
        while (publish("x", 1)) {
            continue;
        }
        for (int i = 0; i < 1_000; i++) {
            client.publishState("kept/a", text("a" + i));
            client.publishState("kept/b", text("b" + i));
            disk.endTurn();
        }
        assertFalse(publish("overtakes", 1));
        disk.commit();
        for (int i = 0; i < WINDOW; i++) {
            assertTrue(publish("y", 1));
        }
        assertFalse(publish("z", 1), "the window is what it was");
        List<String> all = kept();
        assertEquals(2 * WINDOW + 2, all.size());
        assertEquals(List.of("kept/a a999", "kept/b b999"), all.subList(WINDOW, WINDOW + 2));
    }

    @Test
    void aStateIsNotOvertaken() {
        while (publish("x", 1)) {
            continue;
        }
        disk.endTurn();
        client.publishState("kept/etat", text("offline"));
        disk.commit();
        assertTrue(client.publish("kept/etat", text("online"), 1, true));
        assertEquals(List.of("kept/etat offline", "kept/etat online"), kept().subList(WINDOW, WINDOW + 2));
    }

    @Test
    void theLastWordIsSaidWhateverTheDiskDoes() {
        while (publish("x", 1)) {
            continue;
        }
        client.publishState("kept/etat", text("offline"));
        client.close();
        disk.endTurn();
        assertEquals("kept/etat offline", kept().getLast());
    }

    @Test
    void whoWaitsIsLetGoByTheDiskAndByTheEnd() throws InterruptedException {
        for (Runnable end : List.<Runnable>of(disk::commit, client::close)) {
            while (publish("x", 1)) {
                continue;
            }
            CountDownLatch waited = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                try {
                    client.awaitQuota();
                    waited.countDown();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
            disk.endTurn();
            assertEquals(1, waited.getCount());
            end.run();
            disk.endTurn();
            assertTrue(waited.await(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void valuesThatAreRetainedAtQos0DoNotPileUpBehindAStuckDisk() {
        publish("x", 1);
        disk.endTurn(); // under way, and takes for ever
        for (int i = 0; i < 200_000; i++) {
            client.publish("kept/value", text("" + i), 0, true);
            disk.endTurn();
        }
        assertFalse(disk.persistence().isBehind());
        client.publish("kept/value", text("last"), 1, true);
        disk.commit();
        assertTrue(client.publish("kept/value", new byte[0], 0, true));
        disk.endTurn();
        disk.pass(Persistence.CALM_MILLIS);
        assertEquals(List.of("UNRETAIN"), disk.commit());
    }

    /** A bridge's incoming half has no window of its own: it is told when to read no more. */
    @Test
    void theOtherBrokerIsNotReadFromWhileTheDiskIsBehind() {
        BridgeSession bridge = disk.bridge(new BridgeOptions("bridge", true, Map.of("out/#", 1), false, 0));
        Peer peer = new Peer();
        disk.commit();
        bridge.attach(peer, 20, false);
        int sent = 0;
        byte[] data = text("kept/tx");
        for (; !peer.isPaused && sent < 10_000; sent++) {
            bridge.arrived(new BridgeMessage(sent % 65_535 + 1, 1, false, false, data, data.length - 1, 0, -1,
                    System.currentTimeMillis(), false));
            disk.endTurn();
        }
        assertTrue(sent <= 1_001, sent + " are waited for");
        assertEquals(0, peer.acknowledged);
        disk.commit();
        assertFalse(peer.isPaused);
        assertEquals(sent, peer.acknowledged);
        assertEquals(Math.min(sent, 1_000), kept().size()); // max_queued_messages
    }

    private static final class Peer implements BridgePeer {
        private boolean isPaused;
        private int acknowledged;

        @Override
        public void send(BridgeMessage message) {
            throw new AssertionError("nothing goes out here");
        }

        @Override
        public void release(int packetIdentifier) {
            throw new AssertionError("nothing goes out here");
        }

        @Override
        public void acknowledge(int type, int packetIdentifier) {
            acknowledged++;
        }

        @Override
        public void flush() {
            // all is said at once
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public void pause(boolean pause) {
            isPaused = pause;
        }

        @Override
        public void refuse(String why) {
            throw new AssertionError(why);
        }
    }
}
