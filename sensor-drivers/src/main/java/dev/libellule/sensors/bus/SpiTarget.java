package dev.libellule.sensors.bus;

/**
 * One target on an SPI bus: its chip select, clock and mode were chosen when it was opened. One owner, one thread; nothing allocates.
 *
 * <p>SPI has no acknowledgement: a chip that is not there reads as all ones or all zeroes, and its driver has to notice.
 */
public interface SpiTarget {
    /** Longest transfer in one piece, in bytes: the kernel's default. */
    int LONGEST_TRANSFER = 4096;

    /** Number of the bus: the {@code 0} of {@code /dev/spidev0.1}. */
    int bus();

    /** Number of the chip select: the {@code 1} of {@code /dev/spidev0.1}. */
    int chipSelect();

    /**
     * Sends and receives at once, with the chip selected from the first byte to the last.
     *
     * @param out the first {@code length} bytes are sent
     * @param in the first {@code length} bytes are overwritten; may be {@code out}
     */
    void transfer(byte[] out, byte[] in, int length);
}
