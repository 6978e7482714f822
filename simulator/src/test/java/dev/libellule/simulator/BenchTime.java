package dev.libellule.simulator;

import dev.libellule.sensors.bus.Delay;
import java.util.function.LongSupplier;

/** The time of a test: it goes on when a driver waits, and only then. */
final class BenchTime implements Delay, LongSupplier {
    private long nanos = 1;

    @Override
    public boolean millis(int millis) {
        nanos += millis * 1_000_000L;
        return true;
    }

    @Override
    public long getAsLong() {
        return nanos;
    }
}
