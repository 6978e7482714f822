package dev.libellule.sensors.mcp23017;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.bus.TranscriptTarget;
import org.junit.jupiter.api.Test;

class Mcp23017Test {
    /** GPB7 is an output, low; the others are inputs. Registers by tables 3-1 and 3-5. */
    private static final String OPENED = """
            20 W 0A 02              # IOCON: INTPOL
            20 W 0B R 02            # the same register
            20 W 0A 00
            20 W 14 FF 7F           # OLAT, before the direction
            20 W 0C 80 80           # GPPU: GPA7 and GPB7 stay quiet
            20 W 00 FF 7F           # IODIR
            """;

    @Test
    void anOutputHasItsLevelBeforeItsDirection() {
        TranscriptTarget target = new TranscriptTarget(OPENED + "20 W 14 FF FF\n20 W 12 R 00 80 FF FF\n");
        DigitalOutputLine line = new Mcp23017(target).output(15, false);
        line.set(true);
        assertTrue(line.isHigh());
        target.isOver();
    }

    @Test
    void anInputMayHaveAPullUp() {
        TranscriptTarget target = new TranscriptTarget("""
                20 W 0A 02
                20 W 0B R 02
                20 W 0A 00
                20 W 14 FF FF
                20 W 0C 84 80           # GPA2, GPA7 and GPB7
                20 W 00 FF FF
                20 W 12 R 04 00 FF FF
                20 W 12 R 00 00 FF FF
                """);
        DigitalLine line = new Mcp23017(target).input(2, true);
        assertTrue(line.isHigh());
        assertFalse(line.isHigh());
        target.isOver();
    }

    @Test
    void aChipThatWasResetIsSetUpAgain() { // table 3-1: OLAT is 0 then
        TranscriptTarget target = new TranscriptTarget(
                OPENED + "20 W 12 R FF FF 00 00\n" + OPENED + "20 W 12 R 00 00 FF 7F\n");
        assertFalse(new Mcp23017(target).output(15, false).isHigh());
        target.isOver();
    }

    @Test
    void anotherChipIsNotWrittenTo() {
        TranscriptTarget target = new TranscriptTarget("20 W 0A 02\n20 W 0B R 00\n20 W 0A 02\n20 W 0B R FF\n");
        DigitalOutputLine line = new Mcp23017(target).output(15, false);
        String message = assertThrows(BusException.class, line::isHigh).getMessage();
        assertTrue(message.contains("IOCON reads 0xFF"), message);
        target.isOver();
    }

    @Test
    void registersThatForgetAreSaid() {
        TranscriptTarget target = new TranscriptTarget(
                OPENED + "20 W 12 R FF FF 00 00\n" + OPENED + "20 W 12 R FF FF 00 00\n");
        DigitalOutputLine line = new Mcp23017(target).output(15, false);
        assertThrows(BusException.class, line::isHigh);
        target.isOver();
    }

    @Test
    void aChipThatIsGoneIsOpenedAgain() {
        TranscriptTarget target = new TranscriptTarget(
                OPENED + "20 W 14 FF FF NACK\n" + OPENED.replace("14 FF 7F", "14 FF FF") + "20 W 14 FF FF\n");
        DigitalOutputLine line = new Mcp23017(target).output(15, false);
        assertThrows(BusException.class, () -> line.set(true));
        line.set(true);
        target.isOver();
    }

    @Test
    void aLineIsUsedOnce() {
        Mcp23017 chip = new Mcp23017(new TranscriptTarget(OPENED));
        chip.input(14, false);
        assertTrue(assertThrows(BusException.class, () -> chip.output(14, true)).getMessage().contains("line 14"));
        assertThrows(BusException.class, () -> chip.input(16, false));
    }

    @Test
    void theTwoLinesThatDisturbTheBusAreNoInputs() { // DS20001952D
        Mcp23017 chip = new Mcp23017(new TranscriptTarget(OPENED));
        assertEquals(
                "MCP23017 on I2C bus 1 address 0x20: line 7 (GPA7) is an output only: as an input it disturbs the bus,"
                        + " as the datasheet says since 2022; take one of 0 to 6 or 8 to 14",
                assertThrows(BusException.class, () -> chip.input(7, true)).getMessage());
        assertThrows(BusException.class, () -> chip.input(15, true));
    }

    @Test
    void allocatesNothing() {
        TranscriptTarget target = new TranscriptTarget(OPENED + "sample\n20 W 14 FF FF\n20 W 12 R 00 80 FF FF\n");
        DigitalOutputLine line = new Mcp23017(target).output(15, false);
        assertEquals(0, Allocations.of(() -> {
            target.again();
            line.set(true);
            assertTrue(line.isHigh());
        }));
    }
}
