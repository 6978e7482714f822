package dev.libellule.simulator;

/** A chip on an SPI bus: called by the bus, one transaction at a time, on any thread. Nothing allocates. */
public interface SpiModel {
    /**
     * Answers what is clocked in while the chip is selected.
     *
     * @param out what the controller sends
     * @param in receives what the chip sends; never the array that is {@code out}
     */
    void transfer(byte[] out, int outOffset, byte[] in, int inOffset, int length);

    /** Brings the chip into these surroundings. */
    default void follow(Surroundings now) {}
}
