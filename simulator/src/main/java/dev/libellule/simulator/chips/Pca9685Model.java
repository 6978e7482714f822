package dev.libellule.simulator.chips;

import dev.libellule.simulator.RegisterModel;

/**
 * A PCA9685 as it is seen from the bus, and its sixteen lines as an oscilloscope shows them. May be used by several threads.
 *
 * <p>Sections are those of the datasheet PCA9685, revision 4.
 */
public final class Pca9685Model extends RegisterModel {
    private static final int MODE1 = 0x00;
    private static final int MODE2 = 0x01;
    private static final int LED0_ON_L = 0x06;
    private static final int LED15_OFF_H = 0x45;
    private static final int PRE_SCALE = 0xFE;
    private static final int SLEEP = 0x10;
    private static final int FULL = 0x1000;
    private static final int STEPS = 4096;
    private static final double OSCILLATOR_HERTZ = 25e6;

    private final int[] registers = new int[256];

    /** A chip after power-on. */
    public Pca9685Model() {
        brownOut();
    }

    /** Takes the power away for a moment: tables 5, 6, 7 and 10. */
    public synchronized void brownOut() {
        java.util.Arrays.fill(registers, 0);
        registers[MODE1] = 0x11; // asleep, answers ALL CALL
        registers[MODE2] = 0x04;
        registers[PRE_SCALE] = 0x1E; // 200 Hz
        for (int line = 0; line < 16; line++) {
            registers[LED0_ON_L + 4 * line + 3] = 0x10; // full off
        }
    }

    /** From one rising edge to the next, on every line. */
    public synchronized long periodNanos() {
        return Math.round(1e9 * STEPS * (registers[PRE_SCALE] + 1) / OSCILLATOR_HERTZ);
    }

    /** How long a line is high in each period. */
    public synchronized long dutyNanos(int line) {
        int at = LED0_ON_L + 4 * line;
        int on = registers[at] | registers[at + 1] << 8;
        int off = registers[at + 2] | registers[at + 3] << 8;
        if ((registers[MODE1] & SLEEP) != 0 || (off & FULL) != 0) {
            return 0;
        }
        return (on & FULL) != 0
                ? periodNanos()
                : periodNanos() * ((off & 0xFFF) - (on & 0xFFF) + STEPS & 0xFFF) / STEPS;
    }

    @Override
    protected synchronized int read(int register) {
        return registers[register];
    }

    @Override
    protected synchronized void write(int register, int value) {
        if (register == PRE_SCALE) {
            if ((registers[MODE1] & SLEEP) != 0) { // 7.3.5: blocked while the oscillator runs
                registers[PRE_SCALE] = Math.max(3, value);
            }
        } else if (register <= LED15_OFF_H) {
            registers[register] = value;
        }
    }
}
