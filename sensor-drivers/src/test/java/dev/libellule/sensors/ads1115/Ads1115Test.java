package dev.libellule.sensors.ads1115;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.TranscriptTarget;
import dev.libellule.sensors.bus.Transcripts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ads1115Test {
    private static final String GOOD = Transcripts.text("ads1115.txt");

    private final int[] values = new int[4];

    @ParameterizedTest // table 3 of 9.5.4, "Input signal versus ideal output code", and the LSB sizes of table 1 of 9.3.3
    @CsvSource({"0x7FFF, 2048, 2047938", "0x0001, 2048, 63", "0, 2048, 0", "-1, 2048, -62", "-32768, 2048, -2048000",
            "0x7FFF, 4096, 4095875", "1, 4096, 125", "-1, 4096, -125", "16, 4096, 2000", "2, 6144, 375",
            "8, 1024, 250", "16, 512, 250", "16, 256, 125", "0x7FF0, 2048, 2047000"})
    void codesAreVolts(String code, int fullScale, int microvolts) {
        assertEquals(microvolts, Ads1115.microvolts(Integer.decode(code), fullScale));
    }

    @Test
    void playsItsTranscriptAndAllocatesNothing() {
        TranscriptTarget chip = Transcripts.file("ads1115.txt");
        Ads1115 driver = Ads1115.ads1115(chip, 4096, chip);
        assertEquals(SensorStatus.OK, driver.sample(values));
        chip.isOver();
        assertArrayEquals(new int[]{2_048_000, 0, -125, 125}, values);
        assertEquals(0, Allocations.of(() -> {
            chip.again();
            driver.sample(values);
        }));
    }

    @Test
    void anInputBeyondFullScaleIsOutsideEveryRange() {
        assertEquals(SensorStatus.OK, play(GOOD.replace("R 40 00", "R 7F FF").replace("R FF FF", "R 80 00")));
        assertArrayEquals(new int[]{Ads1115.BEYOND, 0, -Ads1115.BEYOND, 125}, values);
        TranscriptTarget chip = new TranscriptTarget(GOOD);
        assertTrue(Ads1115.BEYOND > Ads1115.ads1115(chip, 4096, chip).quantity(0).maximum());
    }

    @ParameterizedTest
    @CsvSource({"6144, 6144", "5000, 6144", "4096, 4096", "3300, 4096", "1000, 1024", "256, 256"})
    void theFullScaleIsTheSmallestThatFits(int millivolts, int fullScale) {
        assertEquals(fullScale, Ads1115.fullScaleFor(millivolts));
    }

    @Test
    void aConfigurationThatDoesNotReadBackIsAnotherChip() {
        String first = GOOD.substring(0, GOOD.indexOf("wait 2\n48 W 01 R C3 83"));
        assertEquals(SensorStatus.WRONG_CHIP, play(first.replace("R 43 83", "R 85 83"))); // 8583h: it was reset
        assertEquals(SensorStatus.WRONG_CHIP, play(first.replace("R 43 83", "R FF FF")));
        assertEquals(SensorStatus.NOT_RESPONDING, play(first.replace("R 43 83", "R 43 83 NACK")));
    }

    @Test
    void aConversionThatNeverEndsIsGivenUp() {
        String first = GOOD.substring(0, GOOD.indexOf("wait 2"));
        assertEquals(SensorStatus.TIMEOUT, play(first + "wait 2\n48 W 01 R 43 83\n".repeat(43)));
    }

    @Test
    void theOtherOneIsRemarkedOnceAndReadAllTheSame() { // "Conversion Register": an ADS1015 has four zeroes
        TranscriptTarget chip = new TranscriptTarget(GOOD);
        Ads1115 driver = Ads1115.ads1015(chip, 4096, chip);
        assertEquals(SensorStatus.OK, driver.sample(values));
        assertEquals(2_048_000, values[0]);
        assertEquals("has sixteen bits: it is an ADS1115, and 'chip: ads1115' says so", driver.takeRemark());
        chip.again();
        assertEquals(SensorStatus.OK, driver.sample(values));
        assertNull(driver.takeRemark());
    }

    @Test
    void aBoardWithTheLesserOneIsFoundBySixteenNewCodes() {
        CodeWidth width = new CodeWidth(false, 2);
        for (int i = 1; i < 16; i++) {
            width.see(0, i * 16);
            width.see(1, 0); // as before
            assertNull(width.takeRemark());
        }
        width.see(1, 4000);
        assertTrue(width.takeRemark().startsWith("has twelve bits: it is an ADS1015"));
        width.see(1, 4001);
        assertNull(width.takeRemark());
    }

    @Test
    void whoIsWhatItIsSaidToBeHasNoRemark() {
        CodeWidth sixteen = new CodeWidth(false, 1);
        CodeWidth twelve = new CodeWidth(true, 1);
        for (int i = 1; i < 100; i++) {
            sixteen.see(0, i);
            twelve.see(0, -i * 16);
        }
        assertNull(sixteen.takeRemark());
        assertNull(twelve.takeRemark());
    }

    @Test
    void aFullScaleThatItDoesNotHaveIsRefused() {
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> Ads1115.ads1115(null, 5000, Delay.REAL)).getMessage()
                        .contains("6144, 4096"));
    }

    private int play(String transcript) {
        TranscriptTarget chip = new TranscriptTarget(transcript);
        int status = Ads1115.ads1115(chip, 4096, chip).sample(values);
        chip.isOver();
        return status;
    }
}
