package dev.libellule.simulator.chips;

import dev.libellule.simulator.RegisterModel;
import dev.libellule.simulator.Surroundings;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongSupplier;

/**
 * A BME280, or a BMP280, as it is seen from the bus: registers, forced mode, conversion time.
 *
 * <p>Raw readings come from the wanted climate by the floating-point formulas of the datasheet, section 8.1, turned round; so a driver
 * with the integer formulas of section 4.2.3 is checked against the others. May be used by several threads: the bus and the house.
 */
public final class Bme280Model extends RegisterModel {
    // The worked example of Bosch's datasheets: 519888 is 25.08 °C, 415148 is 100653 Pa
    private static final int T1 = 27_504;
    private static final int T2 = 26_435;
    private static final int T3 = -1_000;
    private static final int[] P = {0, 36_477, -10_685, 3_024, 2_855, 140, -7, 15_500, -14_600, 6_000};
    private static final int H1 = 75;
    private static final int H2 = 362;
    private static final int H3 = 0;
    private static final int H4 = 328;
    private static final int H5 = 50;
    private static final int H6 = 30;

    private static final int REG_ID = 0xD0;
    private static final int REG_RESET = 0xE0;
    private static final int REG_STATUS = 0xF3;
    private static final int REG_CTRL_MEAS = 0xF4;
    private static final int REG_PRESS_MSB = 0xF7;
    private static final int RESET_WORD = 0xB6;
    private static final int MEASURING = 0x08;
    private static final int MODE_FORCED_LOW = 0x01;
    private static final int MODE_FORCED_HIGH = 0x02;
    private static final int BME280_ID = 0x60;
    private static final int BMP280_ID = 0x58;
    private static final long BME280_NANOS = 9_300_000; // 9.1, oversampling 1
    private static final long BMP280_NANOS = 13_300_000; // BMP280, 3.8.1, pressure 4 times

    private final int[] registers = new int[256];
    private final LongSupplier nanoClock;
    private final long conversionNanos;
    private final DoubleUnaryOperator celsiusOf = raw -> fine(raw) / 5120;
    private final DoubleUnaryOperator negativePascalsOf = raw -> -pressure(raw, this.fine); // falls while the reading rises
    private final DoubleUnaryOperator percentOf = raw -> humidity(raw, this.fine);
    private double fine;
    private long readyNanos;
    private boolean converting;
    private Surroundings now = Surroundings.ROOM;

    private Bme280Model(LongSupplier nanoClock, int id, long conversionNanos) {
        this.nanoClock = nanoClock;
        this.conversionNanos = conversionNanos;
        registers[REG_ID] = id;
        put16(0x88, T1);
        put16(0x8A, T2);
        put16(0x8C, T3);
        for (int i = 1; i <= 9; i++) {
            put16(0x8C + 2 * i, P[i]);
        }
        powerOn();
    }

    /** A BME280 after power-on. The clock says when a conversion is over. */
    public static Bme280Model bme280(LongSupplier nanoClock) {
        Bme280Model model = new Bme280Model(nanoClock, BME280_ID, BME280_NANOS);
        model.addHumidity();
        return model;
    }

    /** A BMP280 after power-on: no humidity, and no parameters of it. */
    public static Bme280Model bmp280(LongSupplier nanoClock) {
        return new Bme280Model(nanoClock, BMP280_ID, BMP280_NANOS);
    }

    private void addHumidity() {
        registers[0xA1] = H1;
        put16(0xE1, H2);
        registers[0xE3] = H3;
        registers[0xE4] = H4 >> 4;
        registers[0xE5] = H4 & 0x0F | (H5 & 0x0F) << 4;
        registers[0xE6] = H5 >> 4;
        registers[0xE7] = H6;
    }

    @Override
    public synchronized void powerOn() {
        registers[0xF2] = 0;
        registers[0xF5] = 0;
        registers[REG_CTRL_MEAS] = 0;
        int[] skipped = {0x80, 0, 0, 0x80, 0, 0, 0x80, 0};
        System.arraycopy(skipped, 0, registers, REG_PRESS_MSB, skipped.length);
        converting = false;
    }

    private void put16(int register, int value) {
        registers[register] = value & 0xFF;
        registers[register + 1] = value >> 8 & 0xFF;
    }

    @Override
    public synchronized void follow(Surroundings surroundings) {
        now = surroundings;
    }

    @Override
    protected synchronized int read(int register) {
        settle();
        if (register == REG_STATUS) {
            return converting ? MEASURING : 0;
        }
        return registers[register & 0xFF];
    }

    @Override
    protected synchronized void write(int register, int value) {
        settle();
        if (register == REG_RESET && value == RESET_WORD) {
            powerOn();
        } else if (register == 0xF2 || register == REG_CTRL_MEAS || register == 0xF5) {
            registers[register] = value;
            int mode = value & 3;
            if (register == REG_CTRL_MEAS && (mode == MODE_FORCED_LOW || mode == MODE_FORCED_HIGH)) {
                converting = true;
                readyNanos = nanoClock.getAsLong() + conversionNanos;
            }
        } // the others are read-only
    }

    private void settle() {
        if (converting && nanoClock.getAsLong() - readyNanos >= 0) {
            converting = false;
            registers[REG_CTRL_MEAS] &= ~3; // back to sleep, 3.3.3
            convert();
        }
    }

    private void convert() {
        int adcT = RawReading.of(1 << 20, now.temperatureCentiCelsius() / 100.0, celsiusOf);
        fine = fine(adcT);
        int adcP = RawReading.of(1 << 20, -now.pressurePascals(), negativePascalsOf);
        int adcH = RawReading.of(1 << 16, now.humidityCentiPercent() / 100.0, percentOf);
        put20(REG_PRESS_MSB, adcP);
        put20(REG_PRESS_MSB + 3, adcT);
        if (registers[REG_ID] == BME280_ID) {
            registers[REG_PRESS_MSB + 6] = adcH >> 8;
            registers[REG_PRESS_MSB + 7] = adcH & 0xFF;
        }
    }

    private void put20(int register, int value) {
        registers[register] = value >> 12;
        registers[register + 1] = value >> 4 & 0xFF;
        registers[register + 2] = (value & 0x0F) << 4;
    }

    private static double fine(double adcT) { // 8.1, BME280_compensate_T_double
        double var1 = (adcT / 16_384.0 - T1 / 1024.0) * T2;
        double var2 = adcT / 131_072.0 - T1 / 8192.0;
        return var1 + var2 * var2 * T3;
    }

    private static double pressure(double adcP, double fine) { // 8.1, BME280_compensate_P_double
        double var1 = fine / 2.0 - 64_000.0;
        double var2 = var1 * var1 * P[6] / 32_768.0;
        var2 += var1 * P[5] * 2.0;
        var2 = var2 / 4.0 + P[4] * 65_536.0;
        var1 = (P[3] * var1 * var1 / 524_288.0 + P[2] * var1) / 524_288.0;
        var1 = (1.0 + var1 / 32_768.0) * P[1];
        double p = 1_048_576.0 - adcP;
        p = (p - var2 / 4096.0) * 6250.0 / var1;
        return p + (P[9] * p * p / 2_147_483_648.0 + p * P[8] / 32_768.0 + P[7]) / 16.0;
    }

    private static double humidity(double adcH, double fine) { // 8.1, bme280_compensate_H_double
        double h = fine - 76_800.0;
        h = (adcH - (H4 * 64.0 + H5 / 16_384.0 * h))
                * (H2 / 65_536.0 * (1.0 + H6 / 67_108_864.0 * h * (1.0 + H3 / 67_108_864.0 * h)));
        return h * (1.0 - H1 * h / 524_288.0);
    }
}
