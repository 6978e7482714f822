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
        String responseInformation, AuthData authentication) {
    private static final int MOST_BYTES_PER_CHAR = 3; // UTF-8

    /** More than its texts and data take in a packet. */
    int mostBytes() {
        return mostBytes(assignedIdentifier) + mostBytes(responseInformation)
                + (authentication == null ? 0 : authentication.length());
    }

    private static int mostBytes(String text) {
        return text == null ? 0 : MOST_BYTES_PER_CHAR * text.length();
    }
}
