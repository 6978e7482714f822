package dev.libellule.gateway.pins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.libellule.boards.BoardFile;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.simulator.SimulatedPi;
import dev.libellule.simulator.Surroundings;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The chips of a board file on a simulated Pi. */
class PinPartsTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final int SAMPLES = 12;

    private final BlockingQueue<Runnable> handedOver = new LinkedBlockingQueue<>();

    private static byte[] yaml(String text) {
        return ("board: pi\nmodel: raspberry-pi\n" + text).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aChipThatIsPulledOutComesBackByItselfAndSpoilsNoOther() throws InterruptedException {
        try (SimulatedPi pi = new SimulatedPi();
                PinParts parts = new PinParts(BoardFile.parse("pi.yaml", yaml("""
                        sensors:
                          - {chip: bme280, every: 100 ms, signals: [{name: humidity}]}
                          - {chip: ds18b20, every: 1 s, signals: [{name: temperature}]}
                        """)), new PiBuses(pi.context()), pi.sys())) {
            pi.follow(Surroundings.ROOM);
            parts.start(handedOver::add);
            awaitValue(parts, 0, 450);
            awaitValue(parts, 1, 215);
            pi.plugBme280(false);
            pi.follow(Surroundings.ROOM.withClimate(1000, 6000, 100_000));
            awaitValue(parts, 1, 100);
            assertEquals(450, parts.signals()[0].value());
            pi.plugBme280(true);
            awaitValue(parts, 0, 600);
        }
    }

    /** Plays the node's thread until a signal has a value, give or take one. */
    private void awaitValue(PinParts parts, int signal, int expected) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (Math.abs(parts.signals()[signal].value() - expected) > 1) {
            Runnable task = handedOver.poll(1, TimeUnit.SECONDS);
            if (task != null) {
                task.run();
            }
            assertTrue(System.nanoTime() - deadline < 0, "signal " + signal + " is " + parts.signals()[signal].value());
        }
    }

    @Test
    void aSampleThatIsHandedOverAllocatesNothing() throws InterruptedException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (SimulatedPi pi = new SimulatedPi();
                PinParts parts = new PinParts(BoardFile.parse("pi.yaml", yaml(
                        "sensors: [{chip: bme280, every: 100 ms, signals: [{name: humidity}]}]\n")),
                        new PiBuses(pi.context()), pi.sys())) {
            long[] allocated = new long[SAMPLES];
            AtomicInteger count = new AtomicInteger();
            CountDownLatch left = new CountDownLatch(SAMPLES);
            parts.start(task -> {
                task.run(); // here on the sampling thread, so that it is measured too
                allocated[Math.min(count.getAndIncrement(), SAMPLES - 1)] = threads.getCurrentThreadAllocatedBytes();
                left.countDown();
            });
            assertTrue(left.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
            long least = Long.MAX_VALUE;
            for (int i = 1; i < SAMPLES - 1; i++) { // the first ones load classes
                least = Math.min(least, allocated[i] - allocated[i - 1]);
            }
            assertEquals(0, least, "bytes a sample");
        }
    }
}
