package dev.libellule.simulator;

/** A chip with registers of eight bits and a pointer to them that counts on by itself, as most sensors have. */
public abstract class RegisterModel implements I2cModel {
    private int pointer;

    /** Reads a register: 0 to 255. */
    protected abstract int read(int register);

    /** Writes a register: both 0 to 255. */
    protected abstract void write(int register, int value);

    @Override
    public final void written(byte[] bytes, int offset, int length) {
        if (length > 0) {
            pointer = bytes[offset] & 0xFF;
        }
        for (int i = 1; i < length; i++) {
            write(pointer, bytes[offset + i] & 0xFF);
            pointer = pointer + 1 & 0xFF;
        }
    }

    @Override
    public final void read(byte[] into, int offset, int length) {
        for (int i = 0; i < length; i++) {
            into[offset + i] = (byte) read(pointer);
            pointer = pointer + 1 & 0xFF;
        }
    }
}
