package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.LocalClient;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Says below {@code $SYS/broker/connection/<name>/} how a relay is doing, retained; what has not changed is not said again. Owned by the
 * relay's thread.
 *
 * <pre>
 *   status     online, connecting, waiting, resting, stopped     waiting/messages   waiting/bytes   waiting/oldest
 *   since      2026-11-21T10:12:13Z                              sent   received   dropped/&lt;reason>
 *   address    host:port                                         holds      seconds that there is room at the present rate
 *   error      in plain words; empty if all is well
 * </pre>
 */
final class RelayReport {
    private final LocalClient client;
    private final String prefix;
    private final Map<String, String> last = new HashMap<>();

    RelayReport(LocalClient client, String name) {
        this.client = client;
        this.prefix = "$SYS/broker/connection/" + level(name) + "/";
    }

    /** A bridge's name as a topic level: no wildcards. */
    static String level(String name) {
        return name.replaceAll("[+#]", "-");
    }

    void publish(RelayStatus status) {
        publish("status", status.phase().name().toLowerCase(Locale.ROOT));
        publish("since", status.since().toString());
        publish("address", status.address());
        publish("error", status.reason());
        publish("sent", Long.toString(status.sent()));
        publish("received", Long.toString(status.received()));
        publish("waiting/messages", Integer.toString(status.waiting()));
        publish("waiting/bytes", Long.toString(status.waitingBytes()));
        publish("waiting/oldest", status.oldest() == null ? "" : status.oldest().toString());
        publish("holds", status.holdsSeconds() < 0 ? "" : Long.toString(status.holdsSeconds()));
        status.droppedBy().forEach((why, count) -> publish("dropped/" + why, Long.toString(count)));
    }

    private void publish(String level, String value) {
        String before = last.put(level, value);
        if (!value.equals(before == null ? "" : before)) {
            client.publish(prefix + level, value.getBytes(StandardCharsets.UTF_8), 0, true);
        }
    }
}
