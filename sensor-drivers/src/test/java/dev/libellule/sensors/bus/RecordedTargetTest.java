package dev.libellule.sensors.bus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RecordedTargetTest {
    private static final String SAID = """
            44 W D0 R 60
            44 W F3 25
            44 W F7 01 02
            44 W 24 00
            wait 16
            44 R BE EF 92
            44 W 30 A2 NACK
            44 W D0 NACK
            44 R NACK
            """;

    /** What is recorded of a transcript is that transcript. */
    @Test
    void eachTransferAndEachWaitIsALine() {
        TranscriptTarget chip = new TranscriptTarget(SAID);
        StringBuilder lines = new StringBuilder();
        RecordedTarget target = new RecordedTarget(chip, chip, line -> lines.append(line).append('\n'));
        byte[] bytes = new byte[4];
        assertEquals(0x60, target.readRegister(0xD0));
        target.writeRegister(0xF3, 0x25);
        target.writeRegisters(0xF7, new byte[]{0, 1, 2}, 1, 2);
        target.write(new byte[]{0x24, 0}, 0, 2);
        target.millis(16);
        target.read(bytes, 1, 3);
        assertArrayEquals(new byte[]{0, (byte) 0xBE, (byte) 0xEF, (byte) 0x92}, bytes);
        assertThrows(BusException.class, () -> target.writeRegister(0x30, 0xA2));
        assertThrows(BusException.class, () -> target.readRegister(0xD0));
        assertThrows(BusException.class, () -> target.read(bytes, 0, 3));
        chip.isOver();
        assertEquals(SAID, lines.toString());
    }
}
