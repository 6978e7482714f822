package dev.libellule.sensors.bmp180;

import dev.libellule.sensors.bus.I2cTarget;

/**
 * From raw readings to physical values: the integer formulas of figure 4 with the calibration of one chip.
 *
 * <p>Pure arithmetic; allocates nothing. {@link #temperatureDeciCelsius} has to be called first: pressure needs its B5.
 */
final class Bmp180Compensation {
    static final int REG_CALIBRATION = 0xAA; // 3.4: eleven words, 0xAA to 0xBF
    static final int WORDS = 11;

    private final int ac1;
    private final int ac2;
    private final int ac3;
    private final int ac4;
    private final int ac5;
    private final int ac6;
    private final int b1;
    private final int b2;
    private final int mc;
    private final int md;
    private int b5;

    /** Takes the words as they lie in the registers; MB, the ninth, is used nowhere. */
    Bmp180Compensation(byte[] bytes) {
        ac1 = int16(bytes, 0);
        ac2 = int16(bytes, 1);
        ac3 = int16(bytes, 2);
        ac4 = int16(bytes, 3) & 0xFFFF;
        ac5 = int16(bytes, 4) & 0xFFFF;
        ac6 = int16(bytes, 5) & 0xFFFF;
        b1 = int16(bytes, 6);
        b2 = int16(bytes, 7);
        mc = int16(bytes, 9);
        md = int16(bytes, 10);
    }

    /** Reads the calibration, one transfer; null if the words cannot be right: none of them is 0 or 0xFFFF, 3.4. */
    static Bmp180Compensation read(I2cTarget target) {
        byte[] bytes = new byte[2 * WORDS];
        target.readRegisters(REG_CALIBRATION, bytes, 0, bytes.length);
        for (int i = 0; i < WORDS; i++) {
            int word = int16(bytes, i);
            if (word == 0 || word == -1) {
                return null;
            }
        }
        return new Bmp180Compensation(bytes);
    }

    private static int int16(byte[] bytes, int word) {
        return bytes[2 * word] << 8 | bytes[2 * word + 1] & 0xFF;
    }

    /** Tenths of a degree Celsius from UT; far below all ranges where the formula would divide by zero. */
    int temperatureDeciCelsius(int ut) {
        int x1 = (ut - ac6) * ac5 >> 15;
        if (x1 + md == 0) {
            return Integer.MIN_VALUE;
        }
        int x2 = (mc << 11) / (x1 + md);
        b5 = x1 + x2;
        return b5 + 8 >> 4;
    }

    /** Pascals from UP, already shifted right by 8 - oversampling; 0 for a chip whose calibration makes no sense. */
    int pressurePascals(int up, int oversampling) {
        int b6 = b5 - 4000;
        int x1 = b2 * (b6 * b6 >> 12) >> 11;
        int x2 = ac2 * b6 >> 11;
        int b3 = (ac1 * 4 + x1 + x2 << oversampling) + 2 >> 2;
        x1 = ac3 * b6 >> 13;
        x2 = b1 * (b6 * b6 >> 12) >> 16;
        int x3 = x1 + x2 + 2 >> 2;
        long b4 = (long) ac4 * (x3 + 32_768 & 0xFFFF_FFFFL) >> 15; // unsigned 32 bits in the datasheet
        if (b4 == 0) {
            return 0;
        }
        long b7 = (long) (up - b3) * (50_000 >> oversampling);
        int p = (int) (b7 * 2 / b4); // the datasheet's two ways of it are for want of 64 bits
        x1 = (p >> 8) * (p >> 8);
        x1 = x1 * 3038 >> 16;
        x2 = -7357 * p >> 16;
        return p + (x1 + x2 + 3791 >> 4);
    }
}
