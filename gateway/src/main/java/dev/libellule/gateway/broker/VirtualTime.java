package dev.libellule.gateway.broker;

/** The clock of a {@link VirtualBroker}, which goes on when its owner lets it. */
public interface VirtualTime {
    /** Monotonic, in milliseconds. */
    long nowMillis();

    /** What the clock on the wall says, in milliseconds since 1970. */
    long wallMillis();

    /** Does something at a moment of the monotonic clock, behind what was asked for before at the same moment. */
    void at(long atMillis, Runnable action);
}
