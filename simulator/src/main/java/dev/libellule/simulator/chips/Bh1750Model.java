package dev.libellule.simulator.chips;

import dev.libellule.simulator.I2cModel;
import dev.libellule.simulator.Surroundings;
import java.util.function.LongSupplier;

/**
 * A BH1750FVI as it is seen from the bus: opcodes, measurement time, one-time H-resolution mode. May be used by several threads.
 *
 * <p>Pages are those of the technical note 11046EDT01.
 */
public final class Bh1750Model implements I2cModel {
    private static final int POWER_DOWN = 0x00;
    private static final int POWER_ON = 0x01;
    private static final int RESET = 0x07;
    private static final int ONE_TIME_H_RESOLUTION = 0x20;
    private static final int DEFAULT_MEASUREMENT_TIME = 69;
    private static final long TYPICAL_NANOS = 120_000_000; // page 2, H-resolution mode
    private static final double COUNTS_PER_LUX = 1.2; // page 2

    private final LongSupplier nanoClock;
    private boolean isOn;
    private int measurementTime = DEFAULT_MEASUREMENT_TIME;
    private int data;
    private boolean isConverting;
    private long readyNanos;
    private int lux = Surroundings.ROOM.lux();

    /** A chip after power-on. The clock says when a conversion is over. */
    public Bh1750Model(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    public synchronized void follow(Surroundings now) {
        lux = now.lux();
    }

    /** Takes the power away for a moment. */
    public synchronized void brownOut() {
        isOn = false;
        measurementTime = DEFAULT_MEASUREMENT_TIME;
        data = 0;
        isConverting = false;
    }

    @Override
    public synchronized void written(byte[] bytes, int offset, int length) {
        settle();
        for (int i = 0; i < length; i++) {
            obey(bytes[offset + i] & 0xFF);
        }
    }

    private void obey(int opcode) {
        if ((opcode & 0xF8) == 0x40) {
            measurementTime = measurementTime & 0x1F | (opcode & 0x07) << 5;
        } else if ((opcode & 0xE0) == 0x60) {
            measurementTime = measurementTime & 0xE0 | opcode & 0x1F;
        } else if (opcode == POWER_DOWN || opcode == POWER_ON) {
            isOn = opcode == POWER_ON;
        } else if (opcode == RESET && isOn) { // page 5: not acceptable in power down mode
            data = 0;
        } else if (opcode == ONE_TIME_H_RESOLUTION) {
            isConverting = true;
            readyNanos = nanoClock.getAsLong() + TYPICAL_NANOS * measurementTime / DEFAULT_MEASUREMENT_TIME;
        }
    }

    private void settle() {
        if (isConverting && nanoClock.getAsLong() - readyNanos >= 0) {
            isConverting = false;
            isOn = false; // page 5: set to power down mode after the measurement
            data = (int) Math.min(0xFFFF,
                    Math.round(lux * COUNTS_PER_LUX * measurementTime / DEFAULT_MEASUREMENT_TIME));
        }
    }

    @Override
    public synchronized void read(byte[] into, int offset, int length) {
        settle();
        for (int i = 0; i < length; i++) {
            into[offset + i] = (byte) (i == 0 ? data >> 8 : i == 1 ? data : 0xFF);
        }
    }
}
