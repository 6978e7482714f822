package dev.libellule.sensors.pi4j.provider;

/** One target on an SPI bus. Failing, it throws Pi4J's IOException. */
public interface SpiTransfers extends AutoCloseable {
    /** Sends and receives at once, with the chip selected throughout. Called by one thread at a time. Allocates nothing. */
    void transfer(byte[] out, int outOffset, byte[] in, int inOffset, int length);

    @Override
    default void close() {}
}
