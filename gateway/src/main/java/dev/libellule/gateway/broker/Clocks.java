package dev.libellule.gateway.broker;

import dev.libellule.gateway.store.StoredBoot;
import dev.libellule.gateway.store.StoredState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Between the broker's monotonic clock and what the store keeps over the end of the process. Broker thread.
 *
 * <p>Records carry a boot and a moment on its monotonic clock. In the same boot nothing else is asked, so that no jump of the clock on the
 * wall can make anything expire. How long the machine was off only that clock can tell, and it may be wrong: a Raspberry Pi starts with the
 * time at which it ended, or in 1970. A clock that stands before the last moment known is not believed: what was off counts as nothing
 * until it has been put right. One that jumps later on, either way, is believed when it has gone on like that for five minutes.
 */
final class Clocks {
    private static final long SETTLE_MILLIS = 5 * 60_000;
    private static final long SAME_MILLIS = 2_000;
    private static final long YEAR_MILLIS = 366L * 86_400_000;
    /** 2025: no clock that is right stands before. */
    private static final long FIRST_MILLIS = 1_735_689_600_000L;

    private final LongSupplier wall;
    private final int boot;
    private final String bootName;
    /** Of the boots before: time on the wall less the moment. */
    private final Map<Integer, Long> offsets = new HashMap<>();
    /** The last time known from a boot before. */
    private final long lastWallMillis;
    private final boolean isFirstBoot;
    /** Time on the wall less the moment, now, as believed for what is from before. */
    private long believed;
    /** There is no clock to believe: the machine counts as never having been off. */
    private boolean isAssumed;
    private long candidate;
    private long candidateSinceMillis;
    private boolean hasCandidate;
    /** The same, as it is written down for what happens now. */
    private long noted;
    private boolean isNoteNew;

    /** For a broker that keeps nothing. */
    Clocks() {
        this(System::currentTimeMillis, "", new StoredState(), 0);
    }

    /**
     * Makes them for this boot.
     *
     * @param wall milliseconds since 1970, as well as the machine knows
     * @param bootName that the system gives to this boot
     * @param state what the boots before are in
     * @param nowMillis monotonic, from the boot
     */
    Clocks(LongSupplier wall, String bootName, StoredState state, long nowMillis) {
        this.wall = wall;
        this.bootName = bootName;
        int own = 1;
        long last = FIRST_MILLIS;
        boolean isFirst = true;
        for (StoredBoot before : state.boots) {
            own = before.id() + 1;
            if (before == state.boots.getLast() && before.name().equals(bootName)) {
                own = before.id();
            } else {
                offsets.put(before.id(), before.wallMinusMonotonic());
                last = before.wallMinusMonotonic() + before.seenMillis();
                isFirst = false;
            }
        }
        boot = own;
        lastWallMillis = last;
        isFirstBoot = isFirst;
        long measured = wall.getAsLong() - nowMillis;
        isAssumed = isImplausible(measured + nowMillis);
        believed = isAssumed ? lastWallMillis : measured; // as if the boot had followed at once
        noted = believed;
        isNoteNew = true;
    }

    private boolean isImplausible(long wallMillis) {
        return isTooEarly(wallMillis) || !isFirstBoot && wallMillis > lastWallMillis + YEAR_MILLIS;
    }

    private boolean isTooEarly(long wallMillis) {
        return wallMillis < lastWallMillis - SAME_MILLIS;
    }

    /** The present one, for records. */
    int boot() {
        return boot;
    }

    boolean isFromBefore(int itsBoot) {
        return itsBoot != boot;
    }

    /** Milliseconds since 1970, as well as the machine knows now. */
    long wallMillis() {
        return wall.getAsLong();
    }

    /** Milliseconds since 1970 of a moment of this boot. */
    long wallMillis(long moment) {
        return moment + noted;
    }

    /** A moment of any boot on the present monotonic clock; perhaps before its beginning. */
    long toMonotonic(int itsBoot, long moment) {
        return itsBoot == boot ? moment : moment + offsets.getOrDefault(itsBoot, 0L) - believed;
    }

    /** False for a boot about which nothing could be read: its moments say nothing. */
    boolean isKnown(int itsBoot) {
        return itsBoot == boot || itsBoot == StoredBoot.WALL || offsets.containsKey(itsBoot);
    }

    /**
     * Looks at the clock on the wall; called each second.
     *
     * @return by how much what is from before was longer ago than it seemed, in milliseconds; 0 as a rule
     */
    long check(long nowMillis) {
        long wallMillis = wall.getAsLong();
        long measured = wallMillis - nowMillis;
        if (Math.abs(measured - noted) > SAME_MILLIS && !(isAssumed && isTooEarly(wallMillis))) {
            noted = measured;
            isNoteNew = true;
        }
        if (isAssumed && !isImplausible(wallMillis)) {
            return believe(measured);
        }
        if (isAssumed && isTooEarly(wallMillis) || Math.abs(measured - believed) <= SAME_MILLIS) {
            hasCandidate = false;
        } else if (!hasCandidate || Math.abs(measured - candidate) > SAME_MILLIS) {
            hasCandidate = true;
            candidate = measured;
            candidateSinceMillis = nowMillis;
        } else if (nowMillis - candidateSinceMillis >= SETTLE_MILLIS) {
            return believe(measured);
        }
        return 0;
    }

    private long believe(long measured) {
        long longer = measured - believed;
        believed = measured;
        isAssumed = false;
        hasCandidate = false;
        return longer;
    }

    /** Whether {@link #row} says something that it has not said before. */
    boolean isNew() {
        return isNoteNew;
    }

    /** What the store is to know of this boot. */
    StoredBoot row(long nowMillis) {
        isNoteNew = false;
        return new StoredBoot(boot, bootName, noted, nowMillis);
    }
}
