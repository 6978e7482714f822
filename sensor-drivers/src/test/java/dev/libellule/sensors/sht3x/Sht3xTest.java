package dev.libellule.sensors.sht3x;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Replay;
import org.junit.jupiter.api.Test;

class Sht3xTest {
    private final Replay replay = new Replay("sht3x.txt", Sht3x::new);

    @Test
    void playsItsTranscript() {
        assertArrayEquals(new int[]{2500, 5000}, replay.values());
    }

    @Test
    void checkSumsAreThoseOfTheDatasheet() { // table 21: 0xBEEF has 0x92
        byte[] bytes = {0, (byte) 0xBE, (byte) 0xEF, (byte) 0x92};
        assertTrue(Sht3x.isIntact(bytes, 1));
        bytes[2]++;
        assertFalse(Sht3x.isIntact(bytes, 1));
    }

    @Test
    void formulasAgreeWithFloatingPoint() { // 4.13
        for (int raw = 0; raw <= 0xFFFF; raw++) {
            assertEquals(Math.round((-45 + 175 * (raw / 65_535.0)) * 100), Sht3x.temperatureCentiCelsius(raw),
                    "" + raw);
            assertEquals(Math.round(100 * (raw / 65_535.0) * 100), Sht3x.humidityCentiPercent(raw), "" + raw);
        }
    }

    @Test
    void refusesWhatItCannotBelieve() {
        assertEquals(SensorStatus.CHECKSUM, replay.but("93 80 00 A2", "92 80 00 A2").status());
        assertEquals(SensorStatus.CHECKSUM, replay.but("93 80 00 A2", "93 80 00 A3").status());
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("80 10 E1", "80 10 E2").status());
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("80 10 E1", "00 00 81").status(), "no reset detected");
        assertEquals(SensorStatus.OUT_OF_RANGE, replay.but("66 66 93", "00 00 81").status(), "-45 degrees");
        assertEquals(SensorStatus.NOT_RESPONDING, replay.but("44 W 30 93", "44 W 30 93 NACK").status());
        assertEquals(SensorStatus.NOT_RESPONDING, replay.but("44 R 66", "44 NACK R 66").status(), "still measuring");
    }
}
