package dev.libellule.gateway.relay;

/** What happens to a relay. Times are those of {@code System.nanoTime}. */
sealed interface RelayEvent {
    /** Time has passed. */
    record Tick(long now) implements RelayEvent {}

    /** The upstream has accepted the connection and all subscriptions. */
    record Connected(long now) implements RelayEvent {}

    /**
     * The connection could not be made, or is gone.
     *
     * @param reason in plain words
     */
    record Lost(long now, String reason) implements RelayEvent {}

    /** The upstream does not know the words that were tried; there are others. */
    record Misunderstood(long now, String reason) implements RelayEvent {}

    /** So many messages wait that a lazy relay has to work. */
    record Wanted(long now) implements RelayEvent {}

    /** Nothing has gone through a lazy relay for long. */
    record Idle(long now) implements RelayEvent {}

    /** The first address is there again. */
    record FirstIsBack(long now) implements RelayEvent {}

    /** The gateway ends. */
    record Closed() implements RelayEvent {}
}
