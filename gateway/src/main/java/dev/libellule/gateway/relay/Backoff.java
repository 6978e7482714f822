package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.config.BridgeConfig;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: decorrelated jitter, so that many gateways do not come back at the same moment.
 *
 * @param baseNanos the shortest wait
 * @param capNanos the longest
 * @param stableNanos a connection that lasted so long was a good one
 */
record Backoff(long baseNanos, long capNanos, long stableNanos, RandomGenerator random) {
    static Backoff of(BridgeConfig.Restart restart, RandomGenerator random) {
        return new Backoff(restart.base().toNanos(), restart.cap().toNanos(), restart.stable().toNanos(), random);
    }

    /** The next wait: between the base and three times the last one, but not above the cap. */
    long next(long lastNanos) {
        long bound = Math.clamp(3 * lastNanos, baseNanos, capNanos);
        return bound == baseNanos ? baseNanos : random.nextLong(baseNanos, bound + 1);
    }
}
