package dev.libellule.gateway.store;

/**
 * A session that outlives its connection.
 *
 * @param userName null for an anonymous client
 * @param version 3, 4 or 5 for MQTT 3.1, 3.1.1 and 5.0
 * @param expirySeconds Session Expiry Interval
 * @param boot whose clock {@code disconnectedAt} is on: {@link StoredBoot}
 * @param disconnectedAt 0 while the client is there
 * @param listener by which its client came last, whose rules hold for it; null if that is not known
 */
public record StoredSession(long id, String clientId, String userName, int version, long expirySeconds,
        int boot, long disconnectedAt, String listener) {}
