package dev.libellule.gateway.store;

/**
 * How much was written.
 *
 * @param day since 1970, UTC
 */
public record StoredDay(long day, long bytes) {}
