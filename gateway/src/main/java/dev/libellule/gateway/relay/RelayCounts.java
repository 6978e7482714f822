package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.BridgeSession.Waiting;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a relay counts. Owned by its thread. */
final class RelayCounts {
    /** The rate is one of the last minute, about. */
    private static final double MEMORY_SECONDS = 60;

    private final Map<Drop, Long> dropped = new EnumMap<>(Drop.class);
    private long sent;
    private long received;
    private Waiting waiting = Waiting.NOTHING;
    private long lastTaken = -1;
    private long lastNanos;
    private double perSecond;

    void sent() {
        sent++;
    }

    void received() {
        received++;
    }

    void dropped(Drop why) {
        dropped.merge(why, 1L, Long::sum);
    }

    /** What the broker says; called every second or so. */
    void setWaiting(Waiting now, long nowNanos) {
        waiting = now;
        if (now.dropped() > 0) {
            dropped.put(Drop.NO_ROOM, now.dropped());
        }
        long taken = sent + now.messages() + now.dropped();
        if (lastTaken >= 0 && nowNanos > lastNanos) {
            double seconds = (nowNanos - lastNanos) / 1e9;
            double weight = 1 - Math.exp(-seconds / MEMORY_SECONDS);
            perSecond += weight * (Math.max(0, taken - lastTaken) / seconds - perSecond);
        }
        lastTaken = taken;
        lastNanos = nowNanos;
    }

    Waiting waiting() {
        return waiting;
    }

    /** How long there is room at the present rate; -1 if nothing comes. */
    private long holdsSeconds() {
        return perSecond < 0.001 ? -1 : (long) Math.min(1e10, waiting.room() / perSecond);
    }

    /** What there is to show. */
    RelayStatus status(String name, String address, RelayStatus.Phase phase, Instant since, String reason) {
        Instant oldest = waiting.oldestAt() == 0 ? null : Instant.ofEpochMilli(waiting.oldestAt());
        return new RelayStatus(name, address, phase, since, reason, sent, received, droppedBy(), waiting.messages(),
                waiting.bytes(), oldest, holdsSeconds());
    }

    private Map<String, Long> droppedBy() {
        Map<String, Long> by = new LinkedHashMap<>();
        dropped.forEach((why, count) -> by.put(why.level(), count));
        return by;
    }
}
