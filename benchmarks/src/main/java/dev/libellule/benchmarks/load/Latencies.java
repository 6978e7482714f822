package dev.libellule.benchmarks.load;

/** Delivery times in buckets of about 3 %, from a microsecond to minutes. Allocates nothing while it counts. */
final class Latencies {
    private static final int STEPS_LOG = 5; // 32 buckets for each doubling

    private final long[] counts = new long[64 << STEPS_LOG];
    private long total;
    private long largest;

    void add(long nanos) {
        long micros = Math.max(1, nanos / 1000);
        counts[bucket(micros)]++;
        total++;
        largest = Math.max(largest, micros);
    }

    void clear() {
        java.util.Arrays.fill(counts, 0);
        total = 0;
        largest = 0;
    }

    private static int bucket(long value) {
        int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(value) - STEPS_LOG);
        return (shift << STEPS_LOG) + (int) (value >> shift);
    }

    /** The time in microseconds that this share of the messages did not exceed. */
    long micros(double share) {
        long rank = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && counts[i] > 0) {
                int shift = Math.max(0, (i >> STEPS_LOG) - 1);
                return (long) (i - (shift << STEPS_LOG)) << shift;
            }
        }
        return largest;
    }

    long largestMicros() {
        return largest;
    }
}
