package dev.libellule.sensors.lm75;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Replay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Lm75Test {
    private final Replay replay = new Replay("lm75.txt", Lm75::new);

    @Test
    void playsItsTranscript() {
        assertArrayEquals(new int[]{25_000}, replay.values());
    }

    @ParameterizedTest
    @CsvSource({"0x7F00, 127000", "0x7EE0, 126875", "0x7E20, 126125", "0x7D00, 125000", "0x1900, 25000", "0x0020, 125",
            "0, 0", "0xFFE0, -125", "0xE700, -25000", "0xC920, -54875", "0xC900, -55000"})
    void agreesWithTheTableOfTheDatasheet(int raw, int milliCelsius) { // 7.4.3, table 10
        assertEquals(milliCelsius, Lm75.temperatureMilliCelsius((short) raw));
    }

    @Test
    void formulaAgreesWithFloatingPoint() {
        for (int raw = -32_768; raw <= 32_767; raw++) {
            assertEquals(Math.floor(raw / 32.0) * 0.125 * 1000, Lm75.temperatureMilliCelsius(raw));
        }
    }

    @Test
    void refusesWhatItCannotBelieve() {
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("48 W 02 R 4A 80", "48 W 02 R 4A 00").status());
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("48 W 01 R 00", "48 W 01 R FF").status());
        assertEquals(SensorStatus.OUT_OF_RANGE, replay.but("R 19 00", "R 7F E0").status());
        assertEquals(SensorStatus.NOT_RESPONDING, replay.but("48 W 01 00", "48 W 01 00 NACK").status());
        String reset = "48 W 00 R 00 00\n48 W 01 R 00\n48 W 03 R 50 00\n";
        assertEquals(SensorStatus.POWER_ON_VALUE, replay.statusAfterGoodSample(reset));
        String deadLine = "48 W 00 R FF FF\n48 W 01 R FF\n";
        assertEquals(SensorStatus.POWER_ON_VALUE, replay.statusAfterGoodSample(deadLine));
    }
}
