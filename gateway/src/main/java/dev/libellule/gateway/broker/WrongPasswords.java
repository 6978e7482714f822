package dev.libellule.gateway.broker;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.tinylog.Logger;

/**
 * Counts the wrong passwords of each address, so that guessing them is slow and costs nothing. Any thread.
 *
 * <p>An address has {@link #BURST} attempts, and one more each {@link #REFILL_MILLIS}; right passwords cost none. When they are used up,
 * its clients with a password are refused without a look at it, and the log says so once.
 */
final class WrongPasswords {
    static final int BURST = 20;
    static final int REFILL_MILLIS = 3_000;
    private static final int MOST_ADDRESSES = 10_000;

    /** @param fullAtMillis when all attempts will be there again */
    private record Debt(long fullAtMillis, boolean isTold) {}

    private final ConcurrentMap<String, Debt> debts = new ConcurrentHashMap<>();
    private final LongSupplier clockMillis;

    /** @param clockMillis a monotonic clock */
    WrongPasswords(LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
    }

    /** Whether an address has used up its attempts. */
    boolean isBarred(String address) {
        Debt debt = debts.get(address);
        return debt != null && debt.fullAtMillis() - clockMillis.getAsLong() > (BURST - 1L) * REFILL_MILLIS;
    }

    /** Notes a wrong password. */
    void add(String address) {
        long now = clockMillis.getAsLong();
        if (debts.size() >= MOST_ADDRESSES) {
            debts.values().removeIf(debt -> debt.fullAtMillis() <= now);
        }
        if (debts.size() >= MOST_ADDRESSES && !debts.containsKey(address)) {
            return; // so many at once are not one person; memory stays bounded
        }
        debts.compute(address, (_, old) -> {
            boolean isNew = old == null || old.fullAtMillis() <= now;
            long fullAt = (isNew ? now : old.fullAtMillis()) + REFILL_MILLIS;
            boolean isUsedUp = fullAt - now > (BURST - 1L) * REFILL_MILLIS;
            boolean isTold = !isNew && old.isTold();
            if (isUsedUp && !isTold) {
                Logger.warn("Too many wrong passwords from {}: its clients with a user name are refused for a while.",
                        address);
            }
            return new Debt(fullAt, isTold || isUsedUp);
        });
    }

    /** The address of a peer {@code address:port}, without the port. */
    static String addressOf(String peer) {
        int colon = peer.lastIndexOf(':');
        return colon < 0 ? peer : peer.substring(0, colon);
    }
}
