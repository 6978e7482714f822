package dev.libellule.sensors.scd4x;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Replay;
import org.junit.jupiter.api.Test;

class Scd4xTest {
    private final Replay replay = new Replay("scd4x.txt", Scd4x::new);

    @Test
    void playsItsTranscript() { // the example of the datasheet, 3.5.2: 500 ppm, 25 °C, 37 %
        assertArrayEquals(new int[]{500, 2500, 3700}, replay.values());
    }

    @Test
    void agreesWithARecordedReading() { // of a real chip, from the tests of mnishiguchi/scd4x on GitHub: 29.606 °C, 73.452 %
        assertArrayEquals(new int[]{608, 2961, 7345},
                replay.but("01 F4 33 66 67 A2 5E B9 3C", "02 60 E3 6D 23 41 BC 09 2C").values());
    }

    @Test
    void checkSumsAreThoseOfTheDatasheet() { // 3.11: 0xBEEF has 0x92
        byte[] bytes = {(byte) 0xBE, (byte) 0xEF, (byte) 0x92};
        assertTrue(Scd4x.isIntact(bytes, 0));
        bytes[1]++;
        assertFalse(Scd4x.isIntact(bytes, 0));
    }

    @Test
    void formulasAgreeWithFloatingPoint() { // 3.5.2
        for (int raw = 0; raw <= 0xFFFF; raw++) {
            assertEquals(Math.round((-45 + 175 * (raw / 65_535.0)) * 100), Scd4x.temperatureCentiCelsius(raw),
                    "" + raw);
            assertEquals(Math.round(100 * (raw / 65_535.0) * 100), Scd4x.humidityCentiPercent(raw), "" + raw);
        }
    }

    @Test
    void refusesWhatItCannotBelieve() {
        assertEquals(SensorStatus.CHECKSUM, replay.but("01 F4 33", "01 F4 32").status());
        assertEquals(SensorStatus.CHECKSUM, replay.but("5E B9 3C", "5E B8 3C").status());
        assertEquals(SensorStatus.CHECKSUM, replay.but("80 06 04", "80 06 05").status());
        assertEquals(SensorStatus.OUT_OF_RANGE, replay.but("01 F4 33", "00 00 81").status(), "0 ppm");
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("3B BE 89", "3B BE 88").status());
        assertEquals(SensorStatus.NOT_RESPONDING, replay.but("62 W 3F 86", "62 W 3F 86 NACK").status());
    }

    @Test
    void aChipThatWasResetAndIdlesIsGivenUp() {
        String sample = "62 W E4 B8\nwait 1\n62 R 80 00 A2\nwait 100\n".repeat(60);
        assertEquals(SensorStatus.TIMEOUT, replay.statusAfterGoodSample(sample));
    }
}
