package dev.libellule.sensors.tmp102;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Replay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Tmp102Test {
    private final Replay replay = new Replay("tmp102.txt", Tmp102::new);

    @Test
    void playsItsTranscript() {
        assertArrayEquals(new int[]{25_000}, replay.values());
    }

    @ParameterizedTest
    @CsvSource({"0x0960, 150000", "0x0800, 128000", "0x07FF, 127938", "0x0640, 100000", "0x0500, 80000",
            "0x04B0, 75000",
            "0x0320, 50000", "0x0190, 25000", "0x0004, 250", "0, 0", "0x1FFC, -250", "0x1E70, -25000",
            "0x1C90, -55000"})
    void agreesWithTheTableOfTheDatasheet(int thirteenBits, int milliCelsius) { // 7.3.1, table 3
        assertEquals(milliCelsius, Tmp102.temperatureMilliCelsius((short) (thirteenBits << 3 | 1)));
    }

    @Test
    void formulaAgreesWithFloatingPoint() {
        for (int sixteenths = -4096; sixteenths <= 4095; sixteenths++) {
            assertEquals(Math.round(sixteenths * 0.0625 * 1000), Tmp102.temperatureMilliCelsius(sixteenths << 3 | 1));
        }
    }

    @Test
    void refusesWhatItCannotBelieve() {
        assertEquals(SensorStatus.WRONG_CHIP,
                replay.but("36\n48 W 01 R E1 B0      ", "36\n48 W 01 R 60 A0      ").status());
        assertEquals(SensorStatus.POWER_ON_VALUE,
                replay.statusAfterGoodSample("48 W 01 E1 90\nwait 36\n48 W 01 R 60 A0"));
        assertEquals(SensorStatus.TIMEOUT, replay.statusAfterGoodSample("48 W 01 E1 90\n"
                + "wait 36\n48 W 01 R 61 B0\n".repeat(5)), "never done");
        assertEquals(SensorStatus.CHECKSUM, replay.but("R 0C 81", "R 0C 80").status(), "not the extended mode");
        assertEquals(SensorStatus.OUT_OF_RANGE, replay.but("R 0C 81", "R 7F F9").status());
        assertEquals(SensorStatus.NOT_RESPONDING, replay.but("48 W 01 61 90", "48 W 01 61 90 NACK").status());
    }
}
