package dev.libellule.gateway.app.virtual;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What should arrive on the other side of a bridge: each message by what is in it, with the time at which it was published. */
final class BridgeLedger {
    private final Map<String, ArrayDeque<Long>> expected = new HashMap<>();
    private long outstanding;

    /** A message has been published that is to arrive. */
    void expect(String message, long nowMillis) {
        expected.computeIfAbsent(message, _ -> new ArrayDeque<>(2)).add(nowMillis);
        outstanding++;
    }

    /** One has arrived; false if none was to come. */
    boolean arrived(String message) {
        ArrayDeque<Long> times = expected.get(message);
        if (times == null) {
            return false;
        }
        times.poll();
        if (times.isEmpty()) {
            expected.remove(message);
        }
        outstanding--;
        return true;
    }

    /** Messages that have not arrived yet. */
    long outstanding() {
        return outstanding;
    }

    /** When those were published that have not arrived. */
    long[] lost() {
        return expected.values().stream().flatMap(Collection::stream).mapToLong(Long::longValue).sorted().toArray();
    }
}
