package dev.libellule.simulator.chips;

import dev.libellule.simulator.I2cModel;

/** A chip on a bad line: one bit of what it sends is turned round, or all bits are stuck. */
final class FaultyModel implements I2cModel {
    private final I2cModel chip;
    private int byteToBreak = -1;
    private int mask;
    private int bytesRead;
    private int stuckAt = -1;

    FaultyModel(I2cModel chip) {
        this.chip = chip;
    }

    /** Breaks the byte of this number of those that are read from now on. */
    void breakByte(int number, int newMask) {
        bytesRead = 0;
        byteToBreak = number;
        mask = newMask;
    }

    /** How many bytes have been read since {@link #breakByte}. */
    int bytesRead() {
        return bytesRead;
    }

    /** All that is read is this; -1 heals the line. */
    void stickAt(int value) {
        stuckAt = value;
    }

    @Override
    public void written(byte[] bytes, int offset, int length) {
        if (stuckAt < 0) {
            chip.written(bytes, offset, length);
        }
    }

    @Override
    public void read(byte[] into, int offset, int length) {
        if (stuckAt < 0) {
            chip.read(into, offset, length);
        }
        for (int i = offset; i < offset + length; i++) {
            if (stuckAt >= 0) {
                into[i] = (byte) stuckAt;
            }
            if (bytesRead++ == byteToBreak) {
                into[i] ^= (byte) mask;
            }
        }
    }
}
