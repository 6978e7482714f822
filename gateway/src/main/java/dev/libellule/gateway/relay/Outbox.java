package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages on their way out: those that wait, in order, and those sent and not yet acknowledged by the upstream. A message of
 * QoS 1 or 2 leaves by {@link #confirmed} or {@link #refused}, never otherwise. Owned by the relay's thread.
 */
final class Outbox {
    /** QoS 0 messages that may wait; the others are bounded by the session's Receive Maximum. */
    private static final int MAX_QOS0 = 1_000;

    private record Sent(Delivery delivery, long sinceNanos) {}

    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private final Map<Long, Sent> sent = new LinkedHashMap<>();
    private long lastTicket;
    private long confirmedCount;
    private long droppedCount;

    /** Takes a message from the broker; QoS 0 is dropped while nobody can have it. */
    void offer(Delivery delivery, boolean isOnline) {
        if (delivery.qos() == 0 && (!isOnline || waiting.size() >= MAX_QOS0)) {
            droppedCount++;
        } else {
            waiting.add(delivery);
        }
    }

    /**
     * The next message that may be sent; null if there is none, or the window is full.
     *
     * @param window messages that may be under way
     */
    Delivery next(int window) {
        return sent.size() < window ? waiting.peek() : null;
    }

    /** The message given by {@link #next} is under way; returns its ticket. */
    long begin(long nowNanos) {
        sent.put(++lastTicket, new Sent(waiting.remove(), nowNanos));
        return lastTicket;
    }

    /** The message given by {@link #next} will not be sent. */
    void drop() {
        waiting.remove().acknowledge();
        droppedCount++;
    }

    /** The message under way could not be handed over; it waits again, first of all. */
    void takeBack(long ticket) {
        waiting.addFirst(sent.remove(ticket).delivery());
    }

    /** The upstream has the message. */
    void confirmed(long ticket) {
        Sent done = sent.remove(ticket);
        if (done != null) {
            done.delivery().acknowledge();
            confirmedCount++;
        }
    }

    /** The upstream will not have the message, now or later. */
    void refused(long ticket) {
        Sent done = sent.remove(ticket);
        if (done != null) {
            done.delivery().acknowledge();
            droppedCount++;
        }
    }

    /** The connection is gone: what was under way waits again, in its order, before the rest. */
    void connectionLost() {
        List<Sent> again = new ArrayList<>(sent.values());
        sent.clear();
        for (Sent message : again.reversed()) {
            if (message.delivery().qos() == 0) {
                droppedCount++;
            } else {
                waiting.addFirst(message.delivery());
            }
        }
        int before = waiting.size();
        waiting.removeIf(delivery -> delivery.qos() == 0);
        droppedCount += before - waiting.size();
    }

    /** Drops everything: what a bridge with {@code local_cleansession true} does when it is cut off. */
    void clear() {
        connectionLost();
        while (!waiting.isEmpty()) {
            drop();
        }
    }

    /** The one message of QoS 1 or 2 under way; null if there are several or none. */
    Delivery onlyOneUnderWay() {
        List<Delivery> all = sent.values().stream().map(Sent::delivery).filter(delivery -> delivery.qos() > 0).toList();
        return all.size() == 1 ? all.getFirst() : null;
    }

    /** The upstream will not have the message, whose ticket is not at hand. */
    void refused(Delivery delivery) {
        sent.entrySet().stream().filter(entry -> entry.getValue().delivery() == delivery).map(Map.Entry::getKey)
                .findFirst()
                .ifPresent(this::refused);
    }

    /** When the oldest message under way was sent; {@code orElse} if there is none. */
    long oldestSinceNanos(long orElse) {
        return sent.isEmpty() ? orElse : sent.values().iterator().next().sinceNanos();
    }

    boolean isIdle() {
        return sent.isEmpty();
    }

    int size() {
        return waiting.size() + sent.size();
    }

    long confirmedCount() {
        return confirmedCount;
    }

    long droppedCount() {
        return droppedCount;
    }
}
