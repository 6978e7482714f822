package dev.libellule.boards;

import java.time.Duration;

/** Times as board files write them, {@code 90 s} or {@code 5 min}, for other files of this project. */
public final class Durations {
    private Durations() {}

    /**
     * Reads a time.
     *
     * @throws BoardException with what was seen and what is allowed
     */
    public static Duration parse(String key, String text) {
        return Units.duration(key, text);
    }

    /** The shortest way to write a time. */
    public static String text(Duration duration) {
        return Units.text(duration);
    }
}
