package dev.libellule.sensors.pulse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.FakeEdges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PulseCounterTest {
    private static final long SECOND = 1_000_000_000;

    private final FakeEdges edges = new FakeEdges();
    private final int[] values = new int[2];
    private long now;

    private PulseCounter counter(int total) {
        return new PulseCounter(edges, 1000, total, () -> now);
    }

    @ParameterizedTest // pulses in nanoseconds, hundredths of a pulse a minute
    @CsvSource({"1, 1000000000, 6000", "10, 1000000000, 60000", "1, 60000000000, 100", "0, 1, 0", "1, 0, 0",
            "1000000, 1000000000, 2147483647"})
    void rateIsBetweenPulses(int pulses, long nanos, int rate) {
        assertEquals(rate, PulseCounter.rate(pulses, nanos));
    }

    @Test
    void countsFallingEdgesAndMeasuresTheirRate() {
        PulseCounter counter = counter(40);
        edges.pulses(5, 0, SECOND / 10);
        assertEquals(SensorStatus.OK, counter.sample(values));
        assertEquals(45, values[PulseCounter.TOTAL]);
        assertEquals(60_000, values[PulseCounter.RATE]); // 10 a second
        edges.pulses(1, 1 * SECOND + 4 * SECOND / 10, 1);
        counter.sample(values);
        assertEquals(46, values[PulseCounter.TOTAL]);
        assertEquals(6_000, values[PulseCounter.RATE]); // one second after the last one
    }

    @Test
    void theRateFallsWithoutPulses() {
        PulseCounter counter = counter(0);
        edges.pulses(2, 0, SECOND);
        counter.sample(values);
        assertEquals(6_000, values[PulseCounter.RATE]);
        now = 10 * SECOND;
        counter.sample(values);
        assertEquals(600, values[PulseCounter.RATE]);
        now = 300 * SECOND;
        counter.sample(values);
        assertEquals(0, values[PulseCounter.RATE]);
        assertEquals(2, values[PulseCounter.TOTAL]);
    }

    @Test
    void oneThatComesTooSoonIsABounce() {
        PulseCounter counter = counter(0);
        edges.add(false, 0);
        edges.add(true, 100_000);
        edges.add(false, 200_000);
        edges.add(true, 300_000);
        edges.add(false, 1_000_000);
        counter.sample(values);
        assertEquals(2, values[PulseCounter.TOTAL]);
        assertEquals(1, counter.bounces());
    }

    @Test
    void lostEdgesAreARejectedReading() {
        PulseCounter counter = counter(0);
        edges.lose(3);
        assertEquals(SensorStatus.OUT_OF_RANGE, counter.sample(values));
        assertEquals(SensorStatus.OK, counter.sample(values));
    }

    @Test
    void theTotalBeginsAgainAsAMeterDoes() {
        PulseCounter counter = counter(Integer.MAX_VALUE);
        edges.pulses(1, 0, SECOND);
        counter.sample(values);
        assertEquals(0, counter.total());
    }

    @Test
    void allocatesNothing() {
        PulseCounter counter = counter(0);
        assertEquals(0, Allocations.of(() -> {
            edges.pulses(3, counter.total() * SECOND, SECOND);
            counter.sample(values);
        }));
    }
}
