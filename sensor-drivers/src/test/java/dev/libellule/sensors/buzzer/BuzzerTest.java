package dev.libellule.sensors.buzzer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.FakePwm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuzzerTest {
    private final FakePwm line = new FakePwm();
    private final Buzzer buzzer = new Buzzer(line, Buzzer.USUAL_HERTZ);

    @Test
    void oneIsTheUsualTone() {
        assertEquals(0, buzzer.measured());
        assertEquals(SensorStatus.OK, buzzer.set(1));
        assertEquals(370_370, line.periodNanos());
        assertEquals(185_185, line.dutyNanos());
        assertEquals(1, buzzer.measured());
        buzzer.set(0);
        assertEquals(0, line.dutyNanos());
        assertEquals(0, buzzer.measured());
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 440, 2699, 19_999, 20_000})
    void aNumberIsATone(int hertz) {
        assertEquals(SensorStatus.OK, buzzer.set(hertz));
        assertEquals(hertz, buzzer.measured());
    }

    @Test
    void whatItCannotDoIsRefused() {
        assertEquals(SensorStatus.OUT_OF_RANGE, buzzer.set(2));
        assertEquals(SensorStatus.OUT_OF_RANGE, buzzer.set(20_001));
        line.setGone(true);
        assertEquals(SensorStatus.NOT_RESPONDING, buzzer.set(0));
        assertEquals(0, buzzer.measured());
    }

    @Test
    void allocatesNothing() {
        assertEquals(0, Allocations.of(() -> buzzer.set(1 - buzzer.measured())));
    }
}
