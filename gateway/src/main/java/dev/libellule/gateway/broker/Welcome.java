package dev.libellule.gateway.broker;

/**
 * What a CONNACK says to a client that comes in, beyond what is the same for all.
 *
 * @param serverKeepAlive seconds in place of those that the client asked for; -1 if these will do
 * @param assignedIdentifier to a client without one; null for none
 * @param sessionExpirySeconds in place of those that the client asked for; -1 if these will do
 * @param responseInformation where the client may have its answers; null unless it asked, and there is some
 * @param authentication what came of an enhanced authentication; null if there was none
 */
record Welcome(boolean sessionPresent, int serverKeepAlive, String assignedIdentifier, long sessionExpirySeconds,
        String responseInformation, AuthData authentication) {}
