package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.ledger.LedgerBook;
import dev.libellule.gateway.ledger.LedgerClient;
import dev.libellule.gateway.ledger.LedgerVerdict;
import dev.libellule.gateway.ledger.LedgerWills;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments: what was acknowledged is there afterwards, what has QoS 2 is there once.
 *
 * <p>{@code -Dlibellule.kills=1000} for a long run, {@code -Dlibellule.seed=N} for the same moments again; {@code gateway/kill-run}.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS) // as long as the kills take
class CrashIT {
    private static final int KILLS = Integer.getInteger("libellule.kills", 30);
    private static final long SEED = Long.getLong("libellule.seed", System.nanoTime());
    private static final int WILL_SECONDS = 1;
    private static final int REPORT_EVERY = 100;

    @TempDir
    Path folder;

    private final List<Path> books = new ArrayList<>();
    private volatile int port;

    /** What a client does until its broker is killed. */
    private interface Work {
        void run() throws IOException;
    }

    private LedgerBook book(String name) {
        books.add(folder.resolve(name));
        return LedgerBook.open(folder.resolve(name), false);
    }

    private LedgerClient client(String name) {
        return new LedgerClient(name, book(name), this::open);
    }

    private Socket open() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static Thread start(AtomicReference<Throwable> failure, Work work) {
        return Thread.ofPlatform().start(() -> {
            try {
                while (true) {
                    work.run();
                }
            } catch (IOException _) {
                return; // the broker is gone
            } catch (RuntimeException e) {
                failure.set(e);
            }
        });
    }

    @Test
    void nothingAcknowledgedIsLostAndQos2ComesOnce() throws Exception {
        System.out.println("CrashIT: " + KILLS + " kills, seed " + SEED);
        Random random = new Random(SEED);
        Path store = folder.resolve("libellule.db");
        LedgerClient one = client("publisher-1");
        LedgerClient two = client("publisher-2");
        LedgerClient retaining = client("publisher-r");
        LedgerClient present = client("present");
        LedgerClient absent = client("absent");
        LedgerWills wills = new LedgerWills("wills", "w/on", WILL_SECONDS, book("wills"), this::open);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Process broker = CrashBroker.start(store);
            try {
                port = CrashBroker.port(broker);
                boolean isKnown = present.connect();
                assertEquals(kill > 0, isKnown, "a session whose SUBACK came is there after a crash");
                if (kill == 0) {
                    present.subscribe("+/on", 2);
                    absent.connect();
                    absent.subscribe("+/off", 2);
                    absent.close();
                }
                for (LedgerClient publisher : List.of(one, two, retaining)) {
                    publisher.connect();
                }
                wills.connect();
                List<Thread> threads = List.of(start(failure, () -> one.publish(1, false, "1/on", "1/off")),
                        start(failure, () -> two.publish(2, false, "2/on", "2/off")),
                        start(failure, () -> retaining.publish(1, true, "r/" + random.nextInt(5))),
                        start(failure, wills::leave), start(failure, present::take));
                Thread.sleep(20 + random.nextInt(380)); // the random moment
                broker.destroyForcibly().waitFor();
                for (Thread thread : threads) {
                    thread.join();
                }
            } finally {
                broker.destroyForcibly().waitFor();
            }
            assertEquals(null, failure.get());
            for (LedgerClient client : List.of(one, two, retaining, present)) {
                client.close();
            }
            wills.close();
            if ((kill + 1) % REPORT_EVERY == 0) {
                System.out.println("CrashIT: " + (kill + 1) + " kills");
            }
        }
        verdict(store, List.of(one, two, retaining), List.of(present, absent));
    }

    private void verdict(Path store, List<LedgerClient> publishers, List<LedgerClient> subscribers) throws Exception {
        Process broker = CrashBroker.start(store);
        try {
            port = CrashBroker.port(broker);
            for (LedgerClient subscriber : subscribers) {
                assertTrue(subscriber.connect());
            }
            for (LedgerClient publisher : publishers) {
                publisher.connect();
                while (publisher.inFlight() > 0) {
                    publisher.take();
                }
            }
            for (LedgerClient subscriber : subscribers) {
                subscriber.drain(2_000 + WILL_SECONDS * 1_000);
                subscriber.close();
            }
            LedgerClient late = client("late");
            late.connect();
            late.subscribeForLast("r/+", 1);
            late.drain(500);
            late.close();
        } finally {
            broker.destroyForcibly().waitFor();
        }
        LedgerVerdict verdict = new LedgerVerdict(books, Long.MAX_VALUE, false);
        System.out.println(verdict);
        assertTrue(verdict.isGood());
        assertEquals(5 + 5, verdict.lines().size(), "every stream has its subscriber");
    }
}
