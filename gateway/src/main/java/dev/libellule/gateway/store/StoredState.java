package dev.libellule.gateway.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** All that a store held when it was opened. */
public final class StoredState {
    /** A delivery, and how far it had come. */
    public record Waiting(StoredDelivery delivery, long progress) {}

    public final Map<Long, StoredSession> sessions = new HashMap<>();
    public final List<StoredSubscription> subscriptions = new ArrayList<>();
    /** In their order. */
    public final List<Waiting> deliveries = new ArrayList<>();
    /** {@link Batch#received}. */
    public final List<Long> received = new ArrayList<>();
    public final List<StoredRetained> retained = new ArrayList<>();
    public final List<StoredWill> wills = new ArrayList<>();
    /** Boots that records speak of, the last one last. */
    public final List<StoredBoot> boots = new ArrayList<>();
    /** Days on which something was written, in their order. */
    public final List<StoredDay> days = new ArrayList<>();
    final Map<Long, StoredMessage> messages = new HashMap<>();
    /** Rows of the log, in their order, with what is needed of them. */
    final List<Segment> segments = new ArrayList<>();
    /** Its messages were not in the log yet. */
    boolean isFromTables;
    /** What could not be read; null when all could. */
    String damage;
    /** Rows that were there and are of no use: torn, or without what they belong to. */
    int dropped;

    /** The largest identifier in use. */
    public long lastId() {
        long last = 0;
        for (long id : sessions.keySet()) {
            last = Math.max(last, id);
        }
        for (long id : messages.keySet()) {
            last = Math.max(last, id);
        }
        for (Waiting waiting : deliveries) {
            last = Math.max(last, waiting.delivery().id);
        }
        return last;
    }

    /**
     * A moment of a record in milliseconds since 1970; nothing for one that is not known, or never comes.
     *
     * @param boot whose clock it is on
     */
    public OptionalLong wallMillis(int boot, long moment) {
        if (moment == 0 || moment == StoredMessage.NEVER) {
            return OptionalLong.empty();
        }
        if (boot == StoredBoot.WALL) {
            return OptionalLong.of(moment);
        }
        return boots.stream().filter(one -> one.id() == boot)
                .mapToLong(one -> one.wallMinusMonotonic() + moment).findFirst();
    }

    /** Takes out the boots that no record speaks of, but for the last one. */
    List<StoredBoot> forgetBoots() {
        Set<Integer> needed = new HashSet<>();
        sessions.values().forEach(session -> needed.add(session.boot()));
        deliveries.forEach(waiting -> needed.add(waiting.delivery().message.boot));
        retained.forEach(one -> needed.add(one.message().boot));
        wills.forEach(will -> needed.add(will.message().boot));
        List<StoredBoot> over = boots.stream()
                .filter(boot -> !needed.contains(boot.id()) && boot != boots.getLast()).toList();
        boots.removeAll(over);
        return over;
    }

    /** For log lines. */
    @Override
    public String toString() {
        return "%d sessions, %d subscriptions, %d messages waiting, %d retained messages".formatted(sessions.size(),
                subscriptions.size(), deliveries.size(), retained.size());
    }
}
