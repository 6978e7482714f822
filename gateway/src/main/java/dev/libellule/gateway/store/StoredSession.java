package dev.libellule.gateway.store;

/**
 * A session that outlives its connection.
 *
 * @param userName null for an anonymous client
 * @param version 3, 4 or 5 for MQTT 3.1, 3.1.1 and 5.0
 * @param expirySeconds Session Expiry Interval
 * @param disconnectedAt in milliseconds since 1970; 0 while the client is there
 */
public record StoredSession(long id, String clientId, String userName, int version, long expirySeconds,
        long disconnectedAt) {}
