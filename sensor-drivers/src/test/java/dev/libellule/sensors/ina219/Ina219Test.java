package dev.libellule.sensors.ina219;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Replay;
import org.junit.jupiter.api.Test;

class Ina219Test {
    private static final int TWO_MILLIOHMS = 2000;

    private final Replay replay = new Replay("ina219.txt",
            (target, delay) -> new Ina219(target, delay, TWO_MILLIOHMS));

    @Test
    void playsTheWorkedExampleOfTheDatasheet() { // 9.2.2.1: 11.98 V, 10.0 A, 119.8 W
        assertArrayEquals(new int[]{11_980, 100_000, 119_800}, replay.values());
    }

    @Test
    void formulasAgreeWithFloatingPoint() {
        int[] shunts = {500, 2000, 10_000, 100_000, 1_000_000};
        for (int shunt : shunts) {
            for (int raw = -32_000; raw <= 32_000; raw += 7) {
                double amperes = raw * 10e-6 / (shunt * 1e-6);
                int tenths = Ina219.currentTenthMilliAmperes(raw, shunt);
                assertEquals(amperes, tenths / 10_000.0, 0.000_051);
                for (int milliVolts = 0; milliVolts <= 26_000; milliVolts += 1300) {
                    assertEquals(milliVolts / 1000.0 * tenths / 10_000.0,
                            Ina219.powerMilliWatts(milliVolts, tenths) / 1000.0, 0.000_51);
                }
            }
        }
        for (int raw = 0; raw < 0x10000; raw += 8) {
            assertEquals((raw >> 3) * 0.004, Ina219.busMilliVolts(raw | 2) / 1000.0, 1e-9);
        }
    }

    @Test
    void currentMayFlowBackwards() {
        assertArrayEquals(new int[]{11_980, -100_000, -119_800}, replay.but("R 07 D0", "R F8 30").values());
    }

    @Test
    void refusesWhatItCannotBelieve() {
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("R 39 9F", "R 00 00").status());
        assertEquals(SensorStatus.POWER_ON_VALUE, replay.but("R 3E EB", "R 39 9F").status(), "reset in the middle");
        assertEquals(SensorStatus.POWER_ON_VALUE, replay.but("R 3E EB", "R FF FF").status());
        assertEquals(SensorStatus.OUT_OF_RANGE, replay.but("R 07 D0", "R 7D 00").status(), "at the end of the scale");
        assertEquals(SensorStatus.NOT_RESPONDING, replay.but("40 W 00 80 00", "40 W 00 80 00 NACK").status());
        String neverReady = "40 W 00 3E EB\n" + "wait 35\n40 W 00 R 3E EB\n40 W 02 R 5D 98\n"
                + "wait 5\n40 W 00 R 3E EB\n40 W 02 R 5D 98\n".repeat(13);
        assertEquals(SensorStatus.TIMEOUT, replay.statusAfterGoodSample(neverReady));
    }
}
