package dev.libellule.device.client;

/**
 * How long to wait before the next attempt to connect: decorrelated jitter.
 *
 * <p>Each wait is drawn between the base and three times the last wait, and is cut at the cap: many devices that lost one server come
 * back spread out. A connection that was stable for long enough starts it over. Integers only; the randomness comes from the seed.
 */
final class Backoff {
    private final int baseMillis;
    private final int capMillis;
    private final int stableMillis;
    private int lastMillis;
    private int random;

    /**
     * Starts at the base.
     *
     * @param seed another one on each device, such as its hardware identifier
     */
    Backoff(int baseMillis, int capMillis, int stableMillis, int seed) {
        this.baseMillis = Math.max(1, baseMillis);
        this.capMillis = Math.max(this.baseMillis, capMillis);
        this.stableMillis = stableMillis;
        this.lastMillis = this.baseMillis;
        int scattered = (seed + 1) * 0x9E3779B9; // neighbours are far apart
        this.random = scattered == 0 ? 1 : scattered; // xorshift stands still at zero
    }

    /** Draws the next wait. */
    int nextMillis() {
        long span = Math.min(capMillis, lastMillis * 3L) - baseMillis + 1;
        lastMillis = baseMillis + (int) ((nextRandom() & 0xFFFFFFFFL) * span >>> 32);
        return lastMillis;
    }

    /** A connection ended that had lasted so long. */
    void connectionLasted(int millis) {
        if (millis < 0 || millis >= stableMillis) { // negative: longer than the int clock can say
            lastMillis = baseMillis;
        }
    }

    private int nextRandom() { // Marsaglia's xorshift32
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        return random;
    }
}
