package dev.libellule.sensors.pi4j.provider;

/** One target on an I2C bus. Failing, it throws Pi4J's IOException. */
public interface Transactions extends AutoCloseable {
    /** Longest part of a transaction: a register and what follows. */
    int LONGEST = 257;

    /**
     * Sends, then after a repeated start receives; either may be empty. Called by one thread at a time. Allocates nothing.
     *
     * @param outLength at most {@link #LONGEST}
     */
    void transfer(byte[] out, int outOffset, int outLength, byte[] in, int inOffset, int inLength);

    @Override
    default void close() {}
}
