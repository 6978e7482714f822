package dev.libellule.boards;

import java.time.Duration;

/**
 * What is told of a signal beside its bare value, and what happens to it without a link.
 *
 * @param old without a value for so long, its quality is old
 * @param stuck the same reading for so long, and its quality is bad; 0 for any length
 * @param json whether {@code <topic>/json} carries value, unit, time, quality, device and place
 * @param properties whether the bare value carries them as User Properties of MQTT 5.0
 * @param keepOffline whether values measured without a link are kept and sent later
 * @param priority of what is kept, 0 to 9: the lowest goes first where the room is short
 */
public record Telling(Duration old, Duration stuck, boolean json, boolean properties, boolean keepOffline,
        int priority) {
    static final Duration LONGEST_OLD = Duration.ofDays(10);
    static final Duration SHORTEST_STUCK = Duration.ofMinutes(1);
    static final int HIGHEST_PRIORITY = 9;

    public Telling {
        Checks.between("old", old, Duration.ofSeconds(1), LONGEST_OLD);
        if (!stuck.isZero()) {
            Checks.between("stuck", stuck, SHORTEST_STUCK, LONGEST_OLD);
        }
        Checks.between("priority", priority, 0, HIGHEST_PRIORITY);
        if (priority > 0 && !keepOffline) {
            throw new BoardException("priority", "%d is of no use without 'keep-offline: true'".formatted(priority));
        }
    }

    /** The bare value alone. */
    static Telling bare(Duration max) {
        return new Telling(max.multipliedBy(2), Duration.ZERO, false, false, false, 0);
    }
}
