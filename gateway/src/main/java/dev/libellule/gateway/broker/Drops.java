package dev.libellule.gateway.broker;

import org.tinylog.Logger;

/** Counts what one client, or all of them, did not get, by reason. Broker thread. */
final class Drops {
    private final long[] counts = new long[DropReason.values().length];
    private long total;

    void add(DropReason reason) {
        counts[reason.ordinal()]++;
        total++;
    }

    long count(DropReason reason) {
        return counts[reason.ordinal()];
    }

    /** Says so in the log at the first, the tenth, the hundredth … of a client; that a message expires was its sender's will. */
    void tell(DropReason reason, String clientId) {
        long rest = count(reason);
        while (rest > 0 && rest % 10 == 0) {
            rest /= 10;
        }
        if (rest == 1 && reason != DropReason.EXPIRED) {
            Logger.warn("Outgoing messages are being dropped for client {}: {}; {} so far.", clientId, reason.words(),
                    count(reason));
        }
    }

    long forLackOfRoom() {
        return total - count(DropReason.EXPIRED) - count(DropReason.RIGHTS);
    }

    long total() {
        return total;
    }
}
