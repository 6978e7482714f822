package dev.libellule.gateway.store;

/**
 * The will of a client that is gone, which waits for its delay.
 *
 * @param dueAt in milliseconds since 1970
 */
public record StoredWill(long session, StoredMessage message, long dueAt) {}
