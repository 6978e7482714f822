package dev.libellule.gateway.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.Command;
import dev.libellule.device.node.Signal;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.SlowDisk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A board of a gateway whose disk is slower than its sensors, or which is itself slower than its commands. */
class NodeThreadTest {
    private static final String STATE = "maison/uno/$etat";

    private final SlowDisk disk = new SlowDisk();
    private final List<String> seen = new ArrayList<>();
    private final Signal signal = new Signal("maison/salon/temp", 0).range(0, 1_000).intervalsMillis(0, 60_000).qos(1);

    /** Somebody who is there sees all at once; somebody who is not needs the disk for each. */
    @BeforeEach
    void subscribe() {
        LocalClient absent = disk.connect(new LocalClientOptions("absent", true, 20, false, null), _ -> {});
        absent.subscribe("maison/#", 1);
        absent.close();
        disk.connect(LocalClientOptions.clean("present"), delivery -> {
            seen.add(new String(delivery.payload(), StandardCharsets.UTF_8));
            delivery.acknowledge();
        }).subscribe("maison/#", 1);
        disk.commit();
    }

    private NodeThread node() {
        return new NodeThread("uno", STATE, disk, new Signal[]{signal}, new Command[0], NodeThread.Turn.NONE);
    }

    private void end(NodeThread node) throws InterruptedException {
        Thread closing = Thread.ofVirtual().start(node::close);
        disk.turnUntil(() -> !closing.isAlive());
        disk.endTurn();
    }

    /** Offers a value, and waits until the node has done with it what it could. */
    private void offer(NodeThread node, int value) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        node.post(() -> signal.offer(value, NodeThread.nowMillis()));
        node.post(done::countDown);
        assertTrue(done.await(30, TimeUnit.SECONDS));
        disk.endTurn();
    }

    @Test
    void theNewestValueWaitsForASlowDiskAndNoMore() throws InterruptedException {
        NodeThread node = node();
        node.setReachable(true);
        int taken = LocalClient.RECEIVE_MAXIMUM - 1; // beside "online"
        for (int value = 1; value <= 200; value++) {
            offer(node, value);
        }
        List<String> expected = new ArrayList<>(List.of("online"));
        for (int value = 1; value <= taken; value++) {
            expected.add("" + value);
        }
        assertEquals(expected, seen);
        disk.commit();
        disk.turnUntil(() -> seen.size() > expected.size());
        expected.add("200");
        assertEquals(expected, seen);
        end(node);
    }

    @Test
    void whetherABoardIsThereIsRightAtLastHoweverSlowTheDisk() throws InterruptedException {
        NodeThread node = node();
        node.setReachable(true);
        for (int value = 1; value <= 50; value++) {
            offer(node, value);
        }
        for (int i = 0; i < 50; i++) {
            node.setReachable(false);
            node.setReachable(true);
            offer(node, i);
        }
        assertEquals(LocalClient.RECEIVE_MAXIMUM, seen.size());
        disk.commit();
        disk.turnUntil(() -> seen.getLast().equals("49"));
        assertEquals("online", seen.stream().filter(text -> text.endsWith("line")).toList().getLast());
        for (int value = 100; value <= 150; value++) { // the disk is stuck again
            offer(node, value);
        }
        end(node);
        assertEquals("offline", seen.getLast());
    }

    @Test
    void aBoardThatIsSlowerThanItsCommandsDoesNotFillTheMemory() throws InterruptedException {
        NodeThread node = node();
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger obeyed = new AtomicInteger();
        node.subscribe("ordre", 1, _ -> {
            busy.countDown();
            try {
                release.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            obeyed.incrementAndGet();
        });
        LocalClient commander = disk.connect(LocalClientOptions.clean("commander"), _ -> {});
        commander.publish("ordre", new byte[0], 1, false);
        disk.endTurn();
        assertTrue(busy.await(30, TimeUnit.SECONDS));
        int atLeastOnce = 1;
        for (int i = 0; i < 5_000; i++) {
            commander.publish("ordre", new byte[0], 0, false);
            atLeastOnce += i % 10 == 0 && commander.publish("ordre", new byte[0], 1, false) ? 1 : 0;
            disk.endTurn();
        }
        release.countDown();
        int most = 1_000 + atLeastOnce;
        int least = atLeastOnce;
        disk.turnUntil(() -> obeyed.get() >= least);
        end(node);
        assertTrue(obeyed.get() <= most, obeyed.get() + " were kept");
    }
}
