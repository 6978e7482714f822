package dev.libellule.simulator.chips;

import dev.libellule.simulator.RegisterModel;
import dev.libellule.simulator.Surroundings;
import java.util.function.LongSupplier;

/**
 * A TSL2561 in the T package as it is seen from the bus: integration times, gain, two channels. May be used by several threads.
 *
 * <p>Counts come from the wanted light by the floating-point formula of the datasheet TAOS059N, page 23, turned round, for a lamp
 * with a channel ratio of 0.25; so a driver with the integer approximation is checked against the other.
 */
public final class Tsl2561Model extends RegisterModel {
    private static final int COMMAND = 0x80;
    private static final int CONTROL = 0x0;
    private static final int TIMING = 0x1;
    private static final int ID = 0xA;
    private static final int DATA0LOW = 0xC;
    private static final int POWER = 0x03;
    private static final double RATIO = 0.25;
    private static final double LUX_PER_COUNT = 0.0304 - 0.062 * Math.pow(RATIO, 1.4); // for ratios up to 0.50
    private static final double[] INTEGRATION_MILLIS = {13.7, 101, 402, 0};
    private static final double[] SCALE = {11.0 / 322, 81.0 / 322, 1, 0};
    private static final int[] FULL_SCALE = {5047, 37_177, 65_535, 0};

    private final LongSupplier nanoClock;
    private final int[] registers = new int[16];
    private boolean isIntegrating;
    private long readyNanos;
    private int lux = Surroundings.ROOM.lux();

    /** A chip after power-on. The clock says when an integration is over. */
    public Tsl2561Model(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        brownOut();
    }

    /** Takes the power away for a moment. */
    public synchronized void brownOut() {
        java.util.Arrays.fill(registers, 0);
        registers[TIMING] = 0x02;
        registers[ID] = 0x50; // TSL2561T, FN, CL
        isIntegrating = false;
    }

    @Override
    public synchronized void follow(Surroundings now) {
        lux = now.lux();
    }

    @Override
    protected synchronized int read(int register) {
        settle();
        return (register & COMMAND) == 0 ? 0xFF : registers[register & 0x0F];
    }

    @Override
    protected synchronized void write(int register, int value) {
        settle();
        if ((register & COMMAND) == 0 || (register & 0x0F) > TIMING) {
            return; // the interrupt's registers are not modelled, the others are read-only
        }
        registers[register & 0x0F] = value;
        if ((register & 0x0F) == CONTROL) {
            registers[CONTROL] = value & POWER;
            isIntegrating = (value & POWER) == POWER;
            readyNanos = nanoClock.getAsLong() + (long) (INTEGRATION_MILLIS[registers[TIMING] & 3] * 1_000_000);
        }
    }

    private void settle() {
        if (!isIntegrating || nanoClock.getAsLong() - readyNanos < 0) {
            return;
        }
        int integration = registers[TIMING] & 3;
        double gain = (registers[TIMING] & 0x10) != 0 ? 1 : 1 / 16.0;
        double channel0 = lux / LUX_PER_COUNT * SCALE[integration] * gain;
        put(DATA0LOW, (int) Math.min(FULL_SCALE[integration], Math.round(channel0)));
        put(DATA0LOW + 2, (int) Math.min(FULL_SCALE[integration], Math.round(channel0 * RATIO)));
    }

    private void put(int register, int value) {
        registers[register] = value & 0xFF;
        registers[register + 1] = value >> 8;
    }
}
