package dev.libellule.simulator.chips;

import dev.libellule.simulator.RegisterModel;

/**
 * An MCP23017 as it is seen from the bus, with IOCON.BANK = 0: registers of ports A and B alternate. May be used by several threads.
 *
 * <p>Sections are those of the datasheet DS20001952C.
 */
public final class Mcp23017Model extends RegisterModel {
    private static final int IODIRA = 0x00;
    private static final int IPOLA = 0x02;
    private static final int IOCON = 0x0A;
    private static final int IOCON_AGAIN = 0x0B;
    private static final int GPPUA = 0x0C;
    private static final int GPIOA = 0x12;
    private static final int OLATA = 0x14;
    private static final int REGISTERS = 0x16;

    private final int[] registers = new int[REGISTERS];
    private int tiedLow;
    private int tiedHigh;

    /** A chip after power-on. */
    public Mcp23017Model() {
        brownOut();
    }

    /** Takes the power away for a moment: table 3-1. */
    public synchronized void brownOut() {
        java.util.Arrays.fill(registers, 0);
        registers[IODIRA] = 0xFF;
        registers[IODIRA + 1] = 0xFF;
    }

    /** Ties a line, 0 to 15, to ground, as a pressed button does. */
    public synchronized void tieLow(int line) {
        tiedLow |= 1 << line;
    }

    /** Ties a line to the supply. */
    public synchronized void tieHigh(int line) {
        tiedHigh |= 1 << line;
    }

    /** Lets go of a line. */
    public synchronized void release(int line) {
        tiedLow &= ~(1 << line);
        tiedHigh &= ~(1 << line);
    }

    /** The level of a line; one that nobody drives or pulls is low here. */
    public synchronized boolean isHigh(int line) {
        return (pins() >> line & 1) != 0;
    }

    /** Whether a line is driven by the chip. */
    public synchronized boolean isOutput(int line) {
        return (both(IODIRA) >> line & 1) == 0;
    }

    private int both(int register) {
        return registers[register] | registers[register + 1] << 8;
    }

    private int pins() {
        int driven = both(OLATA) & ~both(IODIRA);
        int pulledUp = both(GPPUA) & both(IODIRA);
        return (driven | pulledUp | tiedHigh) & ~tiedLow;
    }

    @Override
    protected synchronized int read(int register) {
        if (register >= REGISTERS) {
            return 0;
        }
        if (register == GPIOA || register == GPIOA + 1) {
            int shift = 8 * (register - GPIOA);
            return (pins() >> shift & 0xFF) ^ registers[IPOLA + register - GPIOA] & registers[register - GPIOA];
        }
        return registers[register];
    }

    @Override
    protected synchronized void write(int register, int value) {
        if (register == IOCON || register == IOCON_AGAIN) { // 3.5.6: the same register
            registers[IOCON] = value & 0xFE;
            registers[IOCON_AGAIN] = value & 0xFE; // bit 0 is unimplemented
        } else if (register == GPIOA || register == GPIOA + 1) {
            registers[OLATA + register - GPIOA] = value; // 3.5.10: a write modifies the output latch
        } else if (register < REGISTERS && (register < 0x0E || register >= OLATA)) { // INTF and INTCAP are read-only
            registers[register] = value;
        }
    }
}
