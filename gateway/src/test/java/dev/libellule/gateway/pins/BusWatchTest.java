package dev.libellule.gateway.pins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.simulator.I2cModel;
import dev.libellule.simulator.SimulatedPi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is said of a bus that hangs. */
class BusWatchTest {
    private static final long PATIENCE_SECONDS = 30;

    private final List<String> said = new ArrayList<>();
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Test
    void whatHangsIsNamedOnceAndSoIsItsEnd() throws Exception {
        try (SimulatedPi pi = new SimulatedPi()) {
            pi.plug(3, 0x40, new Stuck());
            PiBuses buses = new PiBuses(pi.context());
            BusWatch watch = new BusWatch(buses, Duration.ZERO, said::add);
            I2cTarget target = buses.i2c(3, 0x40);
            watch.look();
            assertEquals(List.of(), said);
            Thread transfer = Thread.ofPlatform().daemon().start(() -> target.write(new byte[1], 0, 1));
            assertTrue(hangs.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
            watch.look();
            watch.look();
            assertEquals(
                    List.of("I2C bus 3 address 0x40: a transfer hangs for 0 s and holds up its bus; the other buses go"
                            + " on. A chip or a loose wire holds SDA or SCL down: take it out, or switch its power off and on"),
                    said);
            released.countDown();
            transfer.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            watch.look();
            watch.look();
            assertEquals("I2C bus 3 address 0x40: its bus goes on again", said.getLast());
            assertEquals(2, said.size());
        }
    }

    /** Holds the bus until it is let go. */
    private final class Stuck implements I2cModel {
        @Override
        public void written(byte[] bytes, int offset, int length) {
            hangs.countDown();
            try {
                released.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void read(byte[] bytes, int offset, int length) {
            throw new UnsupportedOperationException("only written to");
        }
    }
}
