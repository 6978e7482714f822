package dev.libellule.gateway.broker;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Publishes what the broker counts below {@code $SYS/broker}, retained, under Mosquitto's names. Broker thread.
 *
 * <p>A value that has not changed is not published again, as in Mosquitto.
 */
final class SysTopics {
    private static final String PREFIX = "$SYS/broker/";

    private final BrokerCore core;
    private final long startMillis;
    private final Map<String, String> last = new HashMap<>();

    SysTopics(BrokerCore core, String version) {
        this.core = core;
        this.startMillis = core.nowMillis();
        publish("version", "libellule version " + version);
        publish();
    }

    void publish() {
        Statistics statistics = core.statistics();
        publish("uptime", (core.nowMillis() - startMillis) / 1000 + " seconds");
        publish("clients/total", core.sessionCount());
        publish("clients/maximum", statistics.clientsMaximum);
        publish("clients/connected", core.online());
        publish("clients/active", core.online());
        publish("clients/disconnected", core.sessionCount() - core.online());
        publish("clients/inactive", core.sessionCount() - core.online());
        publish("messages/received", statistics.messagesReceived);
        publish("messages/sent", statistics.messagesSent);
        publish("publish/messages/received", statistics.publishReceived);
        publish("publish/messages/sent", statistics.publishSent);
        publish("publish/messages/dropped", statistics.publishDropped);
        publish("bytes/received", statistics.bytesReceived);
        publish("bytes/sent", statistics.bytesSent);
        publish("subscriptions/count", core.tree().count());
        publish("shared_subscriptions/count", core.tree().sharedCount());
        publish("retained messages/count", core.retained().count());
        publish("store/messages/count", core.retained().count());
        publish("store/messages/bytes", core.retained().bytes());
    }

    private void publish(String name, long value) {
        publish(name, Long.toString(value));
    }

    private void publish(String name, String value) {
        if (!value.equals(last.put(name, value))) {
            core.publish(Message.of(PREFIX + name, value.getBytes(StandardCharsets.UTF_8), 0, true));
        }
    }
}
