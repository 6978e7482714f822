package dev.libellule.sensors.rgbled;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.FakePwm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RgbLedTest {
    private final FakePwm red = new FakePwm();
    private final FakePwm green = new FakePwm();
    private final FakePwm blue = new FakePwm();

    private RgbLed led(boolean activeLow) {
        return new RgbLed(red, green, blue, activeLow, 2_000_000);
    }

    @Test
    void eachColourHasItsLine() {
        assertEquals(SensorStatus.OK, led(false).set(0xFF8000));
        assertEquals(2_000_000, red.dutyNanos());
        assertEquals(439_040, green.dutyNanos(), 300); // (128/255)^2.2 = 0.2195
        assertEquals(0, blue.dutyNanos());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void measuredIsWhatWasSet(boolean activeLow) {
        RgbLed led = led(activeLow);
        for (int level = 0; level < 256; level += 5) {
            int colour = level << 16 | (255 - level) << 8 | level / 2 + 20;
            led.set(colour);
            assertEquals(colour, led.measured());
        }
    }

    @Test
    void whatItCannotDoIsRefused() {
        RgbLed led = led(false);
        assertEquals(0, led.measured());
        assertEquals(SensorStatus.OUT_OF_RANGE, led.set(0x1000000));
        assertEquals(SensorStatus.OUT_OF_RANGE, led.set(-1));
        green.setGone(true);
        assertEquals(SensorStatus.NOT_RESPONDING, led.set(1));
        assertEquals(0, led.measured());
    }

    @Test
    void allocatesNothing() {
        RgbLed led = led(false);
        assertEquals(0, Allocations.of(() -> led.set(0xFFFFFF - led.measured())));
    }
}
