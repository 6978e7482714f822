package dev.libellule.simulator.chips;

import dev.libellule.simulator.I2cModel;

/**
 * A chip with few registers of 16 bits, high byte first, and a pointer that stays where it is set. Registers of eight bits are the high
 * half of a word.
 */
abstract class WordRegisterModel implements I2cModel {
    private int pointer;

    abstract int readWord(int register);

    abstract void writeWord(int register, int value);

    @Override
    public final synchronized void written(byte[] bytes, int offset, int length) {
        if (length > 0) {
            pointer = bytes[offset] & 0xFF;
        }
        if (length > 1) {
            writeWord(pointer, (bytes[offset + 1] & 0xFF) << 8 | (length > 2 ? bytes[offset + 2] & 0xFF : 0));
        }
    }

    @Override
    public final synchronized void read(byte[] into, int offset, int length) {
        int word = readWord(pointer);
        for (int i = 0; i < length; i++) {
            into[offset + i] = (byte) (i % 2 == 0 ? word >> 8 : word);
        }
    }
}
