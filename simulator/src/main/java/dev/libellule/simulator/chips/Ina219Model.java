package dev.libellule.simulator.chips;

import dev.libellule.simulator.Surroundings;
import java.util.function.LongSupplier;

/**
 * A TI INA219 with a shunt: triggered and continuous conversions, conversion ready, calibration. SBOS448, revision G.
 *
 * <p>It measures the voltage and the current of its surroundings.
 */
public final class Ina219Model extends WordRegisterModel {
    private static final int RESET = 0x8000;
    private static final int AFTER_RESET = 0x399F;
    private static final int CONTINUOUS = 0x04;
    private static final int SHUNT = 0x01;
    private static final int BUS = 0x02;
    private static final int READY = 0x02;
    /** Table 5: microseconds by the four bits of an ADC's setting; 9 to 12 bits, then means of 1 to 128. */
    private static final int[] MICROS = {84, 148, 276, 532, 84, 148, 276, 532, 532, 1060, 2130, 4260, 8510, 17_020,
            34_050, 68_100};

    private final LongSupplier nanoClock;
    private final int shuntMicroOhms;
    private int configuration;
    private int calibration;
    private int shunt;
    private int bus;
    private boolean isConverting;
    private boolean isReady;
    private long readyNanos;
    private Surroundings now = Surroundings.ROOM;

    /** A chip after power-on, with a shunt of 0.1 ohm as on modules. The clock says when a conversion is over. */
    public Ina219Model(LongSupplier nanoClock) {
        this(nanoClock, 100_000);
    }

    /** The same with another shunt. */
    public Ina219Model(LongSupplier nanoClock, int shuntMicroOhms) {
        this.nanoClock = nanoClock;
        this.shuntMicroOhms = shuntMicroOhms;
        powerOn();
    }

    @Override
    public synchronized void powerOn() {
        calibration = 0;
        shunt = 0;
        bus = 0;
        configure(AFTER_RESET);
    }

    @Override
    public synchronized void follow(Surroundings surroundings) {
        now = surroundings;
    }

    private void configure(int value) {
        configuration = value;
        isReady = false; // 8.6.3.2: cleared by a write to the mode
        isConverting = (value & (SHUNT | BUS)) != 0;
        int micros = ((value & SHUNT) != 0 ? MICROS[value >> 3 & 0x0F] : 0)
                + ((value & BUS) != 0 ? MICROS[value >> 7 & 0x0F] : 0);
        readyNanos = nanoClock.getAsLong() + micros * 1000L;
    }

    private void settle() {
        if (!isConverting || nanoClock.getAsLong() - readyNanos < 0) {
            return;
        }
        isConverting = (configuration & CONTINUOUS) != 0;
        isReady = true;
        int fullScale = 4000 << (configuration >> 11 & 3); // 40 mV times the gain, 10 uV a step
        double microVolts = now.milliAmperes() / 1000.0 * shuntMicroOhms;
        shunt = (int) Math.min(Math.max(Math.round(microVolts / 10), -fullScale), fullScale);
        bus = Math.min(Math.max(Math.round(now.milliVolts() / 4f), 0), 8000);
    }

    @Override
    int readWord(int register) {
        settle();
        return switch (register) {
            case 0 -> configuration;
            case 1 -> shunt & 0xFFFF;
            case 2 -> bus << 3 | (isReady ? READY : 0);
            case 3 -> {
                isReady = false; // 8.6.3.2: cleared by a read of the power
                yield Math.abs(current()) * bus / 5000;
            }
            case 4 -> current() & 0xFFFF;
            case 5 -> calibration;
            default -> 0;
        };
    }

    private int current() { // 8.5.1, (4)
        return shunt * calibration / 4096;
    }

    @Override
    void writeWord(int register, int value) {
        if (register == 0 && (value & RESET) != 0) {
            powerOn();
        } else if (register == 0) {
            configure(value);
        } else if (register == 5) {
            calibration = value & 0xFFFE;
        }
    }
}
