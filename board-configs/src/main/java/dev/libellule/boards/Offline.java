package dev.libellule.boards;

import java.time.Duration;

/**
 * What a board keeps while it has no link to its broker: signals with {@code keep-offline}.
 *
 * @param messages how many at most
 * @param longest what is older is dropped
 * @param drop what goes first where the room is short
 */
public record Offline(int messages, Duration longest, Drop drop) {
    static final int MOST_MESSAGES = 100_000;
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofDays(10);

    /** A thousand messages for a day. */
    public static final Offline USUAL = new Offline(1000, Duration.ofDays(1), Drop.OLDEST);

    /** What goes first. */
    public enum Drop {
        OLDEST,
        /** Of the lowest {@code priority} the oldest. */
        LOWEST_PRIORITY
    }

    public Offline {
        Checks.between("messages", messages, 1, MOST_MESSAGES);
        Checks.between("longest", longest, SHORTEST, LONGEST);
    }
}
