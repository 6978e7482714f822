package dev.libellule.gateway.broker;

import dev.libellule.device.codec.PacketType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Publishes what the broker counts below {@code $SYS/broker}, retained, under Mosquitto's names. Broker thread.
 *
 * <p>A value that has not changed is not published again, as in Mosquitto.
 */
final class SysTopics {
    /** So many sessions are named of those that were dropped something. */
    private static final int MOST_SESSIONS = 100;
    private static final String PREFIX = "$SYS/broker/";

    private final BrokerCore core;
    private final String version;
    private final Outgoings outgoings;
    private final long startMillis;
    private final Map<String, String> last = new HashMap<>();
    private final List<Load> loads = new ArrayList<>();
    private long lastMillis;
    private long heapMaximum;
    /** What the disk of the store can be given in its life; 0 if that is not known. */
    private final long enduranceBytes;
    /** Topics that are there for as long as what they speak of. */
    private Set<String> passing = new HashSet<>();
    private Set<String> passingNow = new HashSet<>();
    private BiConsumer<String, String> sink = this::publishChanged;

    /** What waits in sockets that do not take it. */
    interface Outgoings {
        long packets();

        long bytes();
    }

    /** Publishes nothing yet. */
    SysTopics(BrokerCore core, String version, Outgoings outgoings) {
        this(core, version, outgoings, 0);
    }

    SysTopics(BrokerCore core, String version, Outgoings outgoings, long enduranceBytes) {
        this.enduranceBytes = enduranceBytes;
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
        loads.add(new Load("publish/dropped", statistics.drops::total));
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
            publishAll();
            passingNow.clear();
        } finally {
            sink = this::publishChanged;
        }
        return values;
    }

    void publish() {
        publishAll();
        endPassing();
    }

    private void publishAll() {
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
        publish("publish/messages/dropped", statistics.drops.total());
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
        publishDrops(statistics);
        publishWritten();
        // Last, since what stands above is retained too
        publish("retained messages/count", core.retained().count());
        publish("messages/stored", core.memory().messages());
        publish("store/messages/count", core.memory().messages());
        publish("store/messages/bytes", core.memory().messageBytes());
    }

    /** Why messages were dropped, all together and by client. */
    private void publishDrops(Statistics statistics) {
        for (DropReason reason : DropReason.values()) {
            publish("publish/messages/dropped/" + reason.level(), statistics.drops.count(reason));
        }
        int left = MOST_SESSIONS;
        for (Session session : core.sessions()) {
            if (session.drops() != null && left-- > 0) {
                for (DropReason reason : DropReason.values()) {
                    long count = session.drops().count(reason);
                    if (count > 0) {
                        publishPassing("sessions/" + level(session.clientId()) + "/dropped/" + reason.level(), count);
                    }
                }
            }
        }
    }

    /** A client identifier as one level of a topic. */
    private static String level(String clientId) {
        return clientId.replace("%", "%25").replace("/", "%2F").replace("+", "%2B").replace("#", "%23");
    }

    /** What the disk was given, by day, and how long a memory card lasts at that rate. */
    private void publishWritten() {
        String failure = core.persistence().failure();
        publish("store/failure", failure == null ? "" : failure);
        WrittenDays written = core.persistence().countWritten();
        publish("store/bytes/written", written == null ? 0 : written.total());
        if (written == null) {
            return;
        }
        publish("store/bytes/written/today", written.today().bytes());
        written.byDate().forEach((date, bytes) -> publishPassing("store/bytes/written/" + date, bytes));
        if (enduranceBytes > 0) {
            publish("store/card/endurance", enduranceBytes);
            long days = written.lifeDays(enduranceBytes);
            if (days >= 0) {
                publish("store/card/days", days);
            }
        }
    }

    private void publishPassing(String name, long value) {
        passingNow.add(name);
        publish(name, value);
    }

    /** What is not spoken of any more is not retained any longer. */
    private void endPassing() {
        passing.removeAll(passingNow);
        passing.forEach(name -> {
            last.remove(name);
            core.publish(Message.of(PREFIX + name, new byte[0], 0, true));
        });
        passing = passingNow;
        passingNow = new HashSet<>();
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
