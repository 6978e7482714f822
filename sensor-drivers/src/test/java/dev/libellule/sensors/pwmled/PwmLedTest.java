package dev.libellule.sensors.pwmled;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.FakePwm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PwmLedTest {
    private final FakePwm line = new FakePwm();

    @ParameterizedTest // CIE 1976: half of the lightness is 18.4 % of the luminance
    @CsvSource({"0, 0", "1, 1107", "8, 8856", "9, 10010", "50, 184187", "100, 1000000"})
    void percentsAreThoseOfTheEye(int percent, int millionths) {
        assertEquals(millionths, PwmLed.millionths(percent));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void measuredIsWhatWasSet(boolean activeLow) {
        PwmLed led = new PwmLed(line, activeLow, PwmLed.USUAL_PERIOD_NANOS);
        for (int percent = 0; percent <= 100; percent++) {
            assertEquals(SensorStatus.OK, led.set(percent));
            assertEquals(percent, led.measured());
        }
    }

    @Test
    void anActiveLowLedIsDarkWhenTheLineIsHigh() {
        PwmLed led = new PwmLed(line, true, 1000);
        assertEquals(100, led.measured()); // lines are low until they are set
        led.set(0);
        assertEquals(1000, line.dutyNanos());
    }

    @Test
    void whatItCannotDoIsRefused() {
        PwmLed led = new PwmLed(line, false, 1000);
        assertEquals(SensorStatus.OUT_OF_RANGE, led.set(101));
        assertEquals(SensorStatus.OUT_OF_RANGE, led.set(-1));
        line.setGone(true);
        assertEquals(SensorStatus.NOT_RESPONDING, led.set(1));
        assertEquals(0, led.measured());
    }

    @Test
    void allocatesNothing() {
        PwmLed led = new PwmLed(line, false, PwmLed.USUAL_PERIOD_NANOS);
        assertEquals(0, Allocations.of(() -> led.set(100 - led.measured())));
    }
}
