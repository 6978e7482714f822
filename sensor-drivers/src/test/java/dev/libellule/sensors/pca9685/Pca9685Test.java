package dev.libellule.sensors.pca9685;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.PwmLine;
import dev.libellule.sensors.bus.TranscriptTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Pca9685Test {
    private static final String SET_UP = """
            40 W 00 30              # MODE1: auto-increment, asleep
            40 W FE 79              # prescaler 121
            40 W FE R 79
            40 W 01 04              # MODE2: totem pole
            """ + "40 W 06 00 00 33 01 " + "00 00 00 10 ".repeat(15) + """

            40 W 00 20              # awake
            wait 1
            """;

    @ParameterizedTest // 7.3.5, whose example is 200 Hz
    @CsvSource({"50, 121", "200, 30", "60, 101", "1000, 5", "1526, 3", "24, 253"})
    void prescaleOfAFrequency(int hertz, int prescale) {
        assertEquals(prescale, Pca9685.prescale(hertz));
    }

    @ParameterizedTest
    @ValueSource(ints = {23, 1800})
    void otherFrequenciesAreRefused(int hertz) {
        assertThrows(IllegalArgumentException.class, () -> Pca9685.prescale(hertz));
    }

    @Test
    void aPulseOfOneAndAHalfMillisecondsIs307Steps() {
        TranscriptTarget target = new TranscriptTarget(SET_UP + "40 W 06 00 00 33 01\n");
        PwmLine line = new Pca9685(target, 50, target).line(0);
        line.set(20_000_000, 1_500_000);
        target.isOver();
        assertEquals(307, Pca9685.steps(1_500_000, 20_000_000));
    }

    @Test
    void alwaysOnAndAlwaysOffHaveTheirBits() { // 7.3.3
        TranscriptTarget target = new TranscriptTarget(SET_UP.replace("33 01", "00 00").replace("06 00 00", "06 00 10")
                + "40 W 06 00 10 00 00\n40 W 00 R 20\n40 W 06 R 00 10 00 00\n40 W 00 R 20\n40 W 06 00 00 00 10\n"
                + "40 W 00 R 20\n40 W 06 R 00 00 00 10\n");
        PwmLine line = new Pca9685(target, 50, target).line(0);
        line.set(20_000_000, 20_000_000);
        assertEquals(20_000_000, line.dutyNanos());
        line.set(20_000_000, 0);
        assertEquals(0, line.dutyNanos());
        target.isOver();
    }

    @Test
    void aChipThatSleepsWasResetAndIsSetUpAgain() {
        TranscriptTarget target = new TranscriptTarget(
                SET_UP + "40 W 06 00 00 33 01\n40 W 00 R 11\n" + SET_UP + "40 W 06 00 00 33 01\n");
        PwmLine line = new Pca9685(target, 50, target).line(0);
        line.set(20_000_000, 1_500_000);
        line.set(20_000_000, 1_500_000);
        target.isOver();
    }

    @Test
    void aPrescalerThatDoesNotReadBackIsAnotherChip() {
        TranscriptTarget target = new TranscriptTarget("40 W 00 30\n40 W FE 79\n40 W FE R FF\n");
        PwmLine line = new Pca9685(target, 50, target).line(0);
        String message = assertThrows(BusException.class, () -> line.set(20_000_000, 1_500_000)).getMessage();
        assertTrue(message.contains("prescaler reads 0xFF"), message);
    }

    @Test
    void allLinesShareOnePeriod() {
        TranscriptTarget target = new TranscriptTarget("40 W 00 30\n");
        Pca9685 chip = new Pca9685(target, 50, target);
        PwmLine line = chip.line(0);
        assertThrows(BusException.class, () -> line.set(2_000_000, 0));
        assertThrows(BusException.class, () -> chip.line(0));
        assertThrows(BusException.class, () -> chip.line(16));
    }

    @Test
    void allocatesNothing() {
        TranscriptTarget target = new TranscriptTarget(SET_UP
                + "40 W 06 00 00 33 01\nsample\n40 W 00 R 20\n40 W 06 00 00 33 01\n40 W 00 R 20\n40 W 06 R 00 00 33 01\n");
        PwmLine line = new Pca9685(target, 50, target).line(0);
        line.set(20_000_000, 1_500_000);
        assertEquals(0, Allocations.of(() -> {
            target.again();
            line.set(20_000_000, 1_500_000);
            line.dutyNanos();
        }));
    }
}
