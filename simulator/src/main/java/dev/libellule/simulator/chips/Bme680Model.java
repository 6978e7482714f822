package dev.libellule.simulator.chips;

import dev.libellule.simulator.RegisterModel;
import dev.libellule.simulator.Surroundings;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongSupplier;

/**
 * A Bosch BME680 or BME688: forced mode with the heater, new-data and heat-stability bits. BST-BME680-DS001.
 *
 * <p>The heater is stable if {@code res_heat_0} is about right for 320 °C and it is given 100 ms. The gas resistance falls as the carbon
 * dioxide of the surroundings rises, which in a room goes with what people breathe out besides.
 */
public final class Bme680Model extends RegisterModel {
    // Parameters like those of chips in use
    private static final int T1 = 26_203;
    private static final int T2 = 26_421;
    private static final int T3 = 3;
    private static final int[] P = {0, 36_463, -10_343, 88, 6935, -87, 30, 45, -1270, -2719, 30};
    private static final int[] H = {0, 747, 1022, 0, 45, 20, 120, -100};
    private static final int G1 = -39;
    private static final int G2 = -14_755;
    private static final int G3 = 18;
    private static final int HEAT_VALUE = 44;
    private static final int HEAT_RANGE = 1;
    private static final int SWITCH_ERROR = -1;
    /** 3.4.1, table 16: percent of the gas ranges. */
    private static final double[] K1 = {0, 0, 0, 0, 0, -1, 0, -0.8, 0, 0, -0.2, -0.5, 0, -1, 0, 0};
    private static final double[] K2 = {0, 0, 0, 0, 0.1, 0.7, 0, -0.8, -0.1, 0, 0, 0, 0, 0, 0, 0};

    private static final int REG_STATUS = 0x1D;
    private static final int REG_RES_HEAT = 0x5A;
    private static final int REG_GAS_WAIT = 0x64;
    private static final int REG_CTRL_GAS = 0x71;
    private static final int REG_CTRL_MEAS = 0x74;
    private static final int REG_ID = 0xD0;
    private static final int REG_RESET = 0xE0;
    private static final int REG_VARIANT = 0xF0;
    private static final int RESET = 0xB6;
    private static final int NEW_DATA = 0x80;
    private static final int MEASURING = 0x60; // gas and the others
    private static final int GAS_VALID = 0x20;
    private static final int HEATER_STABLE = 0x10;
    private static final long TPH_NANOS = 18_500_000; // Bosch's driver, temperature twice, pressure 4 times, humidity once
    private static final int HEATER_CELSIUS = 320;

    private final int[] registers = new int[256];
    private final LongSupplier nanoClock;
    private final boolean isBme688;
    private final DoubleUnaryOperator celsiusOf = raw -> fine(raw) / 5120;
    private final DoubleUnaryOperator negativePascalsOf = raw -> -pressure(raw, this.fine); // falls while the reading rises
    private final DoubleUnaryOperator percentOf = raw -> humidity(raw, this.fine / 5120);
    private final DoubleUnaryOperator negativeOhmsOf = raw -> -gasOhms(raw, this.range);
    private double fine;
    private int range;
    private boolean isConverting;
    private long readyNanos;
    private Surroundings now = Surroundings.ROOM;

    private Bme680Model(LongSupplier nanoClock, boolean isBme688) {
        this.nanoClock = nanoClock;
        this.isBme688 = isBme688;
        registers[REG_ID] = 0x61;
        registers[REG_VARIANT] = isBme688 ? 1 : 0;
        put16(0xE9, T1);
        put16(0x8A, T2);
        registers[0x8C] = T3;
        int[] words = {1, 2, 4, 5, 8, 9};
        int[] places = {0x8E, 0x90, 0x94, 0x96, 0x9C, 0x9E};
        for (int i = 0; i < words.length; i++) {
            put16(places[i], P[words[i]]);
        }
        registers[0x92] = P[3] & 0xFF;
        registers[0x98] = P[7] & 0xFF;
        registers[0x99] = P[6] & 0xFF;
        registers[0xA0] = P[10];
        registers[0xE1] = H[2] >> 4;
        registers[0xE2] = (H[2] & 0x0F) << 4 | H[1] & 0x0F;
        registers[0xE3] = H[1] >> 4;
        for (int i = 3; i <= 7; i++) {
            registers[0xE1 + i] = H[i] & 0xFF;
        }
        put16(0xEB, G2);
        registers[0xED] = G1 & 0xFF;
        registers[0xEE] = G3 & 0xFF;
        registers[0x00] = HEAT_VALUE & 0xFF;
        registers[0x02] = HEAT_RANGE << 4 | 0x06; // the other bits are for Bosch
        registers[0x04] = (SWITCH_ERROR & 0x0F) << 4 | 0x05;
        powerOn();
    }

    /** A BME680 after power-on. The clock says when a conversion is over. */
    public static Bme680Model bme680(LongSupplier nanoClock) {
        return new Bme680Model(nanoClock, false);
    }

    /** A BME688 after power-on: the same, with gas elsewhere. */
    public static Bme680Model bme688(LongSupplier nanoClock) {
        return new Bme680Model(nanoClock, true);
    }

    @Override
    public synchronized void powerOn() {
        for (int register = REG_STATUS; register <= 0x75; register++) {
            registers[register] = 0;
        }
        put20(0x1F, 0x80000);
        put20(0x22, 0x80000);
        registers[0x25] = 0x80;
        isConverting = false;
    }

    private void put16(int register, int value) {
        registers[register] = value & 0xFF;
        registers[register + 1] = value >> 8 & 0xFF;
    }

    private void put20(int register, int value) {
        registers[register] = value >> 12;
        registers[register + 1] = value >> 4 & 0xFF;
        registers[register + 2] = (value & 0x0F) << 4;
    }

    @Override
    public synchronized void follow(Surroundings surroundings) {
        now = surroundings;
    }

    /** Ohms in some surroundings. */
    public static double gasOhms(Surroundings air) {
        return 400.0 / Math.max(air.co2Ppm(), 100) * 120_000;
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
        } else if (register >= 0x50 && register <= 0x75) {
            registers[register] = value;
            if (register == REG_CTRL_MEAS && (value & 3) == 1) {
                isConverting = true;
                registers[REG_STATUS] = MEASURING;
                readyNanos = nanoClock.getAsLong() + TPH_NANOS + heatMillis() * 1_000_000L;
            }
        } // the others are read-only
    }

    private boolean isHeating() {
        return (registers[REG_CTRL_GAS] & (isBme688 ? 0x20 : 0x10)) != 0;
    }

    private int heatMillis() {
        int wait = registers[REG_GAS_WAIT];
        return isHeating() ? (wait & 0x3F) << 2 * (wait >> 6) : 0;
    }

    private void settle() {
        if (!isConverting || nanoClock.getAsLong() - readyNanos < 0) {
            return;
        }
        isConverting = false;
        registers[REG_CTRL_MEAS] &= ~3; // back to sleep
        registers[REG_STATUS] = NEW_DATA;
        int adcT = RawReading.of(1 << 20, now.temperatureCentiCelsius() / 100.0, celsiusOf);
        fine = fine(adcT);
        put20(0x22, adcT);
        put20(0x1F, RawReading.of(1 << 20, -now.pressurePascals(), negativePascalsOf));
        int adcH = RawReading.of(1 << 16, now.humidityCentiPercent() / 100.0, percentOf);
        registers[0x25] = adcH >> 8;
        registers[0x26] = adcH & 0xFF;
        int at = isBme688 ? 0x2C : 0x2A;
        registers[at] = 0;
        registers[at + 1] = 0;
        if (isHeating()) {
            gas(at);
        }
    }

    private void gas(int at) {
        double ohms = gasOhms(now);
        range = 15;
        while (range > 0 && gasOhms(0, range) < ohms) { // the lowest range that holds it
            range--;
        }
        int adc = RawReading.of(1 << 10, -ohms, negativeOhmsOf);
        registers[at] = adc >> 2;
        int off = Math.abs(registers[REG_RES_HEAT] - resHeat(now.temperatureCentiCelsius() / 100.0));
        boolean isStable = off <= 3 && heatMillis() >= 100;
        registers[at + 1] = (adc & 3) << 6 | GAS_VALID | (isStable ? HEATER_STABLE : 0) | range;
    }

    private static double fine(double adcT) { // 3.3.1, floating point
        double var1 = (adcT / 16_384 - T1 / 1024.0) * T2;
        double var2 = adcT / 131_072 - T1 / 8192.0;
        return var1 + var2 * var2 * T3 * 16;
    }

    private static double pressure(double adcP, double fine) { // 3.3.2, floating point
        double var1 = fine / 2 - 64_000;
        double var2 = var1 * var1 * P[6] / 131_072;
        var2 += var1 * P[5] * 2;
        var2 = var2 / 4 + P[4] * 65_536.0;
        var1 = (P[3] * var1 * var1 / 16_384 + P[2] * var1) / 524_288;
        var1 = (1 + var1 / 32_768) * P[1];
        double p = (1_048_576 - adcP - var2 / 4096) * 6250 / var1;
        double high = p / 256;
        return p + (P[9] * p * p / 2_147_483_648.0 + p * P[8] / 32_768 + high * high * high * P[10] / 131_072
                + P[7] * 128) / 16;
    }

    private static double humidity(double adcH, double celsius) { // 3.3.3, floating point
        double var1 = adcH - (H[1] * 16 + H[3] / 2.0 * celsius);
        double var2 = var1
                * (H[2] / 262_144.0 * (1 + H[4] / 16_384.0 * celsius + H[5] / 1_048_576.0 * celsius * celsius));
        return var2 + (H[6] / 16_384.0 + H[7] / 2_097_152.0 * celsius) * var2 * var2;
    }

    private double gasOhms(double adc, int range) { // 3.4.1, floating point
        if (isBme688) {
            return 1_000_000.0 * (262_144 >> range) / (4096 + (adc - 512) * 3);
        }
        double var1 = 1340 + 5.0 * SWITCH_ERROR;
        double var2 = var1 * (1 + K1[range] / 100);
        return 1 / ((1 + K2[range] / 100) * 0.000000125 * (1 << range) * ((adc - 512) / var2 + 1));
    }

    private static int resHeat(double ambientCelsius) { // 3.3.5, floating point
        double var1 = G1 / 16.0 + 49;
        double var2 = G2 / 32_768.0 * 0.0005 + 0.00235;
        double var5 = var1 * (1 + var2 * HEATER_CELSIUS) + G3 / 1024.0 * ambientCelsius;
        return (int) (3.4 * (var5 * (4.0 / (4 + HEAT_RANGE)) / (1 + HEAT_VALUE * 0.002) - 25));
    }
}
