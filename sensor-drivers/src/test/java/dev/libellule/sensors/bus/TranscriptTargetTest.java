package dev.libellule.sensors.bus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TranscriptTargetTest {
    private final TranscriptTarget target = new TranscriptTarget(
            "44 W D0 R 60 # id\nsample\n44 W 24 00\nwait 16\n44 R BE EF 92\n44 W F4 25 NACK\n");

    @Test
    void aDriverThatDoesWhatIsWrittenIsAnswered() {
        byte[] bytes = new byte[4];
        assertEquals(0x44, target.address());
        assertEquals(0x60, target.readRegister(0xD0));
        for (int i = 0; i < 2; i++) {
            target.writeRegister(0x24, 0);
            assertTrue(target.millis(16));
            target.read(bytes, 1, 3);
            assertArrayEquals(new byte[]{0, (byte) 0xBE, (byte) 0xEF, (byte) 0x92}, bytes);
            assertThrows(BusException.class, () -> target.writeRegister(0xF4, 0x25));
            target.isOver();
            target.again();
        }
    }

    @Test
    void anythingElseIsRefused() {
        assertThrows(TranscriptException.class, () -> target.readRegister(0xD1));
        assertThrows(TranscriptException.class, target::isOver);
        assertThrows(TranscriptException.class, () -> target.millis(15));
    }
}
