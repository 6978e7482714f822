package dev.libellule.sensors.bus;

/**
 * One target on an I2C bus, with registers of eight bits. One owner, one thread; nothing allocates.
 *
 * <p>A transfer that fails throws {@link BusException}: no acknowledgement, or a bus that is gone.
 */
public interface I2cTarget {
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
}
