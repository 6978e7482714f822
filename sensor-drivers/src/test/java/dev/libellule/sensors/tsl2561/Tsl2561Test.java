package dev.libellule.sensors.tsl2561;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.TranscriptTarget;
import dev.libellule.sensors.bus.Transcripts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Tsl2561Test {
    private static final String GOOD = Transcripts.text("tsl2561.txt");

    private final int[] values = new int[1];

    /**
     * Rows for each segment of the datasheet's table, worked by hand with its integers: b x ch0 - m x ch1, half added, divided by
     * 2^14.
     */
    @ParameterizedTest
    @CsvSource({"1000, 100, 28", "1000, 200, 24", "1000, 300, 19", "1000, 450, 10", "1000, 600, 4", "1000, 750, 1",
            "10000, 12000, 1", "1000, 2000, 0", "0, 0, 0", "0, 100, 0"})
    void luxOfEachRatio(int channel0, int channel1, int lux) { // "Calculating Lux"
        assertEquals(lux, Tsl2561Lux.lux(channel0, channel1, Tsl2561Lux.INTEG_402_MILLIS, true, false));
    }

    /** The floating-point formulas of "Calculating Lux", T package. */
    private static double formula(double channel0, double channel1) {
        double ratio = channel1 / channel0;
        if (ratio <= 0.50) {
            return 0.0304 * channel0 - 0.062 * channel0 * Math.pow(ratio, 1.4);
        }
        if (ratio <= 0.61) {
            return 0.0224 * channel0 - 0.031 * channel1;
        }
        if (ratio <= 0.80) {
            return 0.0128 * channel0 - 0.0153 * channel1;
        }
        return ratio <= 1.30 ? 0.00146 * channel0 - 0.00112 * channel1 : 0;
    }

    @Test
    void theIntegersFollowTheFormula() {
        for (int channel1 = 0; channel1 <= 60_000; channel1 += 500) {
            double expected = formula(40_000, channel1);
            assertEquals(expected, Tsl2561Lux.lux(40_000, channel1, 2, true, false), 0.01 * expected + 8);
        }
    }

    @ParameterizedTest
    @CsvSource({"62, 15, 1, 16", "250, 62, 2, 16", "1000, 250, 2, 1", "136, 34, 0, 4", "8, 2, 0, 64"})
    void timeAndGainAreTakenOut(int channel0, int channel1, int integration, int factor) {
        int lux = Tsl2561Lux.lux(channel0, channel1, integration, false, false);
        double scale = integration == 0 ? 322 / 11.0 : integration == 1 ? 322 / 81.0 : 1;
        assertEquals(formula(channel0 * 16 * scale, channel1 * 16 * scale), lux, 0.04 * lux + 2);
    }

    @Test
    void theChipScalePackageHasItsOwnTable() { // "Calculating Lux": ratio up to 0.13: 0.0315 CH0 - 0.0262 CH1
        assertEquals(Math.round(0.0315 * 10_000 - 0.0262 * 1_000),
                Tsl2561Lux.lux(10_000, 1_000, Tsl2561Lux.INTEG_402_MILLIS, true, true), 1);
    }

    @Test
    void playsItsTranscriptAndAllocatesNothing() {
        TranscriptTarget chip = Transcripts.file("tsl2561.txt");
        Tsl2561 driver = new Tsl2561(chip, chip);
        assertEquals(SensorStatus.OK, driver.sample(values));
        chip.isOver();
        assertEquals(21, values[0]);
        assertEquals(0, Allocations.of(() -> {
            chip.again();
            driver.sample(values);
        }));
    }

    @Test
    void anotherPartNumberIsNotBelieved() {
        assertEquals(SensorStatus.WRONG_CHIP, play("39 W 8A R A0\n"));
        assertEquals(SensorStatus.NOT_RESPONDING, play("39 W 8A R 50 NACK\n"));
    }

    @Test
    void aChipThatWasResetGivesNothing() {
        assertEquals(SensorStatus.POWER_ON_VALUE,
                play(GOOD.replace("39 W 80 R 33", "39 W 80 R 30").replace("39 W 81 R 12\n", "")));
    }

    @Test
    void saturationIsMeasuredAgainWithLess() {
        String again = """
                39 W 80 00
                39 W 81 02              # 402 ms, once
                39 W 80 03
                wait 450
                39 W AC R E8 03
                39 W AE R FA 00
                39 W 80 R 33
                39 W 81 R 02
                39 W 80 00
                """;
        String bright = GOOD.substring(0, GOOD.lastIndexOf("39 W 80 00")).replace("R E8 03", "R FF FF");
        assertEquals(SensorStatus.OK, play(bright + again));
        assertEquals(344, values[0]);
    }

    private int play(String transcript) {
        TranscriptTarget chip = new TranscriptTarget(transcript);
        int status = new Tsl2561(chip, chip).sample(values);
        chip.isOver();
        return status;
    }
}
