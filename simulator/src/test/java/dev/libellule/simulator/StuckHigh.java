package dev.libellule.simulator;

import java.util.Arrays;

/** Acknowledges everything and reads as ones: another chip, or a line that hangs. */
final class StuckHigh implements I2cModel {
    @Override
    public void written(byte[] bytes, int offset, int length) {
        // nothing is kept
    }

    @Override
    public void read(byte[] into, int offset, int length) {
        Arrays.fill(into, offset, offset + length, (byte) 0xFF);
    }
}
