package dev.libellule.gateway.broker;

import dev.libellule.gateway.store.StoredDay;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many bytes the disk was given each day, UTC, for 30 days; and how long a memory card lasts at that rate. Broker thread. */
final class WrittenDays {
    static final int DAYS = 30;
    private static final long DAY_MILLIS = 86_400_000;
    private static final long WORTH_NOTING_BYTES = 128 << 10;
    /**
     * A card bears so many times its size, where nobody has said more: 300 times for each cell, and three bytes written inside for one that
     * is given to it.
     */
    private static final long TIMES = 100;

    private final TreeMap<Long, Long> bytes = new TreeMap<>();
    private long lastTotal;
    private long today;
    /** Counted and not in the store yet. */
    private long unnoted;

    WrittenDays(List<StoredDay> days) {
        days.forEach(day -> bytes.put(day.day(), day.bytes()));
    }

    /**
     * Counts on.
     *
     * @param total since the start of the process
     */
    void count(long total, long wallMillis) {
        today = Math.floorDiv(wallMillis, DAY_MILLIS);
        long more = Math.max(0, total - lastTotal);
        bytes.merge(today, more, Long::sum);
        unnoted += more;
        lastTotal = total;
        bytes.headMap(firstDay()).clear();
    }

    /** Since the start of the process. */
    long total() {
        return lastTotal;
    }

    /** Days before are forgotten. */
    long firstDay() {
        return today - DAYS + 1;
    }

    /** Whether there is so much that it should be noted: a note costs a page of 4 KiB. */
    boolean isWorthNoting() {
        return unnoted >= WORTH_NOTING_BYTES;
    }

    /** For the store. */
    StoredDay note() {
        unnoted = 0;
        return today();
    }

    StoredDay today() {
        return new StoredDay(today, bytes.getOrDefault(today, 0L));
    }

    /** By date. */
    Map<String, Long> byDate() {
        Map<String, Long> byDate = new TreeMap<>();
        bytes.forEach((day, sum) -> byDate.put(LocalDate.ofEpochDay(day).toString(), sum));
        return byDate;
    }

    /** What a card of this size can be given before it is worn out, unless it is known better. */
    static long endurance(long cardBytes) {
        return cardBytes > Long.MAX_VALUE / TIMES ? Long.MAX_VALUE : cardBytes * TIMES;
    }

    /**
     * Days that a new card would last at the mean rate of the days that are over, or of today where there is none yet.
     *
     * @return -1 if nothing was written
     */
    long lifeDays(long enduranceBytes) {
        Map<Long, Long> over = bytes.size() > 1 ? bytes.headMap(today) : bytes;
        if (over.isEmpty()) {
            return -1;
        }
        long days = bytes.size() > 1 ? today - bytes.firstKey() : 1; // those on which nothing ran count too
        long sum = over.values().stream().mapToLong(Long::longValue).sum();
        return sum == 0 ? -1 : (long) (enduranceBytes / ((double) sum / Math.max(1, days)));
    }
}
