package dev.libellule.sensors.aht20;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Replay;
import org.junit.jupiter.api.Test;

class Aht20Test {
    private final Replay replay = new Replay("aht20.txt", Aht20::new);
    private final Replay aht10 = new Replay("aht10.txt", Aht20::aht10);

    @Test
    void playsItsTranscripts() {
        assertArrayEquals(new int[]{2827, 1508}, replay.values());
        assertArrayEquals(new int[]{2137, 4711}, aht10.values());
    }

    @Test
    void checkSumsAreThoseOfThePolynomial() { // the same as in Sensirion's chips: 0xBEEF has 0x92
        assertEquals(0x92, Aht20.crc8(new byte[]{(byte) 0xBE, (byte) 0xEF}, 2));
    }

    @Test
    void formulasAgreeWithFloatingPoint() { // 6.1, 6.2
        for (int raw = 0; raw < 1 << 20; raw++) {
            if (Math.round((raw / 1_048_576.0 * 200 - 50) * 100) != Aht20.temperatureCentiCelsius(raw)
                    || Math.round(raw / 1_048_576.0 * 10_000) != Aht20.humidityCentiPercent(raw)) {
                throw new AssertionError("raw " + raw);
            }
        }
    }

    @Test
    void refusesWhatItCannotBelieve() {
        assertEquals(SensorStatus.CHECKSUM, replay.but("1C 26 9A", "1C 26 9B").status());
        assertEquals(SensorStatus.WRONG_CHIP, aht10.but("R 18", "R 10").status(), "not calibrated");
        assertEquals(SensorStatus.WRONG_CHIP,
                aht10.but("R 10", "R FF").but("R 18", "R FF").status(), "busy for ever");
        assertEquals(SensorStatus.POWER_ON_VALUE, aht10.but("1C 78 9A 05 B5 A8", "18 00 00 00 00 00").status());
        assertEquals(SensorStatus.POWER_ON_VALUE, aht10.but("1C 78 9A", "14 78 9A").status(),
                "not calibrated any more");
        assertEquals(SensorStatus.OUT_OF_RANGE, aht10.but("05 B5 A8", "0F FF FF").status(), "150 degrees");
        assertEquals(SensorStatus.NOT_RESPONDING, replay.but("38 W AC 33 00", "38 W AC 33 00 NACK").status());
    }
}
