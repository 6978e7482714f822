package dev.libellule.sensors.pcf8574;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.bus.TranscriptTarget;
import dev.libellule.sensors.button.Button;
import dev.libellule.sensors.led.Led;
import org.junit.jupiter.api.Test;

class Pcf8574Test {
    @Test
    void ledAndButtonDoNotKnowThatTheyAreOnAnExpander() {
        TranscriptTarget target = new TranscriptTarget("""
                20 W FE                 # P0 low from the start, the others let go
                20 W FF                 # P0 high
                20 R DF                 # P5 is tied to ground
                20 R FF
                20 R FF
                """);
        Pcf8574 chip = new Pcf8574(target);
        Led led = new Led(chip.output(0, false));
        Button button = new Button(chip.input(5), true, 0);
        led.set(1);
        button.poll(0);
        assertTrue(button.isClosed());
        button.poll(1);
        assertFalse(button.isClosed());
        assertEquals(1, led.measured());
        target.isOver();
    }

    @Test
    void whatTheChipHasForgottenIsWrittenAgain() { // 7.3: all high after a reset
        TranscriptTarget target = new TranscriptTarget("20 W FE\n20 R FF\n20 W FE\n20 R FE\n");
        assertFalse(new Pcf8574(target).output(0, false).isHigh());
        target.isOver();
    }

    @Test
    void aLineThatSomethingElseHoldsIsReadAsItIs() {
        TranscriptTarget target = new TranscriptTarget("20 W FE\n20 R FF\n20 W FE\n20 R FF\n");
        assertTrue(new Pcf8574(target).output(0, false).isHigh());
        target.isOver();
    }

    @Test
    void aChipThatComesLaterIsBroughtToItsLevels() {
        TranscriptTarget target = new TranscriptTarget("20 W FE NACK\n20 W FE NACK\n20 R FF\n20 W FE\n20 R FE\n");
        DigitalOutputLine line = new Pcf8574(target).output(0, false);
        assertThrows(BusException.class, () -> line.set(false));
        assertFalse(line.isHigh());
        target.isOver();
    }

    @Test
    void aLineIsUsedOnce() {
        Pcf8574 chip = new Pcf8574(new TranscriptTarget("20 W FE\n"));
        chip.input(3);
        assertTrue(assertThrows(BusException.class, () -> chip.output(3, true)).getMessage().contains("line 3"));
        assertThrows(BusException.class, () -> chip.input(8));
    }

    @Test
    void allocatesNothing() {
        TranscriptTarget target = new TranscriptTarget("20 W FE\nsample\n20 W FF\n20 R FF\n20 R FF\n");
        Pcf8574 chip = new Pcf8574(target);
        DigitalOutputLine output = chip.output(0, false);
        DigitalLine input = chip.input(1);
        assertEquals(0, Allocations.of(() -> {
            target.again();
            output.set(true);
            assertTrue(output.isHigh() & input.isHigh());
        }));
    }
}
