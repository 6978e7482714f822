package dev.libellule.sensors.bus;

/**
 * One target on an I2C bus. One owner, one thread; nothing allocates.
 *
 * <p>Chips with registers of eight bits are read and written by register. Chips with longer commands, or without registers, get plain
 * transfers: what stands between start and stop, without the address. Each call is one transaction that no other device of the bus
 * comes between; a register read has a repeated start in it.
 *
 * <p>A transfer that fails throws {@link BusException}: no acknowledgement, or a bus that is gone.
 */
public interface I2cTarget {
    /** Longest transfer in one piece, in bytes; with registers the register's own byte comes on top. */
    int LONGEST_TRANSFER = 256;

    /** Number of the bus: the {@code 1} of {@code /dev/i2c-1}. */
    int bus();

    /** Address of seven bits, 0x03 to 0x77. */
    int address();

    /** Reads one register: 0 to 255. */
    int readRegister(int register);

    /**
     * Reads registers that follow each other, in one transfer.
     *
     * @param register the first
     * @param into receives {@code length} bytes from {@code offset}
     */
    void readRegisters(int register, byte[] into, int offset, int length);

    /** Writes one register; the low eight bits of the value. */
    void writeRegister(int register, int value);

    /**
     * Writes the register's byte and then {@code length} bytes, in one transfer: registers that follow each other, or the data after
     * a control byte.
     */
    void writeRegisters(int register, byte[] from, int offset, int length);

    /** Writes bytes as they are: start, address, {@code length} bytes, stop. */
    void write(byte[] from, int offset, int length);

    /** Reads bytes as they come: start, address, {@code length} bytes, stop. */
    void read(byte[] into, int offset, int length);
}
