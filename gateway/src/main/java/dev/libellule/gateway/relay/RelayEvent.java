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

    /** The gateway ends. */
    record Closed() implements RelayEvent {}
}
