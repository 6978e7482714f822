package dev.libellule.device.node;

/**
 * Makes readings quieter, in this order: the median of the latest few, which drops single spikes; the mean of the latest few; bounds;
 * rounding to a step. Windows are made once, and begin with what there is. Allocates nothing afterwards. Owned by a {@link Signal}.
 */
public final class Filter {
    private final Window median;
    private final Window mean;
    private final int[] sorted;
    private int minimum = Integer.MIN_VALUE;
    private int maximum = Integer.MAX_VALUE;
    private int step = 1;

    /** The latest values, in a circle. */
    private static final class Window {
        final int[] values;
        int count;
        int next;

        Window(int size) {
            values = new int[size];
        }

        void add(int value) {
            values[next] = value;
            next = next + 1 == values.length ? 0 : next + 1;
            count = Math.min(count + 1, values.length);
        }
    }

    /**
     * A filter with two windows.
     *
     * @param medianOf how many readings, 1 for no median; odd is usual
     * @param meanOf how many, 1 for no mean
     */
    public Filter(int medianOf, int meanOf) {
        median = new Window(medianOf);
        mean = new Window(meanOf);
        sorted = new int[medianOf];
    }

    /** Bends what is outside to the nearer end; fixed-point, both ends included. */
    public Filter clamp(int lowest, int highest) {
        this.minimum = lowest;
        this.maximum = highest;
        return this;
    }

    /** Rounds to a multiple of a step, half away from zero; fixed-point, 1 or more. */
    public Filter roundTo(int newStep) {
        this.step = newStep;
        return this;
    }

    /** Forgets the latest readings: what comes next has nothing to do with them. */
    void restart() {
        median.count = 0;
        median.next = 0;
        mean.count = 0;
        mean.next = 0;
    }

    /** Takes a reading. */
    int apply(int reading) {
        median.add(reading);
        mean.add(medianValue());
        long sum = 0;
        for (int i = 0; i < mean.count; i++) {
            sum += mean.values[i];
        }
        long value = divided(sum, mean.count);
        value = Math.max(minimum, Math.min(maximum, value));
        value = divided(value, step) * step;
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }

    private int medianValue() {
        int count = median.count;
        for (int i = 0; i < count; i++) { // sorts by insertion: windows are short
            int value = median.values[i];
            int at = i;
            for (; at > 0 && sorted[at - 1] > value; at--) {
                sorted[at] = sorted[at - 1];
            }
            sorted[at] = value;
        }
        int upper = sorted[count / 2];
        return count % 2 == 1 ? upper : (int) divided((long) sorted[count / 2 - 1] + upper, 2);
    }

    /** Half away from zero. */
    private static long divided(long value, int divisor) {
        long half = divisor / 2;
        return (value < 0 ? value - half : value + half) / divisor;
    }
}
