package dev.libellule.sensors.bme280;

import dev.libellule.sensors.bus.I2cTarget;

/**
 * From raw readings to physical values: the integer formulas of section 4.2.3 with the trimming parameters of one chip.
 *
 * <p>Pure arithmetic; allocates nothing. {@link #temperatureCentiCelsius} has to be called first: the others need its fine value.
 */
final class Bme280Compensation {
    static final int REG_CALIB_00 = 0x88; // 4.2.2: dig_T1 to dig_P9, 24 bytes, then one unused and dig_H1
    static final int REG_CALIB_26 = 0xE1; // dig_H2 to dig_H6, 7 bytes
    private static final int FIRST_BLOCK = 26;
    private static final int SECOND_BLOCK = 7;

    private final int digT1;
    private final int digT2;
    private final int digT3;
    private final int[] digP = new int[10];
    private final int digH1;
    private final int digH2;
    private final int digH3;
    private final int digH4;
    private final int digH5;
    private final int digH6;
    private int fine;

    /** Takes the parameters as they lie in the registers, table 16. */
    Bme280Compensation(byte[] first, byte[] second) {
        digT1 = uint16(first, 0);
        digT2 = int16(first, 2);
        digT3 = int16(first, 4);
        digP[1] = uint16(first, 6);
        for (int i = 2; i <= 9; i++) {
            digP[i] = int16(first, 4 + 2 * i);
        }
        digH1 = first[25] & 0xFF;
        digH2 = int16(second, 0);
        digH3 = second[2] & 0xFF;
        digH4 = second[3] << 4 | second[4] & 0x0F; // 0xE4 and the low half of 0xE5
        digH5 = second[5] << 4 | second[4] >> 4 & 0x0F; // 0xE6 and the high half of 0xE5
        digH6 = second[6];
    }

    /** Reads the trimming parameters: two transfers. */
    static Bme280Compensation read(I2cTarget target) {
        byte[] first = new byte[FIRST_BLOCK];
        byte[] second = new byte[SECOND_BLOCK];
        target.readRegisters(REG_CALIB_00, first, 0, FIRST_BLOCK);
        target.readRegisters(REG_CALIB_26, second, 0, SECOND_BLOCK);
        return new Bme280Compensation(first, second);
    }

    /** Reads the parameters of a BMP280, which has those of temperature and pressure alone, at the same place. */
    static Bme280Compensation readWithoutHumidity(I2cTarget target) {
        byte[] first = new byte[FIRST_BLOCK];
        target.readRegisters(REG_CALIB_00, first, 0, FIRST_BLOCK - 2);
        return new Bme280Compensation(first, new byte[SECOND_BLOCK]);
    }

    private static int uint16(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
    }

    private static int int16(byte[] bytes, int at) {
        return (short) uint16(bytes, at);
    }

    /** Hundredths of a degree Celsius from the 20 bits of {@code adc_T}. */
    int temperatureCentiCelsius(int adcT) {
        int var1 = ((adcT >> 3) - (digT1 << 1)) * digT2 >> 11;
        int delta = (adcT >> 4) - digT1;
        int var2 = (delta * delta >> 12) * digT3 >> 14;
        fine = var1 + var2;
        return fine * 5 + 128 >> 8;
    }

    /** Pascals from the 20 bits of {@code adc_P}, rounded down; 0 for a chip whose parameters make no sense. */
    int pressurePascals(int adcP) {
        long var1 = fine - 128_000L;
        long var2 = var1 * var1 * digP[6];
        var2 += var1 * digP[5] << 17;
        var2 += (long) digP[4] << 35;
        var1 = (var1 * var1 * digP[3] >> 8) + (var1 * digP[2] << 12);
        var1 = ((1L << 47) + var1) * digP[1] >> 33;
        if (var1 == 0) {
            return 0;
        }
        long p = 1_048_576L - adcP;
        p = ((p << 31) - var2) * 3125 / var1;
        var1 = digP[9] * (p >> 13) * (p >> 13) >> 25;
        var2 = digP[8] * p >> 19;
        p = (p + var1 + var2 >> 8) + ((long) digP[7] << 4);
        return (int) (p >> 8); // Q24.8
    }

    /** Thousandths of a percent of relative humidity from the 16 bits of {@code adc_H}. */
    int humidityMilliPercent(int adcH) {
        int v = fine - 76_800;
        v = ((adcH << 14) - (digH4 << 20) - digH5 * v + 16_384 >> 15)
                * (((((v * digH6 >> 10) * ((v * digH3 >> 11) + 32_768) >> 10)
                        + 2_097_152) * digH2 + 8192) >> 14);
        v -= ((v >> 15) * (v >> 15) >> 7) * digH1 >> 4;
        v = Math.min(Math.max(v, 0), 419_430_400);
        return (int) ((v >> 12) * 1000L >> 10); // Q22.10
    }
}
