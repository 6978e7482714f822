package dev.libellule.gateway.store;

/**
 * The will of a client that is gone, which waits for its delay.
 *
 * @param message its expiry is counted from when it is published
 * @param dueAt on the clock of the message's boot
 */
public record StoredWill(long session, StoredMessage message, long dueAt) {}
