package dev.libellule.simulator.chips;

import dev.libellule.simulator.SpiModel;
import dev.libellule.simulator.Surroundings;

/**
 * An MCP3008 as it is seen from the bus: a start bit, a mode, a channel; then a null bit, ten bits highest first, and the same
 * again lowest first. May be used by several threads.
 *
 * <p>Sections are those of the datasheet DS21295D.
 */
public final class Mcp3008Model implements SpiModel {
    private final int[] milliVolts = new int[8];
    private final int referenceMilliVolts;

    /** A chip with this voltage at VREF; all its inputs at the voltage of the room. */
    public Mcp3008Model(int referenceMilliVolts) {
        this.referenceMilliVolts = referenceMilliVolts;
        follow(Surroundings.ROOM);
    }

    @Override
    public synchronized void follow(Surroundings now) {
        for (int i = 0; i < milliVolts.length; i++) {
            milliVolts[i] = now.milliVolts();
        }
    }

    /** Sets the voltage of one input. */
    public synchronized void setMilliVolts(int input, int voltage) {
        milliVolts[input] = voltage;
    }

    /** Bit by bit, figure 5-1: a state machine of clocks since the start bit. */
    @Override
    public synchronized void transfer(byte[] out, int outOffset, byte[] in, int inOffset, int length) {
        int clock = -1; // since the start bit
        int command = 0;
        int code = 0;
        for (int bit = 0; bit < 8 * length; bit++) {
            int sent = out[outOffset + bit / 8] >> 7 - bit % 8 & 1;
            int answer = 1; // high impedance, pulled up
            if (clock >= 0) {
                clock++;
                if (clock <= 4) {
                    command = command << 1 | sent; // SGL, D2, D1, D0
                }
                if (clock == 4) { // 4-1: sampled from the fourth clock on
                    code = Math.max(0, Math.min(1023,
                            (int) Math.floor(1024.0 * milliVolts[command & 7] / referenceMilliVolts)));
                }
                answer = clock <= 5 ? 1 : answer(clock - 6, code);
            } else if (sent == 1) {
                clock = 0;
            }
            int mask = 0x80 >> bit % 8;
            int at = inOffset + bit / 8;
            in[at] = (byte) (answer == 1 ? in[at] | mask : in[at] & ~mask);
        }
    }

    /** The null bit, B9 to B0, B1 to B9, zeroes. */
    private static int answer(int index, int code) {
        if (index == 0) {
            return 0;
        }
        if (index <= 10) {
            return code >> 10 - index & 1;
        }
        return index <= 19 ? code >> index - 10 & 1 : 0;
    }
}
