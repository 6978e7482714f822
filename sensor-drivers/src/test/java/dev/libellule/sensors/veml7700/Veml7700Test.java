package dev.libellule.sensors.veml7700;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.TranscriptTarget;
import dev.libellule.sensors.bus.Transcripts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Veml7700Test {
    private static final String GOOD = Transcripts.text("veml7700.txt");

    private final int[] values = new int[1];

    @ParameterizedTest // the resolution table of the application note, by gain 2, 1, 1/4, 1/8
    @CsvSource({"800, 4200, 8400, 33600, 67200", "400, 8400, 16800, 67200, 134400",
            "200, 16800, 33600, 134400, 268800", "100, 33600, 67200, 268800, 537600",
            "50, 67200, 134400, 537600, 1075200", "25, 134400, 268800, 1075200, 2150400"})
    void resolutionIsThatOfTheTable(int millis, int gain2, int gain1, int gainQuarter, int gainEighth) {
        assertEquals(gain2, Veml7700Lux.microluxPerCount(1, millis));
        assertEquals(gain1, Veml7700Lux.microluxPerCount(0, millis));
        assertEquals(gainQuarter, Veml7700Lux.microluxPerCount(3, millis));
        assertEquals(gainEighth, Veml7700Lux.microluxPerCount(2, millis));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 100, 500, 1_000, 5_000, 10_000, 20_000, 30_000})
    void theIntegersFollowTheCorrection(int lux) { // application note, figure 4
        double x = lux;
        double expected = 6.0135e-13 * x * x * x * x - 9.3924e-9 * x * x * x + 8.1488e-5 * x * x + 1.0023 * x;
        assertEquals(expected, Veml7700Lux.corrected(lux * 1000L) / 1000.0, 0.01 + expected / 1e4);
    }

    @Test
    void whatIsBeyondReasonDoesNotOverflow() {
        assertEquals(Veml7700Lux.corrected(30_000_000), Veml7700Lux.corrected(Integer.MAX_VALUE));
    }

    @Test
    void playsItsTranscriptAndAllocatesNothing() {
        TranscriptTarget chip = Transcripts.file("veml7700.txt");
        Veml7700 driver = new Veml7700(chip, chip);
        assertEquals(SensorStatus.OK, driver.sample(values));
        chip.isOver();
        assertEquals(850_500, values[0], 2_000); // 1490 x 0.5376 = 801 lx, corrected
        assertEquals(0, Allocations.of(() -> {
            chip.again();
            driver.sample(values);
        }));
    }

    @Test
    void dimLightIsMeasuredWithTheHighestGainAndTheLongestTime() {
        String dim = GOOD.substring(0, GOOD.lastIndexOf("10 W 00 01 00")).replace("R D2 05", "R 05 00") + """
                10 W 00 01 08           # gain 2, 100 ms
                10 W 00 00 08
                wait 113
                10 W 04 R 64 00         # 100 counts: few
                10 W 00 R 00 08
                10 W 00 C1 08           # gain 2, 800 ms
                10 W 00 C0 08
                wait 883
                10 W 04 R 20 03         # 800 counts
                10 W 00 R C0 08
                10 W 00 01 00
                """;
        assertEquals(SensorStatus.OK, play(dim));
        assertEquals(3_360, values[0]);
    }

    @Test
    void faultsAreSaid() {
        assertEquals(SensorStatus.WRONG_CHIP, play("10 W 07 R 00 00\n"));
        assertEquals(SensorStatus.NOT_RESPONDING, play("10 W 07 R 81 C4 NACK\n"));
        assertEquals(SensorStatus.POWER_ON_VALUE, play(GOOD.replace("10 W 00 R 00 10", "10 W 00 R 01 00")));
    }

    private int play(String transcript) {
        TranscriptTarget chip = new TranscriptTarget(transcript);
        int status = new Veml7700(chip, chip).sample(values);
        chip.isOver();
        return status;
    }
}
