package dev.libellule.device.node;

/** Knows what time it is, for messages that say when a value was measured. May be set, and so may jump. */
public interface WallClock {
    /** Milliseconds since 1970 in UTC, or 0 if the device does not know the time yet. Allocates nothing. */
    long utcMillis();
}
