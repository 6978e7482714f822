package dev.libellule.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.button.Button;
import dev.libellule.sensors.led.Led;
import dev.libellule.sensors.mcp23017.Mcp23017;
import dev.libellule.sensors.pca9685.Pca9685;
import dev.libellule.sensors.pcf8574.Pcf8574;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pwmled.PwmLed;
import dev.libellule.sensors.relay.Relay;
import dev.libellule.sensors.servo.Servo;
import dev.libellule.simulator.chips.Mcp23017Model;
import dev.libellule.simulator.chips.Pca9685Model;
import dev.libellule.simulator.chips.Pcf8574Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Expanders on their models, through Pi4J: what is on their lines does not know it. */
class ExpanderChipsTest {
    private final SimulatedPi pi = new SimulatedPi();
    private final PiBuses buses = new PiBuses(pi.context());
    private final BenchTime time = new BenchTime();

    @AfterEach
    void close() {
        pi.close();
    }

    @Test
    void pcf8574SwitchesARelayAndReadsAButton() {
        Pcf8574Model model = new Pcf8574Model();
        pi.plug(1, 0x20, model);
        Pcf8574 chip = new Pcf8574(buses.i2c(1, 0x20));
        Relay relay = new Relay(chip.output(0, Relay.levelOf(false, true)), true);
        Button button = new Button(chip.input(5), true, 0);
        assertTrue(model.isHigh(0));
        assertEquals(SensorStatus.OK, relay.set(1));
        assertFalse(model.isHigh(0));
        assertEquals(1, relay.measured());
        model.tieLow(5);
        button.poll(0);
        assertTrue(button.isClosed());
        model.brownOut();
        assertEquals(1, relay.measured()); // it has been written again
        assertFalse(model.isHigh(0));
        model.tieHigh(0);
        assertEquals(0, relay.measured()); // measured is not what was asked for
    }

    @Test
    void pcf8574ThatIsPulledOutLetsGoOfItsRelay() {
        Pcf8574Model model = new Pcf8574Model();
        pi.plug(1, 0x20, model);
        Relay relay = new Relay(new Pcf8574(buses.i2c(1, 0x20)).output(0, true), true);
        relay.set(1);
        pi.unplug(1, 0x20);
        assertEquals(SensorStatus.NOT_RESPONDING, relay.set(1));
        assertEquals(0, relay.measured());
        pi.plug(1, 0x20, new Pcf8574Model());
        assertEquals(1, relay.measured());
    }

    @Test
    void mcp23017LightsAnLedAndReadsAButton() {
        Mcp23017Model model = new Mcp23017Model();
        pi.plug(1, 0x20, model);
        Mcp23017 chip = new Mcp23017(buses.i2c(1, 0x20));
        Led led = new Led(chip.output(12, false));
        DigitalLine button = chip.input(3, true);
        assertTrue(button.isHigh());
        assertTrue(model.isOutput(12));
        assertFalse(model.isOutput(3));
        assertEquals(SensorStatus.OK, led.set(1));
        assertTrue(model.isHigh(12));
        model.tieLow(3);
        assertFalse(button.isHigh());
        model.brownOut();
        assertFalse(model.isOutput(12));
        assertEquals(1, led.measured()); // set up again
        assertTrue(model.isOutput(12));
        assertTrue(model.isHigh(12));
        pi.unplug(1, 0x20);
        assertEquals(SensorStatus.NOT_RESPONDING, led.set(0));
        assertThrows(BusException.class, button::isHigh);
        pi.plug(1, 0x20, new StuckHigh());
        assertThrows(BusException.class, button::isHigh);
        pi.plug(1, 0x20, model);
        assertFalse(button.isHigh());
    }

    @Test
    void mcp23017WithNothingButOutputsThatAreLowIsSeenToBeReset() {
        Mcp23017Model model = new Mcp23017Model();
        pi.plug(1, 0x21, model);
        Mcp23017 chip = new Mcp23017(buses.i2c(1, 0x21));
        Led[] leds = new Led[16];
        for (int i = 0; i < leds.length; i++) {
            leds[i] = new Led(chip.output(i, false));
        }
        model.brownOut();
        model.tieHigh(7);
        assertEquals(0, leds[3].measured());
        assertTrue(model.isOutput(3));
        assertEquals(1, leds[7].measured());
    }

    @Test
    void pca9685HoldsAServoAndDimsAnLed() {
        Pca9685Model model = new Pca9685Model();
        pi.plug(1, 0x40, model);
        Pca9685 chip = new Pca9685(buses.i2c(1, 0x40), 50, time);
        Servo servo = new Servo(chip.line(0), 180, 1000, 2000);
        PwmLed led = new PwmLed(chip.line(15), false, chip.periodNanos());
        assertEquals(Servo.SLACK, servo.measured());
        assertEquals(SensorStatus.OK, servo.set(90));
        assertEquals(1_500_000, model.dutyNanos(0), 5_000); // a step is 4.9 us
        assertEquals(20_000_000, model.periodNanos(), 40_000);
        assertEquals(90, servo.measured(), 1);
        led.set(100);
        assertEquals(model.periodNanos(), model.dutyNanos(15));
        assertEquals(100, led.measured());
        led.set(0);
        assertEquals(0, model.dutyNanos(15));
        model.brownOut();
        assertEquals(0, model.dutyNanos(0)); // slack
        led.set(50);
        assertEquals(1_500_000, model.dutyNanos(0), 5_000); // all lines are what they were
        assertEquals(50, led.measured());
        pi.unplug(1, 0x40);
        assertEquals(SensorStatus.NOT_RESPONDING, servo.set(10));
        assertEquals(Servo.SLACK, servo.measured());
        pi.plug(1, 0x40, new StuckHigh());
        assertEquals(SensorStatus.NOT_RESPONDING, servo.set(10));
        pi.plug(1, 0x40, model);
        assertEquals(SensorStatus.OK, servo.set(10));
    }
}
