package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Slice;
import java.util.ArrayList;
import java.util.List;

/** The members of one shared subscription, who get its messages in turn, 4.8.2. Broker thread. */
final class SharedGroup {
    private final List<Subscription> members = new ArrayList<>();
    private int turn;

    void add(Subscription subscription) {
        remove(subscription.session());
        members.add(subscription);
    }

    void remove(Session session) {
        members.removeIf(member -> member.session() == session);
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /**
     * Whose turn it is among those who may receive the topic: the next who is online, or the next at all if none is; null when
     * there is nobody.
     */
    Subscription next(Slice topic) {
        int count = members.size();
        for (int i = 0; i < count; i++) {
            Subscription candidate = members.get((turn + i) % count);
            if (candidate.session().isOnline() && candidate.session().mayReceive(topic)) {
                turn = (turn + i + 1) % count;
                return candidate;
            }
        }
        for (int i = 1; i <= count; i++) {
            Subscription candidate = members.get((turn + i) % count);
            if (candidate.session().mayReceive(topic)) {
                turn = (turn + i) % count;
                return candidate;
            }
        }
        return null;
    }
}
