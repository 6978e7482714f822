package dev.libellule.sensors.sht4x;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Replay;
import org.junit.jupiter.api.Test;

class Sht4xTest {
    private final Replay replay = new Replay("sht4x.txt", Sht4x::new);

    @Test
    void playsItsTranscript() {
        assertArrayEquals(new int[]{2467, 4766}, replay.values());
    }

    @Test
    void checkSumsAreThoseOfTheDatasheet() { // "Checksum Calculation": 0xBEEF has 0x92
        byte[] bytes = {(byte) 0xBE, (byte) 0xEF, (byte) 0x92};
        assertTrue(Sht4x.isIntact(bytes, 0));
        bytes[0]++;
        assertFalse(Sht4x.isIntact(bytes, 0));
    }

    @Test
    void formulasAgreeWithFloatingPoint() {
        for (int raw = 0; raw <= 0xFFFF; raw++) {
            assertEquals(Math.round((-45 + 175 * (raw / 65_535.0)) * 100), Sht4x.temperatureCentiCelsius(raw),
                    "" + raw);
            double percent = Math.min(Math.max(-6 + 125 * (raw / 65_535.0), 0), 100);
            assertEquals(Math.round(percent * 100), Sht4x.humidityCentiPercent(raw), "" + raw);
        }
    }

    @Test
    void refusesWhatItCannotBelieve() {
        assertEquals(SensorStatus.CHECKSUM, replay.but("65 E9 EA", "65 E8 EA").status());
        assertEquals(SensorStatus.CHECKSUM, replay.but("6D E5 A0", "6D E5 A1").status());
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("0F BA 7C", "0F BA 7D").status());
        assertEquals(SensorStatus.OUT_OF_RANGE, replay.but("65 E9 EA", "FF FF AC").status(), "130 degrees");
        assertEquals(SensorStatus.NOT_RESPONDING, replay.but("44 W FD", "44 W FD NACK").status());
    }
}
