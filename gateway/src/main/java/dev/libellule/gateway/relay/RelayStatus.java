package dev.libellule.gateway.relay;

import java.time.Instant;
import java.util.Map;

/**
 * How a relay is doing, to be shown.
 *
 * @param name of the bridge
 * @param address that it is connected to, or tries next
 * @param phase what it does
 * @param since when that began
 * @param reason why it is not online, or what is wrong although it is, in plain words; empty if all is well
 * @param sent messages that the upstream has acknowledged, or that went out with QoS 0
 * @param received messages that came from the upstream
 * @param droppedBy messages that were not relayed, by reason
 * @param waiting what waits here for the upstream: queued, or sent and not acknowledged
 * @param waitingBytes of these
 * @param oldest when the oldest of them came; null if none waits or that is not known
 * @param holdsSeconds how long there is room for more at the present rate; -1 if that cannot be said
 */
public record RelayStatus(String name, String address, Phase phase, Instant since, String reason, long sent,
        long received, Map<String, Long> droppedBy, int waiting, long waitingBytes, Instant oldest,
        long holdsSeconds) {
    /** What a relay does. */
    public enum Phase {
        WAITING, CONNECTING, ONLINE, RESTING, STOPPED, ENDED
    }

    /** Messages that were not relayed, for whatever reason. */
    public long dropped() {
        return droppedBy.values().stream().mapToLong(Long::longValue).sum();
    }
}
