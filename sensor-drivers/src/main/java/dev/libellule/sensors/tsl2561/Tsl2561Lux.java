package dev.libellule.sensors.tsl2561;

/**
 * Lux from the two channels: the integer approximation of the datasheet, "Calculating Lux" and its source code
 * CalculateLux. Pure; allocates nothing.
 *
 * <p>The eye's brightness is what the broadband channel sees less a part of the infrared one; how much less is looked up by their
 * ratio.
 */
final class Tsl2561Lux {
    /** Nominal integration times, {@code INTEG} of the timing register. */
    static final int INTEG_13_7_MILLIS = 0;
    static final int INTEG_101_MILLIS = 1;
    static final int INTEG_402_MILLIS = 2;

    private static final int LUX_SCALE = 14; // fractional bits of b and m
    private static final int RATIO_SCALE = 9;
    private static final int CHANNEL_SCALE = 10;
    private static final int CHANNEL_SCALE_13_7_MILLIS = 0x7517; // 322/11 x 2^CHANNEL_SCALE
    private static final int CHANNEL_SCALE_101_MILLIS = 0x0FE7; // 322/81 x 2^CHANNEL_SCALE

    // Up to which ratio (x 2^9), times channel 0 and less times channel 1 (x 2^14)
    private static final int[] T_RATIO = {0x0040, 0x0080, 0x00C0, 0x0100, 0x0138, 0x019A, 0x029A};
    private static final int[] T_B = {0x01F2, 0x0214, 0x023F, 0x0270, 0x016F, 0x00D2, 0x0018, 0};
    private static final int[] T_M = {0x01BE, 0x02D1, 0x037B, 0x03FE, 0x01FC, 0x00FB, 0x0012, 0};
    private static final int[] CS_RATIO = {0x0043, 0x0085, 0x00C8, 0x010A, 0x014D, 0x019A, 0x029A};
    private static final int[] CS_B = {0x0204, 0x0228, 0x0253, 0x0282, 0x0177, 0x0101, 0x0037, 0};
    private static final int[] CS_M = {0x01AD, 0x02C1, 0x0363, 0x03DF, 0x01DD, 0x0127, 0x002B, 0};

    private Tsl2561Lux() {}

    /**
     * Whole lux.
     *
     * @param is16Times the gain: 16 times, or once
     * @param isCs the package: CS (chip scale), or T, FN and CL
     */
    static int lux(int channel0, int channel1, int integration, boolean is16Times, boolean isCs) {
        long scaled0 = scaled(channel0, integration, is16Times);
        long scaled1 = scaled(channel1, integration, is16Times);
        long ratio = scaled0 == 0 ? 0 : ((scaled1 << RATIO_SCALE + 1) / scaled0 + 1) >> 1; // rounded
        int[] ratios = isCs ? CS_RATIO : T_RATIO;
        int row = 0;
        while (row < ratios.length && ratio > ratios[row]) {
            row++;
        }
        long scaledLux = scaled0 * (isCs ? CS_B : T_B)[row] - scaled1 * (isCs ? CS_M : T_M)[row];
        return (int) (Math.max(0, scaledLux) + (1 << LUX_SCALE - 1) >> LUX_SCALE);
    }

    /** A channel as if it had been measured for 402 ms at a gain of 16. */
    private static long scaled(int channel, int integration, boolean is16Times) {
        long scale = switch (integration) {
            case INTEG_13_7_MILLIS -> CHANNEL_SCALE_13_7_MILLIS;
            case INTEG_101_MILLIS -> CHANNEL_SCALE_101_MILLIS;
            default -> 1 << CHANNEL_SCALE;
        };
        return channel * (is16Times ? scale : scale << 4) >> CHANNEL_SCALE;
    }
}
