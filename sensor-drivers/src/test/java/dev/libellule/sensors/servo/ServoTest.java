package dev.libellule.sensors.servo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.FakePwm;
import org.junit.jupiter.api.Test;

class ServoTest {
    private final FakePwm line = new FakePwm();
    private final Servo servo = new Servo(line, 180, 1000, 2000);

    @Test
    void anglesArePulsesOfOneToTwoMilliseconds() {
        assertEquals(Servo.SLACK, servo.measured());
        assertEquals(SensorStatus.OK, servo.set(90));
        assertEquals(20_000_000, line.periodNanos());
        assertEquals(1_500_000, line.dutyNanos());
        for (int degrees = 0; degrees <= 180; degrees++) {
            servo.set(degrees);
            assertEquals(degrees, servo.measured());
        }
    }

    @Test
    void whatItCannotDoIsRefused() {
        assertEquals(SensorStatus.OUT_OF_RANGE, servo.set(181));
        assertEquals(SensorStatus.OUT_OF_RANGE, servo.set(-1));
        line.setGone(true);
        assertEquals(SensorStatus.NOT_RESPONDING, servo.set(0));
        assertEquals(Servo.SLACK, servo.measured());
        assertThrows(IllegalArgumentException.class, () -> new Servo(line, 180, 300, 2000));
        assertThrows(IllegalArgumentException.class, () -> new Servo(line, 180, 2000, 1000));
        assertThrows(IllegalArgumentException.class, () -> new Servo(line, 0, 1000, 2000));
    }

    @Test
    void allocatesNothing() {
        servo.set(0);
        assertEquals(0, Allocations.of(() -> servo.set(180 - servo.measured())));
    }
}
