package dev.libellule.sensors.bh1750;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.DecimalText;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.TranscriptTarget;
import dev.libellule.sensors.bus.Transcripts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Bh1750Test {
    private static final String GOOD = Transcripts.text("bh1750.txt");

    private final int[] values = new int[1];

    @ParameterizedTest
    @CsvSource({"0x8390, 69, 280667", "0x0001, 69, 8", "0, 69, 0", "0xFFFE, 69, 546117", "0xFFFE, 31, 1215550",
            "0xFFFE, 254, 148355"})
    void luxAsInTheTechnicalNote(String raw, int measurementTime, int deciLux) { // "Measurement result adjustment function"
        assertEquals(deciLux, Bh1750.deciLux(Integer.decode(raw), measurementTime));
    }

    @Test
    void theWorkedExampleIs28067Lux() { // "Read Format"
        assertEquals(28_067, DecimalText.rescale(Bh1750.deciLux(0x8390, 69), 1, 0));
    }

    @Test
    void playsItsTranscriptAndAllocatesNothing() {
        TranscriptTarget chip = Transcripts.file("bh1750.txt");
        Bh1750 driver = new Bh1750(chip, chip);
        assertEquals(SensorStatus.OK, driver.sample(values));
        chip.isOver();
        assertEquals(280_667, values[0]);
        assertEquals(0, Allocations.of(() -> {
            chip.again();
            driver.sample(values);
        }));
    }

    @Test
    void aDataRegisterThatCannotBeClearedIsAnotherChip() {
        assertEquals(SensorStatus.WRONG_CHIP,
                play(GOOD.substring(0, GOOD.indexOf("23 W 42")).replace("R 00 00", "R FF FF")));
    }

    @Test
    void aZeroIsBelievedWhenItComesTwice() {
        String dark = GOOD.replace("83 90", "00 00");
        assertEquals(SensorStatus.OK, play(dark + "23 W 20\nwait 180\n23 R 00 00\n"));
        assertEquals(0, values[0]);
        assertEquals(SensorStatus.OK, play(dark + "23 W 20\nwait 180\n23 R 83 90\n"));
        assertEquals(280_667, values[0]);
    }

    @Test
    void theSunIsMeasuredWithTheShortestTime() { // MTreg 31
        String bright = GOOD.replace("83 90", "FF FF") + "23 W 40\n23 W 7F\n23 W 20\nwait 180\n";
        assertEquals(SensorStatus.OK, play(bright + "23 R D2 8C\n"));
        assertEquals(999_758, values[0]);
        assertEquals(SensorStatus.OUT_OF_RANGE, play(bright + "23 R FF FF\n"));
    }

    @Test
    void noAcknowledgementIsSaid() {
        assertEquals(SensorStatus.NOT_RESPONDING, play("23 W 01 NACK\n"));
        assertEquals(SensorStatus.NOT_RESPONDING, play(GOOD.replace("R 83 90", "R 83 90 NACK")));
    }

    private int play(String transcript) {
        TranscriptTarget chip = new TranscriptTarget(transcript);
        int status = new Bh1750(chip, chip).sample(values);
        chip.isOver();
        return status;
    }
}
