package dev.libellule.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.pi4j.io.gpio.digital.PullResistance;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.flow.FlowMeter;
import dev.libellule.sensors.hcsr04.Hcsr04;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pulse.PulseCounter;
import dev.libellule.sensors.pwmled.PwmLed;
import dev.libellule.sensors.servo.Servo;
import dev.libellule.simulator.chips.Hcsr04Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is on pins, through Pi4J: edges with their time, and pulses. */
class PinChipsTest {
    private static final long SECOND = 1_000_000_000;

    private final SimulatedPi pi = new SimulatedPi();
    private final PiBuses buses = new PiBuses(pi.context());
    private final int[] values = new int[2];

    @AfterEach
    void close() {
        pi.close();
    }

    private Hcsr04 ranger(int centiCelsius) {
        return new Hcsr04(buses.output(23, false), buses.edges(24, PullResistance.OFF, 0), 3, () -> centiCelsius);
    }

    @ParameterizedTest
    @CsvSource({"20, 2000", "1200, 2150", "3999, -1000"})
    void hcsr04MeasuresWhatIsInFrontOfIt(int millimetres, int centiCelsius) {
        Hcsr04Model model = new Hcsr04Model(pi, 23, 24);
        model.setDistance(millimetres, centiCelsius);
        assertEquals(SensorStatus.OK, ranger(centiCelsius).sample(values));
        assertEquals(millimetres, values[0], 1);
    }

    @Test
    void hcsr04WithNothingInFrontOfItOrPulledOut() {
        Hcsr04Model model = new Hcsr04Model(pi, 23, 24);
        Hcsr04 driver = ranger(2000);
        model.setDistance(9000, 2000);
        assertEquals(SensorStatus.OUT_OF_RANGE, driver.sample(values));
        model.setDeaf(true);
        assertEquals(SensorStatus.NOT_RESPONDING, driver.sample(values));
        model.setDeaf(false);
        model.setDistance(500, 2000);
        assertEquals(SensorStatus.OK, driver.sample(values));
        pi.drive(24, true); // the echo line hangs
        assertEquals(SensorStatus.TIMEOUT, driver.sample(values));
    }

    @Test
    void pulsesAreCountedWithTheirTime() {
        PulseCounter counter = new PulseCounter(buses.edges(5, PullResistance.PULL_UP, 0), 1000, 0);
        FlowMeter flow = new FlowMeter(buses.edges(6, PullResistance.PULL_UP, 0), 450, 30, 0);
        for (int i = 0; i < 100; i++) {
            pi.drive(5, false, i * SECOND / 10);
            pi.drive(5, true, i * SECOND / 10 + SECOND / 30);
            pi.drive(6, false, i * SECOND / 75);
            pi.drive(6, true, i * SECOND / 75 + SECOND / 200);
        }
        assertEquals(SensorStatus.OK, counter.sample(values));
        assertEquals(100, values[PulseCounter.TOTAL]);
        assertEquals(60_000, values[PulseCounter.RATE]);
        assertEquals(SensorStatus.OK, flow.sample(values));
        assertEquals(1000, values[FlowMeter.FLOW], 1);
        assertEquals(222, values[FlowMeter.VOLUME]);
    }

    @Test
    void ledAndServoAreOnThePulseHardware() {
        PwmLed led = new PwmLed(buses.pwm(0, 0), false, PwmLed.USUAL_PERIOD_NANOS);
        assertEquals(SensorStatus.OK, led.set(50));
        assertEquals(368_374, pi.pwm(0).dutyNanos(), 2);
        assertEquals(50, led.measured());
        Servo servo = new Servo(buses.pwm(0, 1), 180, 1000, 2000);
        servo.set(45);
        assertEquals(1_250_000, pi.pwm(1).dutyNanos());
        assertEquals(20_000_000, pi.pwm(1).periodNanos());
        assertEquals(45, servo.measured());
    }
}
