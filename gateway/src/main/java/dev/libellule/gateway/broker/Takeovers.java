package dev.libellule.gateway.broker;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Notices two clients that fight for one client identifier: each connects, and so throws the other out, [MQTT-3.1.4-3]. Broker thread.
 *
 * <p>It is the commonest mistake with a copied program, and its symptom, connections that end, names neither of the two.
 */
final class Takeovers {
    private static final int FIGHT = 3;
    private static final int WITHIN_MILLIS = 60_000;
    private static final int SILENT_MILLIS = 600_000;
    private static final int MOST = 1_000;

    /** How often an identifier was taken over since when. */
    private static final class Fight {
        long sinceMillis;
        int count;
        long toldAtMillis = Long.MIN_VALUE / 2;
    }

    private final Map<String, Fight> fights = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Fight> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Notes that a client was taken over.
     *
     * @return what a person should be told, with both addresses; null for nothing, or nothing new
     */
    String note(String clientId, String oldPeer, String newPeer, long nowMillis) {
        Fight fight = fights.computeIfAbsent(clientId, _ -> new Fight());
        if (fight.count == 0 || nowMillis - fight.sinceMillis > WITHIN_MILLIS) {
            fight.sinceMillis = nowMillis;
            fight.count = 0;
        }
        fight.count++;
        if (fight.count < FIGHT || nowMillis - fight.toldAtMillis < SILENT_MILLIS) {
            return null;
        }
        fight.toldAtMillis = nowMillis;
        return ("Two clients fight for the client identifier '%s': one at %s, one at %s; %d times in %d s each has thrown the other"
                + " out. Give each a client identifier of its own.").formatted(clientId, oldPeer, newPeer, fight.count,
                        Math.max(1, (nowMillis - fight.sinceMillis) / 1000));
    }
}
