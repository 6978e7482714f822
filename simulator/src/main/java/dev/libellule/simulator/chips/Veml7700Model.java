package dev.libellule.simulator.chips;

import dev.libellule.simulator.I2cModel;
import dev.libellule.simulator.Surroundings;
import java.util.function.LongSupplier;

/**
 * A VEML7700 as it is seen from the bus: registers of sixteen bits, gains and integration times. May be used by several threads.
 *
 * <p>Tables are those of the datasheet 84286. Counts come from the wanted light by the resolution table and the correction of
 * application note 84323 turned round, in floating point.
 */
public final class Veml7700Model implements I2cModel {
    private static final int ALS_CONF = 0;
    private static final int ALS = 4;
    private static final int WHITE = 5;
    private static final int ID = 7;
    private static final double[] GAINS = {1, 2, 1 / 8.0, 1 / 4.0}; // table 1, ALS_GAIN
    private static final double LUX_PER_COUNT = 0.0672; // gain 1, 100 ms
    private static final long WAKE_UP_NANOS = 2_500_000;

    private final LongSupplier nanoClock;
    private final int[] registers = new int[8];
    private int pointer;
    private boolean isIntegrating;
    private long readyNanos;
    private int lux = Surroundings.ROOM.lux();

    /** A chip after power-on. The clock says when an integration is over. */
    public Veml7700Model(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        brownOut();
    }

    /** Takes the power away for a moment. */
    public synchronized void brownOut() {
        java.util.Arrays.fill(registers, 0);
        registers[ALS_CONF] = 0x0001; // shut down
        registers[ID] = 0xC481;
        isIntegrating = false;
    }

    @Override
    public synchronized void follow(Surroundings now) {
        lux = now.lux();
    }

    @Override
    public synchronized void written(byte[] bytes, int offset, int length) {
        settle();
        if (length > 0) {
            pointer = bytes[offset] & 7;
        }
        if (length == 3 && pointer < ALS) {
            registers[pointer] = bytes[offset + 1] & 0xFF | (bytes[offset + 2] & 0xFF) << 8;
            if (pointer == ALS_CONF) {
                isIntegrating = (registers[ALS_CONF] & 1) == 0;
                readyNanos = nanoClock.getAsLong() + WAKE_UP_NANOS + integrationMillis() * 1_000_000L;
            }
        }
    }

    private int integrationMillis() {
        return switch (registers[ALS_CONF] >> 6 & 0x0F) {
            case 0b1100 -> 25;
            case 0b1000 -> 50;
            case 0b0001 -> 200;
            case 0b0010 -> 400;
            case 0b0011 -> 800;
            default -> 100;
        };
    }

    private void settle() {
        if (isIntegrating && nanoClock.getAsLong() - readyNanos >= 0) {
            double gain = GAINS[registers[ALS_CONF] >> 11 & 3];
            double shown = gain <= 0.25 ? uncorrected(lux) : lux;
            double counts = shown / LUX_PER_COUNT * gain * integrationMillis() / 100;
            registers[ALS] = (int) Math.min(0xFFFF, Math.round(counts));
            registers[WHITE] = registers[ALS];
        }
    }

    /** The lux before the correction, by halving: the correction rises. */
    private static double uncorrected(double wanted) {
        double low = 0;
        double high = 30_000;
        for (int i = 0; i < 60; i++) {
            double x = (low + high) / 2;
            double corrected = 6.0135e-13 * x * x * x * x - 9.3924e-9 * x * x * x + 8.1488e-5 * x * x + 1.0023 * x;
            if (corrected < wanted) {
                low = x;
            } else {
                high = x;
            }
        }
        return low;
    }

    @Override
    public synchronized void read(byte[] into, int offset, int length) {
        settle();
        int value = registers[pointer];
        for (int i = 0; i < length; i++) {
            into[offset + i] = (byte) (i % 2 == 0 ? value : value >> 8);
        }
    }
}
