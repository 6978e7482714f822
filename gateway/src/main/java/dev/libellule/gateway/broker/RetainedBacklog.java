package dev.libellule.gateway.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Retained messages of QoS 0 that subscribers are still to get: a new subscription may match more than a socket takes at once, and what
 * does not fit waits here for it, rather than being dropped. Broker thread.
 *
 * <p>What is replaced, expires or is removed meanwhile is not sent any more: who subscribes has had the newer message already.
 */
final class RetainedBacklog {
    private static final int PER_MESSAGE = 8;
    /** A client may wait for so many times all retained messages: by filters that overlap. */
    private static final int MOST_OVERLAPS = 4;

    /** What one subscription is still to get, on this connection. */
    private record Rest(Subscription subscription, Outlet outlet, List<Message> messages, int[] next) {
        boolean isOver() {
            return subscription.session().outlet() != outlet
                    || subscription.session().subscriptions().get(subscription.filter()) != subscription;
        }

        int left() {
            return messages.size() - next[0];
        }
    }

    private final RetainedMessages retained;
    private final Memory memory;
    private final Statistics statistics;
    private final Deque<Rest> rests = new ArrayDeque<>();

    RetainedBacklog(RetainedMessages retained, Memory memory, Statistics statistics) {
        this.retained = retained;
        this.memory = memory;
        this.statistics = statistics;
    }

    boolean isEmpty() {
        return rests.isEmpty();
    }

    /** Sends what matches a subscription; what its socket does not take now waits. */
    void send(Subscription subscription, BiConsumer<Message, Subscription> sender) {
        rests.removeIf(this::forget);
        Outlet outlet = subscription.session().outlet();
        boolean[] isFull = {outlet != null && leftFor(outlet) > 0};
        List<Message> late = new ArrayList<>();
        retained.forEachMatch(subscription.filter(), message -> {
            isFull[0] = isFull[0] || outlet != null && outlet.isCongested();
            if (isFull[0] && (message.qos == 0 || subscription.qos() == 0)) { // others have the session's queue
                late.add(message);
            } else {
                sender.accept(message, subscription);
            }
        });
        if (late.isEmpty()) {
            return;
        }
        boolean isTooMuch = leftFor(outlet) + late.size() > (long) MOST_OVERLAPS * retained.count();
        if (isTooMuch || !memory.has((long) PER_MESSAGE * late.size())) {
            late.forEach(_ -> statistics.drops.add(DropReason.TOTAL));
            return;
        }
        memory.add((long) PER_MESSAGE * late.size());
        rests.add(new Rest(subscription, outlet, late, new int[1]));
    }

    private long leftFor(Outlet outlet) {
        return rests.stream().filter(rest -> rest.outlet() == outlet).mapToLong(Rest::left).sum();
    }

    private boolean forget(Rest rest) {
        if (rest.isOver()) {
            memory.add((long) -PER_MESSAGE * rest.messages().size());
            return true;
        }
        return false;
    }

    /** Sends what fits now; whether anything did. */
    boolean sendMore(BiConsumer<Message, Subscription> sender) {
        boolean hasSent = false;
        for (Iterator<Rest> all = rests.iterator(); all.hasNext();) {
            Rest rest = all.next();
            if (forget(rest)) {
                all.remove();
                continue;
            }
            while (rest.left() > 0 && !rest.outlet().isCongested()) {
                Message message = rest.messages().get(rest.next()[0]++);
                if (retained.isCurrent(message)) {
                    sender.accept(message, rest.subscription());
                }
                hasSent = true;
            }
            if (rest.left() == 0) {
                memory.add((long) -PER_MESSAGE * rest.messages().size());
                all.remove();
            }
        }
        return hasSent;
    }
}
