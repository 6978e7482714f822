package dev.libellule.sensors.bmp180;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Replay;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Bmp180Test {
    private static final byte[] CALIBRATION = HexFormat.of()
            .parseHex("0198FFB8C7D17FE57FF55A71182E00048000DDF90B34"); // 3.5: 408, -72, -14383 ... 2868

    private final Replay replay = new Replay("bmp180.txt", Bmp180::new);

    @Test
    void agreesWithTheWorkedExampleOfTheDatasheet() { // 3.5, figure 4
        Bmp180Compensation compensation = new Bmp180Compensation(CALIBRATION);
        assertEquals(150, compensation.temperatureDeciCelsius(27_898));
        assertEquals(69_964, compensation.pressurePascals(23_843, 0));
    }

    @Test
    void playsItsTranscript() {
        int[] values = replay.values();
        assertEquals(150, values[0]);
        assertEquals(69_964, values[1], 5, "the example's truncations are coarser");
    }

    @Test
    void formulasAgreeWithFloatingPoint() {
        Bmp180Compensation compensation = new Bmp180Compensation(CALIBRATION);
        for (int ut = 24_500; ut < 36_000; ut += 123) {
            double x1 = (ut - 23_153) * 32_757 / 32_768.0;
            double b5 = x1 - 8711 * 2048.0 / (x1 + 2868);
            assertEquals((b5 + 8) / 16, compensation.temperatureDeciCelsius(ut), 1.1, "UT " + ut);
            for (int oversampling = 0; oversampling <= 3; oversampling++) {
                for (int up = 15_000 << oversampling; up < 40_000 << oversampling; up += 1111) {
                    double b6 = b5 - 4000;
                    double b3 = ((408 * 4 + 4 * b6 * b6 / 4096 / 2048 - 72 * b6 / 2048) * (1 << oversampling) + 2) / 4;
                    double b4 = 32_741 * ((-14_383 * b6 / 8192 + 6190 * b6 * b6 / 4096 / 65_536 + 2) / 4 + 32_768)
                            / 32_768;
                    double p = (up - b3) * (50_000 >> oversampling) * 2 / b4;
                    double pascals = p + (p / 256 * p / 256 * 3038 / 65_536 - 7357 * p / 65_536 + 3791) / 16;
                    assertEquals(pascals, compensation.pressurePascals(up, oversampling), 30,
                            "UT %d, UP %d, %d".formatted(
                                    ut, up, oversampling));
                }
            }
        }
    }

    @Test
    void refusesWhatItCannotBelieve() {
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("W D0 R 55", "W D0 R 60").status());
        assertEquals(SensorStatus.CHECKSUM, replay.but("R 01 98", "R 00 00").status(), "no word is 0, 3.4");
        assertEquals(SensorStatus.CHECKSUM, replay.but("0B 34", "FF FF").status(), "nor 0xFFFF");
        assertEquals(SensorStatus.TIMEOUT, replay.but("R 0E", "R 2E").status(), "still converting");
        assertEquals(SensorStatus.POWER_ON_VALUE, replay.but("R D4", "R 00").status(), "reset in the middle");
        assertEquals(SensorStatus.OUT_OF_RANGE, replay.but("5D 23 00", "00 00 00").status());
        assertEquals(SensorStatus.OUT_OF_RANGE, replay.but("6C FA", "00 00").status());
    }

    @Test
    void calibrationWithoutSenseDividesByNothing() {
        byte[] words = new byte[22];
        assertEquals(Integer.MIN_VALUE, new Bmp180Compensation(words).temperatureDeciCelsius(0));
        assertEquals(0, new Bmp180Compensation(words).pressurePascals(23_843, 0));
        assertArrayEquals(new byte[22], words);
    }
}
