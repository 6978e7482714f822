package dev.libellule.gateway.pins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.pi4j.io.gpio.digital.PullResistance;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pulse.PulseCounter;
import dev.libellule.simulator.SimulatedPi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptTotalTest {
    private final SimulatedPi pi = new SimulatedPi();
    private final int[] values = new int[2];
    private long now = 1;
    private long pulseNanos;

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        pi.close();
    }

    private KeptTotal counter(int gpio) {
        PulseCounter counter = new PulseCounter(
                new PiBuses(pi.context()).edges(gpio, PullResistance.PULL_UP, 0), 0, 0);
        return KeptTotal.resume(counter, folder.resolve("totals"), "pi pulsecounter at GPIO " + gpio, () -> now);
    }

    private void pulse(int gpio, int count) {
        for (int i = 0; i < count; i++) {
            pi.drive(gpio, false, ++pulseNanos);
            pi.drive(gpio, true, ++pulseNanos);
        }
    }

    @Test
    void whatWasCountedSurvivesARestart() throws Exception {
        KeptTotal before = counter(5);
        pulse(5, 3);
        before.sample(values);
        before.close();
        assertEquals("3\n", Files.readString(folder.resolve("totals/pi_pulsecounter_at_GPIO_5")));
        try (SimulatedPi restarted = new SimulatedPi()) {
            PulseCounter counter = new PulseCounter(
                    new PiBuses(restarted.context()).edges(5, PullResistance.PULL_UP, 0), 0, 0);
            KeptTotal after = KeptTotal.resume(counter, folder.resolve("totals"), "pi pulsecounter at GPIO 5",
                    () -> now);
            restarted.drive(5, false, 1);
            after.sample(values);
            assertEquals(4, values[PulseCounter.TOTAL]);
        }
    }

    @Test
    void itIsWrittenEachMinuteIfItHasChanged() throws Exception {
        KeptTotal counter = counter(5);
        Path file = folder.resolve("totals/pi_pulsecounter_at_GPIO_5");
        pulse(5, 1);
        counter.sample(values);
        assertFalse(Files.exists(file));
        now += TimeUnit.MINUTES.toNanos(1);
        counter.sample(values);
        assertEquals("1\n", Files.readString(file));
        Files.delete(file);
        now += TimeUnit.MINUTES.toNanos(1);
        counter.sample(values);
        assertFalse(Files.exists(file), "nothing has changed");
    }

    @Test
    void aDamagedFileStopsNothing() throws Exception {
        Files.createDirectories(folder.resolve("totals"));
        Files.writeString(folder.resolve("totals/pi_pulsecounter_at_GPIO_6"), "douze");
        KeptTotal counter = counter(6);
        pulse(6, 2);
        counter.sample(values);
        assertEquals(2, values[PulseCounter.TOTAL]);
        Files.writeString(folder.resolve("file"), "");
        KeptTotal elsewhere = KeptTotal.resume(
                new PulseCounter(new PiBuses(pi.context()).edges(7, PullResistance.PULL_UP, 0), 0, 0),
                folder.resolve("file"), "x", () -> now);
        pulse(7, 1);
        elsewhere.sample(values);
        elsewhere.close(); // says that it cannot be written
        assertEquals(1, values[PulseCounter.TOTAL]);
    }
}
