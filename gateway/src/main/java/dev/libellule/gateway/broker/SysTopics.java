package dev.libellule.gateway.broker;

import dev.libellule.device.codec.PacketType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Publishes what the broker counts below {@code $SYS/broker}, retained, under Mosquitto's names. Broker thread.
 *
 * <p>A value that has not changed is not published again, as in Mosquitto.
 */
final class SysTopics {
    private static final String PREFIX = "$SYS/broker/";

    private final BrokerCore core;
    private final String version;
    private final Outgoings outgoings;
    private final long startMillis;
    private final Map<String, String> last = new HashMap<>();
    private final List<Load> loads = new ArrayList<>();
    private long lastMillis;
    private long heapMaximum;
    private BiConsumer<String, String> sink = this::publishChanged;

    /** What waits in sockets that do not take it. */
    interface Outgoings {
        long packets();

        long bytes();
    }

    /** Publishes nothing yet. */
    SysTopics(BrokerCore core, String version, Outgoings outgoings) {
        this.core = core;
        this.version = version;
        this.outgoings = outgoings;
        this.startMillis = core.nowMillis();
        this.lastMillis = startMillis;
        Statistics statistics = core.statistics();
        loads.add(new Load("messages/received", () -> statistics.messagesReceived));
        loads.add(new Load("messages/sent", () -> statistics.messagesSent));
        loads.add(new Load("publish/received", () -> statistics.publishReceived));
        loads.add(new Load("publish/sent", () -> statistics.publishSent));
        loads.add(new Load("publish/dropped", () -> statistics.publishDropped));
        loads.add(new Load("bytes/received", () -> statistics.bytesReceived));
        loads.add(new Load("bytes/sent", () -> statistics.bytesSent));
        loads.add(new Load("sockets", () -> statistics.socketsOpened));
        loads.add(new Load("connections", () -> statistics.packetsReceived[PacketType.CONNECT]));
    }

    /** All values as they are now, by topic; published to nobody. */
    Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        sink = (name, value) -> values.put(PREFIX + name, value);
        try {
            publish();
        } finally {
            sink = this::publishChanged;
        }
        return values;
    }

    void publish() {
        Statistics statistics = core.statistics();
        publish("version", "libellule version " + version);
        publish("uptime", (core.nowMillis() - startMillis) / 1000 + " seconds");
        publish("clients/total", core.sessionCount());
        publish("clients/maximum", statistics.clientsMaximum);
        publish("clients/connected", core.online());
        publish("clients/active", core.online());
        publish("clients/disconnected", core.sessionCount() - core.online());
        publish("clients/inactive", core.sessionCount() - core.online());
        publish("clients/expired", statistics.clientsExpired);
        publish("connections/socket/count", statistics.connectionsNow);
        publish("messages/received", statistics.messagesReceived);
        publish("messages/sent", statistics.messagesSent);
        publish("publish/messages/received", statistics.publishReceived);
        publish("publish/messages/sent", statistics.publishSent);
        publish("publish/messages/dropped", statistics.publishDropped);
        publish("publish/bytes/received", statistics.publishBytesReceived);
        publish("publish/bytes/sent", statistics.publishBytesSent);
        publish("bytes/received", statistics.bytesReceived);
        publish("bytes/sent", statistics.bytesSent);
        publish("packet/out/count", outgoings.packets());
        publish("packet/out/bytes", outgoings.bytes());
        publish("subscriptions/count", core.tree().count());
        publish("shared_subscriptions/count", core.tree().sharedCount());
        publishPackets(statistics);
        publishHeap();
        publishLoads();
        // Last, since what stands above is retained too
        publish("retained messages/count", core.retained().count());
        publish("messages/stored", core.retained().count() + statistics.queuedMessages);
        publish("store/messages/count", core.retained().count() + statistics.queuedMessages);
        publish("store/bytes/written", core.persistence().bytesWritten());
        publish("store/messages/bytes", core.retained().bytes() + statistics.queuedBytes);
    }

    private void publishPackets(Statistics statistics) {
        for (int type = PacketType.CONNECT; type <= PacketType.AUTH; type++) {
            String name = "mqtt/" + PacketType.name(type).toLowerCase(Locale.ROOT);
            publish(name + "/received", statistics.packetsReceived[type]);
            publish(name + "/sent", statistics.packetsSent[type]);
        }
    }

    /** The Java heap in use; what has no owner any more counts until it is collected. */
    private void publishHeap() {
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        heapMaximum = Math.max(heapMaximum, used);
        publish("heap/current", used);
        publish("heap/maximum", heapMaximum);
    }

    private void publishLoads() {
        long seconds = (core.nowMillis() - lastMillis) / 1000;
        if (seconds > 0) {
            lastMillis = core.nowMillis();
            for (Load load : loads) {
                load.advance(seconds);
            }
        }
        for (Load load : loads) {
            for (int i = 0; i < Load.MINUTES.length; i++) {
                publish("load/" + load.name + "/" + Load.MINUTES[i] + "min",
                        String.format(Locale.ROOT, "%.2f", load.perMinute[i]));
            }
        }
    }

    /** How often something happens in a minute: moving averages over one, five and fifteen minutes, as Mosquitto has them. */
    private static final class Load {
        static final int[] MINUTES = {1, 5, 15};

        final String name;
        final double[] perMinute = new double[MINUTES.length];
        private final LongSupplier counter;
        private long lastCount;

        Load(String name, LongSupplier counter) {
            this.name = name;
            this.counter = counter;
            this.lastCount = counter.getAsLong();
        }

        void advance(long seconds) {
            long count = counter.getAsLong();
            double now = (count - lastCount) * 60.0 / seconds;
            lastCount = count;
            for (int i = 0; i < MINUTES.length; i++) {
                perMinute[i] = now + Math.exp(-seconds / (60.0 * MINUTES[i])) * (perMinute[i] - now);
            }
        }
    }

    private void publish(String name, long value) {
        publish(name, Long.toString(value));
    }

    private void publish(String name, String value) {
        sink.accept(name, value);
    }

    private void publishChanged(String name, String value) {
        if (!value.equals(last.put(name, value))) {
            core.publish(Message.of(PREFIX + name, value.getBytes(StandardCharsets.UTF_8), 0, true));
        }
    }
}
