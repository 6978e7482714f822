package dev.libellule.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.ledger.LedgerBook;
import dev.libellule.gateway.ledger.LedgerClient;
import dev.libellule.gateway.ledger.LedgerVerdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of a gateway, of its upstream, or of both, at random moments while messages go through the bridge both ways: what was
 * acknowledged at one end arrives at the other, in its order, and what has QoS 2 arrives once.
 *
 * <p>{@code -Dlibellule.relay.kills=300} for a long run, {@code -Dlibellule.seed=N} for the same moments again.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS) // as long as the kills take
class RelayCrashIT {
    private static final int KILLS = Integer.getInteger("libellule.relay.kills", 10);
    private static final long SEED = Long.getLong("libellule.seed", System.nanoTime());
    private static final int REPORT_EVERY = 50;
    private static final int QUIET_MILLIS = 20_000;

    @TempDir
    Path folder;

    private final List<Path> books = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private final int here = Mosquitto.freePort();
    private final int there = Mosquitto.freePort();
    private volatile boolean isEnding;
    private Path bridge;
    private Process gateway;
    private Process upstream;

    private interface Work {
        void run(LedgerClient client) throws IOException;
    }

    private LedgerClient client(String name, int port) {
        books.add(folder.resolve(name));
        return new LedgerClient(name, LedgerBook.open(folder.resolve(name), false),
                () -> new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Comes back whenever the connection ends, and goes on, until it is told to end and all is acknowledged. */
    private void start(LedgerClient client, Work work) {
        threads.add(Thread.ofPlatform().start(() -> {
            while (!isEnding || client.inFlight() > 0) {
                try {
                    client.connect();
                    while (!isEnding) {
                        work.run(client);
                    }
                    while (client.inFlight() > 0) {
                        client.take();
                    }
                } catch (IOException _) {
                    LockSupport.parkNanos(10_000_000); // the broker is gone
                } catch (RuntimeException e) {
                    failure.set(e);
                    return;
                }
            }
        }));
    }

    private static void publish(LedgerClient client, int qos, String topic) throws IOException {
        client.publish(qos, false, topic);
        LockSupport.parkNanos(1_500_000); // the relay is to keep up, so that kills meet messages in every state
    }

    private void subscribe(LedgerClient client, String filter) throws IOException {
        client.connect();
        client.subscribe(filter, 2);
        client.close();
    }

    private void startGateway() throws Exception {
        gateway = CrashRelay.start(folder.resolve("gateway.db"), here, bridge);
    }

    private void startUpstream() throws Exception {
        upstream = CrashRelay.start(folder.resolve("upstream.db"), there, null);
    }

    @Test
    void nothingAcknowledgedIsLostBetweenTheBrokersAndQos2ComesOnce() throws Exception {
        System.out.println("RelayCrashIT: " + KILLS + " kills, seed " + SEED);
        Random random = new Random(SEED);
        bridge = CrashRelay.bridge(folder, "topic up/# out 2\ntopic down/# in 2\n", there);
        LedgerClient upReader = client("up-reader", there);
        LedgerClient downReader = client("down-reader", here);
        int[] killed = new int[3];
        try {
            startUpstream();
            startGateway();
            CrashRelay.expect(gateway, "online"); // from now on what is published there comes here
            subscribe(upReader, "up/#");
            subscribe(downReader, "down/#");
            for (int qos = 1; qos <= 2; qos++) {
                int q = qos;
                start(client("up-" + q, here), client -> publish(client, q, "up/" + q));
                start(client("down-" + q, there), client -> publish(client, q, "down/" + q));
            }
            start(upReader, LedgerClient::take);
            start(downReader, LedgerClient::take);
            for (int kill = 0; kill < KILLS; kill++) {
                Thread.sleep(20 + random.nextInt(700)); // the random moment
                int which = random.nextInt(3);
                killed[which]++;
                if (which != 1) {
                    gateway.destroyForcibly().waitFor();
                }
                if (which != 0) {
                    upstream.destroyForcibly().waitFor();
                    startUpstream();
                }
                if (which != 1) {
                    startGateway();
                }
                assertNull(failure.get());
                if ((kill + 1) % REPORT_EVERY == 0) {
                    System.out.println("RelayCrashIT: " + (kill + 1) + " kills");
                }
            }
            end(upReader, downReader);
        } finally {
            isEnding = true;
            for (Process process : new Process[]{gateway, upstream}) {
                if (process != null) {
                    process.destroyForcibly().waitFor();
                }
            }
        }
        System.out.printf("RelayCrashIT: killed the gateway %d times, the upstream %d times, both %d times%n",
                killed[0],
                killed[1], killed[2]);
        LedgerVerdict verdict = new LedgerVerdict(books, Long.MAX_VALUE, false);
        System.out.println(verdict);
        assertTrue(verdict.isGood());
        assertEquals(4, verdict.lines().size(), "every stream has its subscriber");
    }

    private void end(LedgerClient... readers) throws Exception {
        isEnding = true;
        for (Thread thread : threads.subList(0, 4)) { // publishers end when all is acknowledged
            thread.join();
        }
        for (LedgerClient reader : readers) { // wakes those who wait for a message
            reader.close();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertNull(failure.get());
        for (LedgerClient reader : readers) {
            reader.connect();
            reader.drain(QUIET_MILLIS);
            reader.close();
        }
    }
}
