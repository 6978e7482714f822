package dev.libellule.device.node;

/** How far the latest value of a signal is to be believed: the word {@code q} of its JSON form. */
public final class Quality {
    /** {@code good}: it is what the sensor gave last. */
    public static final int GOOD = 0;
    /** {@code old}: nothing has come for too long; the value is the last that came. */
    public static final int OLD = 1;
    /** {@code bad}: the latest reading failed, was outside the range or that of a stuck sensor; the value is the last that was believed. */
    public static final int BAD = 2;

    private static final byte[][] TEXTS = {{'g', 'o', 'o', 'd'}, {'o', 'l', 'd'}, {'b', 'a', 'd'}};

    private Quality() {}

    static byte[] text(int quality) {
        return TEXTS[quality];
    }
}
