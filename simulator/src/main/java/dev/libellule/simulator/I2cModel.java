package dev.libellule.simulator;

import com.pi4j.io.exception.IOException;

/**
 * A chip on an I2C bus as the wires show it: what is sent to it, and what it answers. Most chips are a {@link RegisterModel}.
 *
 * <p>Called by the bus, one transaction at a time, on any thread; {@link #follow} is called by the house's thread. Nothing allocates.
 */
public interface I2cModel {
    /**
     * Takes bytes that were sent between start and stop, or before a repeated start; a register read begins with its register.
     *
     * @throws IOException from {@link #noAcknowledgement()}, where the chip would not acknowledge: busy, or wrong command
     */
    void written(byte[] bytes, int offset, int length);

    /**
     * Gives the bytes that are read in one transfer.
     *
     * @throws IOException from {@link #noAcknowledgement()}, where the chip would not acknowledge: busy, or no data
     */
    void read(byte[] into, int offset, int length);

    /** Brings the chip into these surroundings: what its next conversion measures. */
    default void follow(Surroundings now) {}

    /** Its supply fails for a moment: it forgets what it was told and what it measured. */
    default void powerOn() {}

    /** What a bus says of a chip that does not acknowledge. */
    static IOException noAcknowledgement() {
        return new IOException("no acknowledgement");
    }
}
