package dev.libellule.simulator.chips;

import dev.libellule.simulator.I2cModel;
import dev.libellule.simulator.Surroundings;
import java.util.function.LongSupplier;

/**
 * An ADS1115 or ADS1015 as it is seen from the bus: four registers of sixteen bits, single-shot conversions. May be used by several
 * threads.
 *
 * <p>Sections are those of the datasheets SBAS444D and SBAS473E.
 */
public final class Ads1115Model implements I2cModel {
    private static final int CONVERSION = 0;
    private static final int CONFIG = 1;
    private static final int RESET_CONFIG = 0x8583; // 9.6.3
    private static final int OS = 0x8000;
    private static final int SINGLE_SHOT = 0x0100;
    private static final double[] FULL_SCALES_VOLTS = {6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256};
    private static final int[] RATES_16_BITS = {8, 16, 32, 64, 128, 250, 475, 860};
    private static final int[] RATES_12_BITS = {128, 250, 490, 920, 1600, 2400, 3300, 3300};

    private final boolean is12Bit;
    private final LongSupplier nanoClock;
    private final int[] registers = new int[4];
    private final int[] milliVolts = new int[4];
    private int pointer;
    private boolean isConverting;
    private long readyNanos;

    /** A chip after power-on; all its inputs at the voltage of the room. */
    public Ads1115Model(boolean is12Bit, LongSupplier nanoClock) {
        this.is12Bit = is12Bit;
        this.nanoClock = nanoClock;
        follow(Surroundings.ROOM);
        brownOut();
    }

    /** Takes the power away for a moment. */
    public synchronized void brownOut() {
        registers[CONVERSION] = 0;
        registers[CONFIG] = RESET_CONFIG;
        registers[2] = 0x8000; // 9.6.4
        registers[3] = 0x7FFF;
        pointer = 0;
        isConverting = false;
    }

    @Override
    public synchronized void follow(Surroundings now) {
        for (int i = 0; i < milliVolts.length; i++) {
            milliVolts[i] = now.milliVolts();
        }
    }

    /** Sets the voltage of one input. */
    public synchronized void setMilliVolts(int input, int voltage) {
        milliVolts[input] = voltage;
    }

    @Override
    public synchronized void written(byte[] bytes, int offset, int length) {
        settle();
        if (length > 0) {
            pointer = bytes[offset] & 3;
        }
        if (length == 3 && pointer != CONVERSION) { // read-only
            registers[pointer] = (bytes[offset + 1] & 0xFF) << 8 | bytes[offset + 2] & 0xFF;
            if (pointer == CONFIG && (registers[CONFIG] & OS) != 0 && (registers[CONFIG] & SINGLE_SHOT) != 0) {
                isConverting = true;
                int rate = (is12Bit ? RATES_12_BITS : RATES_16_BITS)[registers[CONFIG] >> 5 & 7];
                readyNanos = nanoClock.getAsLong() + 1_000_000_000L / rate + 25_000; // 9.4.2.1: 25 us to wake up
            }
        }
    }

    private void settle() {
        if (isConverting && nanoClock.getAsLong() - readyNanos >= 0) {
            isConverting = false;
            int config = registers[CONFIG];
            double volts = milliVolts[config >> 12 & 3] / 1000.0; // single-ended only
            long code = Math.round(Math.floor(volts / FULL_SCALES_VOLTS[config >> 9 & 7] * 0x8000 + 0.5));
            code = Math.max(-0x8000, Math.min(0x7FFF, code));
            registers[CONVERSION] = (int) code & (is12Bit ? 0xFFF0 : 0xFFFF);
        }
    }

    @Override
    public synchronized void read(byte[] into, int offset, int length) {
        settle();
        int value = registers[pointer];
        if (pointer == CONFIG) {
            value = isConverting ? value & ~OS : value | OS;
        }
        for (int i = 0; i < length; i++) {
            into[offset + i] = (byte) (i % 2 == 0 ? value >> 8 : value);
        }
    }
}
