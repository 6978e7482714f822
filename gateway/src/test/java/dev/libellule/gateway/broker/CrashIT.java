package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments: what was acknowledged is there afterwards, what has QoS 2 is there once.
 *
 * <p>{@code -Dlibellule.kills=1000} for a long run, {@code -Dlibellule.seed=N} for the same moments again.
 */
class CrashIT {
    private static final int KILLS = Integer.getInteger("libellule.kills", 30);
    private static final long SEED = Long.getLong("libellule.seed", System.nanoTime());

    @TempDir
    Path folder;

    private final LedgerClient one = new LedgerClient("publisher-1");
    private final LedgerClient two = new LedgerClient("publisher-2");
    private final LedgerClient retaining = new LedgerClient("publisher-r");
    private final LedgerClient present = new LedgerClient("present");
    private final LedgerClient absent = new LedgerClient("absent");

    /** What a client does until its broker is killed. */
    private interface Work {
        void run() throws IOException;
    }

    private static Thread start(Work work) {
        return Thread.ofPlatform().start(() -> {
            try {
                while (true) {
                    work.run();
                }
            } catch (IOException _) {
                return; // the broker is gone
            }
        });
    }

    @Test
    void nothingAcknowledgedIsLostAndQos2ComesOnce() throws Exception {
        System.out.println("CrashIT: " + KILLS + " kills, seed " + SEED);
        Random random = new Random(SEED);
        Path store = folder.resolve("libellule.db");
        for (int kill = 0; kill < KILLS; kill++) {
            Process broker = CrashBroker.start(store);
            int port = CrashBroker.port(broker);
            boolean isKnown = present.connect(port);
            assertEquals(kill > 0, isKnown, "a session whose SUBACK came is there after a crash");
            if (kill == 0) {
                present.subscribe("+/on");
                absent.connect(port);
                absent.subscribe("+/off");
                absent.close();
            }
            for (LedgerClient publisher : List.of(one, two, retaining)) {
                publisher.connect(port);
            }
            List<Thread> threads = List.of(start(() -> one.publish(1, false, "1/on", "1/off")),
                    start(() -> two.publish(2, false, "2/on", "2/off")),
                    start(() -> retaining.publish(1, true, "r/" + random.nextInt(5))), start(present::take));
            Thread.sleep(20 + random.nextInt(380)); // the random moment
            broker.destroyForcibly().waitFor();
            for (Thread thread : threads) {
                thread.join();
            }
            for (LedgerClient client : List.of(one, two, retaining, present)) {
                client.close();
            }
        }
        verdict(store);
    }

    private void verdict(Path store) throws Exception {
        Process broker = CrashBroker.start(store);
        try {
            int port = CrashBroker.port(broker);
            assertTrue(present.connect(port) && absent.connect(port));
            for (LedgerClient publisher : List.of(one, two, retaining)) {
                publisher.connect(port);
                while (publisher.inFlight() > 0) {
                    publisher.take();
                }
            }
            present.drain(1_000);
            absent.drain(1_000);
            check(one, "1/on", present, false);
            check(one, "1/off", absent, false);
            check(two, "2/on", present, true);
            check(two, "2/off", absent, true);
            LedgerClient late = new LedgerClient("late");
            late.connect(port);
            late.subscribe("r/+");
            late.drain(300);
            for (Map.Entry<String, List<Integer>> topic : retaining.promised.entrySet()) {
                assertEquals(List.of(topic.getValue().getLast()), late.arrived.get(topic.getKey()), topic.getKey());
            }
        } finally {
            broker.destroyForcibly().waitFor();
        }
    }

    private static void check(LedgerClient publisher, String topic, LedgerClient subscriber, boolean isOnce) {
        List<Integer> promised = publisher.promised.get(topic);
        List<Integer> arrived = subscriber.arrived.getOrDefault(topic, List.of());
        Set<Integer> lost = new HashSet<>(promised);
        lost.removeAll(new HashSet<>(arrived));
        List<Integer> firsts = new ArrayList<>(new java.util.LinkedHashSet<>(arrived));
        System.out.printf("CrashIT %s: %d acknowledged, %d arrived, %d lost, %d twice%n", topic, promised.size(),
                arrived.size(), lost.size(), arrived.size() - firsts.size());
        assertEquals(Set.of(), lost, topic + ": acknowledged and lost");
        for (int i = 1; i < firsts.size(); i++) {
            assertTrue(firsts.get(i - 1) < firsts.get(i),
                    topic + ": out of order: " + firsts.subList(Math.max(0, i - 25), Math.min(firsts.size(), i + 25)));
        }
        if (isOnce) {
            assertEquals(firsts.size(), arrived.size(), topic + ": each once");
        }
    }
}
