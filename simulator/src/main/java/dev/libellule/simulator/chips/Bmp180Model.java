package dev.libellule.simulator.chips;

import dev.libellule.simulator.RegisterModel;
import dev.libellule.simulator.Surroundings;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongSupplier;

/** A Bosch BMP180: one conversion of temperature or pressure at a time, with its oversampling. BST-BMP180-DS000. */
public final class Bmp180Model extends RegisterModel {
    // The calibration of the worked example, 3.5: 27898 is 15.0 °C, 23843 with oversampling 0 is 69964 Pa
    private static final int AC1 = 408;
    private static final int AC2 = -72;
    private static final int AC3 = -14_383;
    private static final int AC4 = 32_741;
    private static final int AC5 = 32_757;
    private static final int AC6 = 23_153;
    private static final int B1 = 6190;
    private static final int B2 = 4;
    private static final int MB = -32_768;
    private static final int MC = -8711;
    private static final int MD = 2868;

    private static final int REG_CALIBRATION = 0xAA;
    private static final int REG_ID = 0xD0;
    private static final int REG_RESET = 0xE0;
    private static final int REG_CTRL_MEAS = 0xF4;
    private static final int REG_OUT = 0xF6;
    private static final int RESET = 0xB6;
    private static final int START_OF_CONVERSION = 0x20;
    private static final int TEMPERATURE = 0x0E;
    private static final int[] MICROS = {4_500, 7_500, 13_500, 25_500}; // table 8, by oversampling

    private final int[] registers = new int[256];
    private final LongSupplier nanoClock;
    private final DoubleUnaryOperator celsiusOf = raw -> (b5(raw) + 8) / 160;
    private final DoubleUnaryOperator pascalsOf = raw -> pressure(raw, this.b5, this.samples);
    private double b5;
    private int samples;
    private long readyNanos;
    private Surroundings now = Surroundings.ROOM;

    /** A chip after power-on. The clock says when a conversion is over. */
    public Bmp180Model(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        registers[REG_ID] = 0x55;
        int[] words = {AC1, AC2, AC3, AC4, AC5, AC6, B1, B2, MB, MC, MD};
        for (int i = 0; i < words.length; i++) {
            registers[REG_CALIBRATION + 2 * i] = words[i] >> 8 & 0xFF;
            registers[REG_CALIBRATION + 2 * i + 1] = words[i] & 0xFF;
        }
        powerOn();
    }

    @Override
    public synchronized void powerOn() {
        registers[REG_CTRL_MEAS] = 0;
        registers[REG_OUT] = 0x80;
        registers[REG_OUT + 1] = 0;
        registers[REG_OUT + 2] = 0;
    }

    @Override
    public synchronized void follow(Surroundings surroundings) {
        now = surroundings;
    }

    @Override
    protected synchronized int read(int register) {
        settle();
        return registers[register];
    }

    @Override
    protected synchronized void write(int register, int value) {
        settle();
        if (register == REG_RESET && value == RESET) {
            powerOn();
        } else if (register == REG_CTRL_MEAS) {
            registers[REG_CTRL_MEAS] = value;
            int oversampling = (value & 0x1F) == TEMPERATURE ? 0 : value >> 6;
            readyNanos = nanoClock.getAsLong() + MICROS[oversampling] * 1000L;
        }
    }

    private void settle() {
        int control = registers[REG_CTRL_MEAS];
        if ((control & START_OF_CONVERSION) == 0 || nanoClock.getAsLong() - readyNanos < 0) {
            return;
        }
        registers[REG_CTRL_MEAS] = control & ~START_OF_CONVERSION;
        int ut = RawReading.of(1 << 16, now.temperatureCentiCelsius() / 100.0, celsiusOf);
        if ((control & 0x1F) == TEMPERATURE) {
            registers[REG_OUT] = ut >> 8;
            registers[REG_OUT + 1] = ut & 0xFF;
        } else {
            int oversampling = control >> 6;
            b5 = b5(ut);
            samples = 1 << oversampling;
            int up = RawReading.of(1 << 16 + oversampling, now.pressurePascals(), pascalsOf) << 8 - oversampling;
            registers[REG_OUT] = up >> 16;
            registers[REG_OUT + 1] = up >> 8 & 0xFF;
            registers[REG_OUT + 2] = up & 0xFF;
        }
    }

    private static double b5(double ut) { // figure 4, without its truncations; rises from where X1 + MD is above 0
        double x1 = Math.max((ut - AC6) * AC5 / 32_768, 1 - MD);
        return x1 + MC * 2048.0 / (x1 + MD);
    }

    private static double pressure(double up, double b5, int samples) {
        double b6 = b5 - 4000;
        double b3 = ((AC1 * 4.0 + B2 * (b6 * b6 / 4096) / 2048 + AC2 * b6 / 2048) * samples + 2) / 4;
        double x3 = (AC3 * b6 / 8192 + B1 * (b6 * b6 / 4096) / 65_536 + 2) / 4;
        double b4 = AC4 * (x3 + 32_768) / 32_768;
        double p = (up - b3) * (50_000.0 / samples) * 2 / b4;
        return p + (p / 256 * (p / 256) * 3038 / 65_536 - 7357 * p / 65_536 + 3791) / 16;
    }
}
