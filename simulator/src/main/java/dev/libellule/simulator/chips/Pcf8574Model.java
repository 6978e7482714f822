package dev.libellule.simulator.chips;

import dev.libellule.simulator.I2cModel;

/**
 * A PCF8574 as it is seen from the bus: eight quasi-bidirectional lines. May be used by several threads.
 *
 * <p>Sections are those of the datasheet PCF8574_PCF8574A, revision 5.
 */
public final class Pcf8574Model implements I2cModel {
    private int latch = 0xFF; // 7.3: all high at power-on
    private int pulledLow;
    private int pulledHigh;

    /** Takes the power away for a moment. */
    public synchronized void brownOut() {
        latch = 0xFF;
    }

    /** Ties a line to ground, as a pressed button does. */
    public synchronized void tieLow(int line) {
        pulledLow |= 1 << line;
    }

    /** Ties a line to the supply: a short circuit. */
    public synchronized void tieHigh(int line) {
        pulledHigh |= 1 << line;
    }

    /** Lets go of a line. */
    public synchronized void release(int line) {
        pulledLow &= ~(1 << line);
        pulledHigh &= ~(1 << line);
    }

    /** The level of a line, as a voltmeter would show it. */
    public synchronized boolean isHigh(int line) {
        return (pins() >> line & 1) != 0;
    }

    private int pins() {
        return (latch | pulledHigh) & ~pulledLow;
    }

    @Override
    public synchronized void written(byte[] bytes, int offset, int length) {
        if (length > 0) {
            latch = bytes[offset + length - 1] & 0xFF; // 8.1: each byte is shown, the last one stays
        }
    }

    @Override
    public synchronized void read(byte[] into, int offset, int length) {
        for (int i = 0; i < length; i++) {
            into[offset + i] = (byte) pins();
        }
    }
}
