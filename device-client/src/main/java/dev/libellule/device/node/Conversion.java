package dev.libellule.device.node;

/**
 * A straight line from what a sensor gives to what a signal means, such as from the steps of a converter to degrees:
 * {@code base + (raw - origin) * numerator / denominator}, rounded half away from zero. Immutable; allocates nothing.
 */
public final class Conversion {
    /** What {@link #apply} returns for what no int holds. */
    public static final long OUTSIDE = Long.MIN_VALUE;

    private final int origin;
    private final int numerator;
    private final int denominator;
    private final int base;

    /**
     * A line through a point.
     *
     * @param origin fixed-point, as the sensor gives it
     * @param numerator of the slope, of fixed-point value by fixed-point value
     * @param denominator of the slope, 1 or more
     * @param base the value at the origin, fixed-point, in the decimals of the signal
     */
    public Conversion(int origin, int numerator, int denominator, int base) {
        this.origin = origin;
        this.numerator = numerator;
        this.denominator = denominator;
        this.base = base;
    }

    /** The value for what a sensor gave, or {@link #OUTSIDE}. */
    public long apply(int raw) {
        long product = ((long) raw - origin) * numerator; // below 2^32 by at most 2^31: fits
        long half = denominator / 2;
        long value = base + (product < 0 ? product - half : product + half) / denominator;
        return value < Integer.MIN_VALUE || value > Integer.MAX_VALUE ? OUTSIDE : value;
    }
}
