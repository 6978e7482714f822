package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.BridgeMessage;
import org.tinylog.Logger;

/**
 * Finds a message that ends the connection each time: the upstream refuses it by hanging up, and does not say which it was. From then on
 * they go one at a time; one that was alone each time when it happened is the one, and must not hold up the others for ever.
 */
final class Suspicion {
    /** An upstream that gave a Reason Code means it. */
    private static final int ENOUGH_REFUSALS = 2;
    /** One that only hangs up may have other reasons. */
    private static final int ENOUGH_HANG_UPS = 5;

    private final String relay;
    private boolean isCautious;
    private int suspect = -1;
    private int times;
    private int hangUps;

    Suspicion(String relay) {
        this.relay = relay;
    }

    /** How many messages may be under way. */
    int window(int usual) {
        return isCautious ? 1 : usual;
    }

    /**
     * A connection has ended in this way.
     *
     * @param alone the one message that was under way; null if there were several or none
     * @return the one to be dropped; null if that is not clear
     */
    BridgeMessage ended(BridgeMessage alone, Upstream.Loss loss) {
        if (loss.refusal() == 0 && ++hangUps < 2) {
            return null; // once is nothing
        }
        boolean isSame = isCautious && alone != null && alone.packetIdentifier() == suspect;
        times = isSame ? times + 1 : 1;
        suspect = isCautious && alone != null ? alone.packetIdentifier() : -1;
        isCautious = true;
        if (suspect < 0 || times < (loss.refusal() != 0 ? ENOUGH_REFUSALS : ENOUGH_HANG_UPS)) {
            return null;
        }
        Logger.warn("relay {}: the upstream refuses a message of topic {} for good: {}; it is dropped", relay,
                alone.topic(), loss.refusal() != 0 ? Reasons.name(loss.refusal()) : "it hangs up on it");
        suspect = -1;
        times = 0;
        return alone;
    }

    /** A message went well; true once when there is no need for caution any more. */
    boolean isOver(RelayCounts counts) {
        hangUps = 0;
        if (!isCautious) {
            return false;
        }
        if (counts.waiting().messages() == 0) {
            isCautious = false;
            return true;
        }
        return false;
    }
}
