package dev.libellule.sensors.htu21d;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Replay;
import org.junit.jupiter.api.Test;

class Htu21dTest {
    private final Replay replay = new Replay("htu21d.txt", Htu21d::new);

    @Test
    void playsItsTranscript() {
        assertArrayEquals(new int[]{2469, 3234}, replay.values());
    }

    @Test
    void checkSumsAreThoseOfTheDatasheet() { // page 14: 0x683A has 0x7C, 0x4E85 has 0x6B
        byte[] bytes = {0x68, 0x3A, 0x7C, 0x4E, (byte) 0x85, 0x6B};
        assertTrue(Htu21d.isIntact(bytes, 0));
        assertTrue(Htu21d.isIntact(bytes, 3));
        assertFalse(Htu21d.isIntact(bytes, 1));
    }

    @Test
    void formulasAgreeWithFloatingPoint() { // page 15
        for (int raw = 0; raw <= 0xFFFF; raw += 4) {
            assertEquals((-46.85 + 175.72 * raw / 65_536) * 100, Htu21d.temperatureCentiCelsius(raw), 0.500_001,
                    "" + raw);
            double percent = Math.min(Math.max(-6 + 125.0 * raw / 65_536, 0), 100);
            assertEquals(percent * 100, Htu21d.humidityCentiPercent(raw), 0.500_001, "" + raw);
        }
    }

    @Test
    void formulasAgreeWithTheDatasheetsExamples() { // page 15: 0x4E85 & 0xFFFC is 32.3 %, 0x683A & 0xFFFC is 24.7 °C
        assertEquals(2469, Htu21d.temperatureCentiCelsius(0x6838));
        assertEquals(3234, Htu21d.humidityCentiPercent(0x4E84));
    }

    @Test
    void refusesWhatItCannotBelieve() {
        assertEquals(SensorStatus.CHECKSUM, replay.but("68 38 1E", "68 38 1F").status());
        assertEquals(SensorStatus.CHECKSUM, replay.but("4E 86 38", "00 00 00").status(),
                "a dead line, whose sum is right");
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("W E7 R 02", "W E7 R FF").status());
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("00 32 A7", "00 32 A8").status());
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("00 32 A7", "00 00 00").status());
        assertEquals(SensorStatus.OUT_OF_RANGE, replay.but("68 38 1E", "00 00 00").status(), "-46.85 degrees");
        assertEquals(SensorStatus.NOT_RESPONDING, replay.but("40 W FE", "40 W FE NACK").status());
    }
}
