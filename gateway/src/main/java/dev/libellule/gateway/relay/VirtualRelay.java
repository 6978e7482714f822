package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.BridgeSession;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.VirtualTime;
import java.time.Instant;

/**
 * What a relay counts and reports, in virtual time: the accounts and the topics of {@link Relay}, for a connection that its owner plays.
 */
public final class VirtualRelay {
    private static final long NANOS = 1_000_000;

    private final String name;
    private final VirtualTime time;
    private final RelayCounts counts = new RelayCounts();
    private final Instant since;
    private RelayReport report;

    /** A relay that has just begun. */
    public VirtualRelay(String name, VirtualTime time) {
        this.name = name;
        this.time = time;
        since = Instant.ofEpochMilli(time.wallMillis());
    }

    /** Reports through this client of the broker from now on. */
    public void reportThrough(LocalClient client) {
        report = new RelayReport(client, name);
    }

    /** The upstream has acknowledged a message. */
    public void sent() {
        counts.sent();
    }

    /** Asks the session what waits, and publishes how the relay is doing. */
    public void look(BridgeSession session, RelayStatus.Phase phase) {
        counts.setWaiting(session.waiting(), time.nowMillis() * NANOS);
        report.publish(counts.status(name, "virtual", phase, since, ""));
    }
}
