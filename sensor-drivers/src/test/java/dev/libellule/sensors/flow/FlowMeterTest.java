package dev.libellule.sensors.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.FakeEdges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowMeterTest {
    private static final long SECOND = 1_000_000_000;

    private final FakeEdges edges = new FakeEdges();
    private final int[] values = new int[2];
    private long now;

    private FlowMeter meter(int millilitres) {
        return new FlowMeter(edges, FlowMeter.USUAL_PULSES_PER_LITRE, 30, millilitres, () -> now);
    }

    @ParameterizedTest // YF-S201: f = 7.5 x Q
    @CsvSource({"75, 1000000000, 450, 1000", "15, 1000000000, 450, 200", "1, 1000000000, 450, 13", "0, 1000, 450, 0"})
    void flowOfAFrequency(int pulses, long nanos, int pulsesPerLitre, int centiLitresPerMinute) {
        assertEquals(centiLitresPerMinute, FlowMeter.flow(pulses, nanos, pulsesPerLitre));
    }

    @Test
    void measuresFlowAndVolume() {
        FlowMeter meter = meter(1000);
        edges.pulses(450, 0, SECOND / 75);
        assertEquals(SensorStatus.OK, meter.sample(values));
        assertEquals(1000, values[FlowMeter.FLOW], 1); // 10 l/min
        assertEquals(2000, values[FlowMeter.VOLUME]);
        now = SECOND;
        meter.sample(values);
        assertEquals(0, values[FlowMeter.FLOW]);
        assertEquals(2000, meter.millilitres());
    }

    @Test
    void aFlowAfterAPauseIsMeasuredFromItsOwnFirstPulse() {
        FlowMeter meter = meter(0);
        edges.pulses(10, 0, SECOND / 75);
        meter.sample(values);
        now = 60 * SECOND;
        meter.sample(values);
        edges.pulses(76, 60 * SECOND, SECOND / 75);
        meter.sample(values);
        assertEquals(1000, values[FlowMeter.FLOW], 1);
    }

    @Test
    void moreThanTheMeterCanMeasureIsADisturbedLine() {
        FlowMeter meter = meter(0);
        edges.pulses(100, 0, SECOND / 300);
        assertEquals(SensorStatus.OUT_OF_RANGE, meter.sample(values));
        edges.lose(1);
        assertEquals(SensorStatus.OUT_OF_RANGE, meter.sample(values));
        assertEquals(SensorStatus.OK, meter.sample(values));
    }

    @Test
    void theVolumeBeginsAgainAsAMeterDoes() {
        FlowMeter meter = meter(Integer.MAX_VALUE);
        edges.pulses(450, 0, SECOND / 75);
        meter.sample(values);
        assertEquals(999, meter.millilitres());
    }

    @Test
    void allocatesNothing() {
        FlowMeter meter = meter(0);
        assertEquals(0, Allocations.of(() -> {
            edges.pulses(3, meter.millilitres() * SECOND, SECOND);
            meter.sample(values);
        }));
    }
}
