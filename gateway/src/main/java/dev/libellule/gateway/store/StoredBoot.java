package dev.libellule.gateway.store;

/**
 * One boot of the machine. Moments are kept on its monotonic clock, in milliseconds, since the clock on the wall may be wrong when they are
 * written; what makes time on the wall of them is kept here once, and set anew when that clock has been put right.
 *
 * @param id 1 and up
 * @param name that the system gives to the boot
 * @param wallMinusMonotonic to be added to a moment for milliseconds since 1970
 * @param seenMillis the last moment that is known of it
 */
public record StoredBoot(int id, String name, long wallMinusMonotonic, long seenMillis) {
    /** In the place of a boot: moments are in milliseconds since 1970, as in files of older formats. */
    public static final int WALL = 0;
}
