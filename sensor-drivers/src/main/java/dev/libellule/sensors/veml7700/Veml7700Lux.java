package dev.libellule.sensors.veml7700;

/** Lux from counts: the resolution table and the correction of the application note. Pure; allocates nothing. */
final class Veml7700Lux {
    /** ALS_GAIN of table 2 by the value of its two bits, in eighths: x 1, x 2, x 1/8, x 1/4. */
    private static final int[] GAIN_EIGHTHS = {8, 16, 1, 2};

    private static final int MICROLUX_OF_HIGHEST_RESOLUTION = 4200; // gain 2, 800 ms; 3600 before revision 1.7
    private static final int LONGEST_MILLIS = 800;
    private static final int HIGHEST_GAIN_EIGHTHS = 16;
    private static final long MILLI = 1000;
    /** What the sun gives is far below: corrected, this is more than 300,000 lx. */
    private static final long HIGHEST_MILLI_LUX = 30_000_000;
    /** The correction is for the gains of 1/4 and 1/8, which are used from some hundred lux on. */
    private static final int CORRECTED_UP_TO_GAIN_EIGHTHS = 2;

    private Veml7700Lux() {}

    /**
     * Microlux of one count: each halving of gain or time doubles it.
     *
     * @param gain the bits ALS_GAIN
     * @param integrationMillis 25 to 800
     */
    static int microluxPerCount(int gain, int integrationMillis) {
        return MICROLUX_OF_HIGHEST_RESOLUTION * (LONGEST_MILLIS / integrationMillis)
                * (HIGHEST_GAIN_EIGHTHS / GAIN_EIGHTHS[gain]);
    }

    /** Thousandths of a lux, corrected where the application note says so. */
    static int milliLux(int counts, int gain, int integrationMillis) {
        long microlux = (long) counts * microluxPerCount(gain, integrationMillis);
        long milliLux = (microlux + MILLI / 2) / MILLI;
        return (int) (GAIN_EIGHTHS[gain] <= CORRECTED_UP_TO_GAIN_EIGHTHS ? corrected(milliLux) : milliLux);
    }

    /**
     * The nonlinearity of the application note: 6.0135E-13 x^4 - 9.3924E-9 x^3 + 8.1488E-5 x^2 + 1.0023 x, x in lux.
     *
     * @param milliLux 0 to {@link #HIGHEST_MILLI_LUX}, or no integer holds what comes in between
     * @return thousandths of a lux
     */
    static long corrected(long milliLux) {
        long x = Math.min(milliLux, HIGHEST_MILLI_LUX);
        long cubic = 60_135 * x / 100_000 - 9_392_400; // in 10^-15
        long square = cubic * x / 1000 + 81_488_000_000L; // in 10^-15
        long linear = square / 1000 * x / 1000 + 1_002_300_000_000L; // in 10^-12
        return linear / 1_000_000 * x / 1_000_000;
    }
}
