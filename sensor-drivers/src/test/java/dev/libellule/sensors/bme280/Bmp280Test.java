package dev.libellule.sensors.bme280;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Replay;
import org.junit.jupiter.api.Test;

class Bmp280Test {
    private final Replay replay = new Replay("bmp280.txt", Bmp280::new);

    @Test
    void playsItsTranscript() { // the worked example of the datasheet, 3.12
        assertArrayEquals(new int[]{2508, 100_653}, replay.values());
    }

    @Test
    void refusesWhatItCannotBelieve() {
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("W D0 R 58", "W D0 R 60").status(), "a BME280");
        assertEquals(SensorStatus.POWER_ON_VALUE, replay.but("65 5A C0 7E ED 00", "80 00 00 80 00 00").status());
        assertEquals(SensorStatus.OUT_OF_RANGE, replay.but("65 5A C0 7E ED 00", "00 00 00 00 00 00").status());
        assertEquals(SensorStatus.NOT_RESPONDING, replay.but("76 W F4 2D", "76 W F4 2D NACK").status());
    }

    @Test
    void aChipThatCopiesItsParametersIsWaitedFor() { // 4.3.3, im_update
        assertEquals(SensorStatus.TIMEOUT,
                replay.but("76 W F3 R 00                            # status: the", "76 W F3 R 01 # status: the")
                        .status());
        Replay slow = replay.but("76 W F3 R 00                            # status: done",
                "76 W F3 R 01\nwait 14\n76 W F3 R 08\nwait 14\n76 W F3 R 00 # done");
        assertArrayEquals(new int[]{2508, 100_653}, slow.values());
    }
}
