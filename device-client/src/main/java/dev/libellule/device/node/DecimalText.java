package dev.libellule.device.node;

/** Fixed-point integers to and from decimal text, in place: the value 225 with 1 decimal is {@code 22.5}. Allocates nothing. */
public final class DecimalText {
    /** Bytes that {@link #write} may need: a sign, ten digits and the point. */
    public static final int MAX_LENGTH = 12;
    /** Bytes that {@link #writeLong} may need. */
    public static final int LONGEST_LONG = 20;
    /** What {@link #parse} returns for what is no number, or is one that does not fit. */
    public static final long INVALID = Long.MIN_VALUE;
    public static final int MAX_DECIMALS = 9;

    private DecimalText() {}

    /**
     * Writes a number in ASCII, with all its decimals and without a plus sign.
     *
     * @param decimals digits after the point, 0 to 9
     * @param out has {@link #MAX_LENGTH} bytes of room from {@code offset}
     * @return how many bytes were written
     */
    public static int write(int value, int decimals, byte[] out, int offset) {
        int at = offset;
        long rest = value; // long: the magnitude of Integer.MIN_VALUE is no int
        if (rest < 0) {
            out[at++] = '-';
            rest = -rest;
        }
        int digits = 1;
        for (long limit = 10; rest >= limit; limit *= 10) {
            digits++;
        }
        if (digits <= decimals) {
            digits = decimals + 1; // leading zeros: 0.05
        }
        int end = at + digits + (decimals > 0 ? 1 : 0);
        at = end;
        for (int i = 0; i < digits; i++) {
            if (i == decimals && i > 0) {
                out[--at] = '.';
            }
            out[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return end - offset;
    }

    /**
     * Writes a whole number in ASCII.
     *
     * @param out has {@link #LONGEST_LONG} bytes of room from {@code offset}
     * @return how many bytes were written
     */
    public static int writeLong(long value, byte[] out, int offset) {
        int at = offset;
        long rest = value < 0 ? value : -value; // the magnitude of Long.MIN_VALUE is no long
        if (value < 0) {
            out[at++] = '-';
        }
        int digits = 1;
        for (long left = rest; left <= -10; left /= 10) {
            digits++;
        }
        for (int i = at + digits - 1; i >= at; i--) {
            out[i] = (byte) ('0' - rest % 10);
            rest /= 10;
        }
        return at + digits - offset;
    }

    /**
     * Reads a number such as {@code -22.5}, {@code +3} or {@code .5}; digits beyond the decimals asked for are rounded, half away
     * from zero.
     *
     * @param decimals digits after the point of the result, 0 to 9
     * @return the fixed-point value, within the range of int; or {@link #INVALID}
     */
    public static long parse(byte[] in, int offset, int length, int decimals) {
        int at = offset;
        int end = offset + length;
        boolean negative = false;
        if (at < end && (in[at] == '-' || in[at] == '+')) {
            negative = in[at++] == '-';
        }
        long value = 0;
        int digits = 0;
        int fraction = -1; // digits seen after the point, -1 before it
        boolean roundUp = false;
        for (; at < end; at++) {
            int c = in[at];
            if (c == '.' && fraction < 0) {
                fraction = 0;
            } else if (c >= '0' && c <= '9') {
                digits++;
                if (fraction < decimals) {
                    value = value * 10 + (c - '0');
                    if (value > 1L << 32) {
                        return INVALID;
                    }
                } else if (fraction == decimals) {
                    roundUp = c >= '5'; // the first digit cut off decides
                }
                if (fraction >= 0) {
                    fraction++;
                }
            } else {
                return INVALID;
            }
        }
        if (digits == 0) {
            return INVALID;
        }
        for (int i = fraction < 0 ? 0 : fraction; i < decimals; i++) {
            value *= 10; // at most 2^32 * 10^9: fits
        }
        if (roundUp) {
            value++;
        }
        value = negative ? -value : value;
        return value < Integer.MIN_VALUE || value > Integer.MAX_VALUE ? INVALID : value;
    }

    /**
     * Changes the number of decimals, rounding half away from zero: 2255 with 2 decimals is 226 with 1.
     *
     * @return the nearest that an int can hold
     */
    public static int rescale(int value, int fromDecimals, int toDecimals) {
        long scaled = value;
        for (int i = fromDecimals; i < toDecimals; i++) {
            scaled *= 10;
        }
        if (toDecimals < fromDecimals) {
            long divisor = 1;
            for (int i = toDecimals; i < fromDecimals; i++) {
                divisor *= 10;
            }
            scaled = (scaled + (scaled < 0 ? -divisor / 2 : divisor / 2)) / divisor;
        }
        if (scaled > Integer.MAX_VALUE) {
            return Integer.MAX_VALUE;
        }
        return scaled < Integer.MIN_VALUE ? Integer.MIN_VALUE : (int) scaled;
    }
}
