package dev.libellule.sensors.bme680;

import dev.libellule.sensors.bus.I2cTarget;

/**
 * From raw readings to physical values: the integer formulas of Bosch's driver with the calibration of one chip.
 *
 * <p>Pure arithmetic; allocates nothing. {@link #temperatureCentiCelsius} has to be called first: the others need its fine value.
 */
final class Bme680Compensation {
    static final int REG_FIRST = 0x8A; // par_t2 to par_p10
    static final int FIRST_BLOCK = 23;
    static final int REG_SECOND = 0xE1; // par_h1 to par_h7, par_t1, par_g1 to par_g3
    static final int SECOND_BLOCK = 14;
    static final int REG_HEATER = 0x00; // 3.3.5: res_heat_val, 0x02 its range, 0x04 the error of the range switch
    static final int HEATER_BLOCK = 5;

    /** 3.4.1: constants of the gas ranges. */
    private static final long[] GAS_ARRAY_1 = {2_147_483_647L, 2_147_483_647L, 2_147_483_647L, 2_147_483_647L,
            2_147_483_647L, 2_126_008_810L, 2_147_483_647L, 2_130_303_777L, 2_147_483_647L, 2_147_483_647L,
            2_143_188_679L, 2_136_746_228L, 2_147_483_647L, 2_126_008_810L, 2_147_483_647L, 2_147_483_647L};
    private static final long[] GAS_ARRAY_2 = {4_096_000_000L, 2_048_000_000L, 1_024_000_000L, 512_000_000L,
            255_744_255L, 127_110_228L, 64_000_000L, 32_258_064L, 16_016_016L, 8_000_000L, 4_000_000L, 2_000_000L,
            1_000_000L, 500_000L, 250_000L, 125_000L};

    private final int t1;
    private final int t2;
    private final int t3;
    private final int[] p = new int[11];
    private final int[] h = new int[8];
    private final int g1;
    private final int g2;
    private final int g3;
    private final int heatRange;
    private final int heatValue;
    private final int rangeSwitchError;
    private int fine;

    /** Takes the parameters as they lie in the registers. */
    Bme680Compensation(byte[] first, byte[] second, byte[] heater) {
        t2 = int16(first, 0x00);
        t3 = first[0x02];
        p[1] = int16(first, 0x04) & 0xFFFF;
        p[2] = int16(first, 0x06);
        p[3] = first[0x08];
        p[4] = int16(first, 0x0A);
        p[5] = int16(first, 0x0C);
        p[7] = first[0x0E];
        p[6] = first[0x0F]; // in this order
        p[8] = int16(first, 0x12);
        p[9] = int16(first, 0x14);
        p[10] = first[0x16] & 0xFF;
        h[2] = (second[0] & 0xFF) << 4 | (second[1] & 0xFF) >> 4;
        h[1] = (second[2] & 0xFF) << 4 | second[1] & 0x0F;
        for (int i = 3; i <= 7; i++) {
            h[i] = second[i];
        }
        h[6] &= 0xFF;
        t1 = int16(second, 8) & 0xFFFF;
        g2 = int16(second, 10);
        g1 = second[12];
        g3 = second[13];
        heatValue = heater[0];
        heatRange = heater[2] >> 4 & 0x03;
        rangeSwitchError = heater[4] >> 4; // signed, the high half
    }

    /** Reads the parameters: three transfers. */
    static Bme680Compensation read(I2cTarget target) {
        byte[] first = new byte[FIRST_BLOCK];
        byte[] second = new byte[SECOND_BLOCK];
        byte[] heater = new byte[HEATER_BLOCK];
        target.readRegisters(REG_FIRST, first, 0, FIRST_BLOCK);
        target.readRegisters(REG_SECOND, second, 0, SECOND_BLOCK);
        target.readRegisters(REG_HEATER, heater, 0, HEATER_BLOCK);
        return new Bme680Compensation(first, second, heater);
    }

    private static int int16(byte[] bytes, int at) {
        return bytes[at] & 0xFF | bytes[at + 1] << 8;
    }

    /** Hundredths of a degree Celsius from the 20 bits of {@code temp_adc}. */
    int temperatureCentiCelsius(int adcT) {
        int var1 = (adcT >> 3) - (t1 << 1);
        int var2 = (int) ((long) var1 * t2 >> 11);
        int var3 = (var1 >> 1) * (var1 >> 1) >> 12;
        var3 = (int) ((long) var3 * (t3 << 4) >> 14);
        fine = var2 + var3;
        return fine * 5 + 128 >> 8;
    }

    /** Pascals from the 20 bits of {@code press_adc}; 0 for a chip whose parameters make no sense. */
    int pressurePascals(int adcP) {
        int var1 = (fine >> 1) - 64_000;
        int var2 = ((var1 >> 2) * (var1 >> 2) >> 11) * p[6] >> 2;
        var2 += var1 * p[5] << 1;
        var2 = (var2 >> 2) + (p[4] << 16);
        var1 = (((var1 >> 2) * (var1 >> 2) >> 13) * (p[3] << 5) >> 3) + (p[2] * var1 >> 1);
        var1 >>= 18;
        var1 = (32_768 + var1) * p[1] >> 15;
        if (var1 == 0) {
            return 0;
        }
        int pressure = (int) ((1_048_576L - adcP - (var2 >> 12)) * 3125 * 2 / var1); // 64 bits: no need of two ways
        var1 = p[9] * ((pressure >> 3) * (pressure >> 3) >> 13) >> 12;
        var2 = (pressure >> 2) * p[8] >> 13;
        int high = pressure >> 8;
        int var3 = (int) ((long) high * high * high * p[10] >> 17);
        return pressure + (var1 + var2 + var3 + (p[7] << 7) >> 4);
    }

    /** Thousandths of a percent of relative humidity from the 16 bits of {@code hum_adc}. */
    int humidityMilliPercent(int adcH) {
        int t = fine * 5 + 128 >> 8;
        int var1 = adcH - h[1] * 16 - (t * h[3] / 100 >> 1);
        int var2 = h[2] * (t * h[4] / 100 + (t * (t * h[5] / 100) >> 6) / 100 + (1 << 14)) >> 10;
        long var3 = (long) var1 * var2;
        int var4 = (h[6] << 7) + t * h[7] / 100 >> 4;
        long var5 = (var3 >> 14) * (var3 >> 14) >> 10;
        long var6 = var4 * var5 >> 1;
        long humidity = ((var3 + var6 >> 10) * 1000) >> 12;
        return (int) Math.min(Math.max(humidity, 0), 100_000);
    }

    /** Ohms from the ten bits of {@code gas_adc} and its range, 3.4.1. */
    int gasOhms(int adcGas, int range) {
        long var1 = (1340 + 5L * rangeSwitchError) * GAS_ARRAY_1[range] >> 16;
        long var2 = ((long) adcGas << 15) - (1 << 24) + var1;
        long var3 = GAS_ARRAY_2[range] * var1 >> 9;
        return (int) ((var3 + (var2 >> 1)) / var2);
    }

    /** The same for a BME688. */
    static int gasOhmsBme688(int adcGas, int range) {
        long var1 = 262_144 >> range;
        long var2 = 4096 + 3L * (adcGas - 512);
        return (int) (1_000_000L * var1 / var2);
    }

    /** What {@code res_heat_0} has to hold for a temperature of the heater, 3.3.5. */
    int heaterRegister(int heaterCelsius, int ambientCelsius) {
        int var1 = ambientCelsius * g3 / 1000 * 256;
        int var2 = (g1 + 784) * (((g2 + 154_009) * heaterCelsius * 5 / 100 + 3_276_800) / 10);
        int var3 = var1 + var2 / 2;
        int var4 = var3 / (heatRange + 4);
        int var5 = 131 * heatValue + 65_536;
        int hundredths = (var4 / var5 - 250) * 34;
        return (hundredths + 50) / 100;
    }
}
