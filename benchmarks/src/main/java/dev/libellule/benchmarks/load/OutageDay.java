package dev.libellule.benchmarks.load;

import dev.libellule.gateway.app.virtual.KilledStore;
import dev.libellule.gateway.app.virtual.Timeline;
import dev.libellule.gateway.broker.BridgeMessage;
import dev.libellule.gateway.broker.BridgeOptions;
import dev.libellule.gateway.broker.BridgePeer;
import dev.libellule.gateway.broker.BridgeSession;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.Policy;
import dev.libellule.gateway.broker.VirtualBroker;
import dev.libellule.gateway.relay.RelayStatus.Phase;
import dev.libellule.gateway.relay.VirtualRelay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * An upstream that is gone for a day: messages of 100 bytes come evenly over 24 hours of the broker's own clock, in the middle of the day
 * the broker is killed and started again, then the upstream comes back and gets what has waited. Each tenth message expires after twelve
 * hours. The broker's core, its store's file and the relay's accounts are the gateway's; the clock is virtual.
 */
public final class OutageDay implements BridgePeer {
    static final Instant START = Instant.parse("2026-01-05T07:00:00Z");
    static final Duration DAY = Duration.ofDays(1);
    static final int EXPIRING_EACH = 10;
    static final Duration EXPIRY = Duration.ofHours(12);

    private static final String TOPIC = "up/hall1/machine17";
    private static final String REPORT = "$SYS/broker/connection/up/";
    private static final int PAYLOAD_BYTES = 100;
    private static final int UNDER_WAY = 100;
    private static final long LOOK_MILLIS = 60_000;
    private static final int MEBI = 1 << 20;

    private final int count;
    private final Limits limits;
    private final KilledStore store = new KilledStore();
    private final Timeline time = new Timeline(START);
    private final VirtualRelay relay = new VirtualRelay("up", time);
    private final Map<String, String> report = new TreeMap<>();
    private final BitSet seen = new BitSet();
    private VirtualBroker broker;
    private BridgeSession session;
    private LocalClient machines;
    private Phase phase = Phase.WAITING;
    private int twice;
    private int late;
    private int wrongTime;
    private int tooOld;

    /**
     * What came of it.
     *
     * @param report the topics of the relay at the end of the day, below its name
     * @param arrived messages that came after the outage, each once
     * @param twice messages that came more than once
     * @param late of those that arrived, said to be late
     * @param wrongTime of those that arrived, with another time than that of their publication
     * @param tooOld of those that arrived, older than their expiry
     * @param missing messages without an expiry that did not arrive
     */
    record Result(Map<String, String> report, int arrived, int twice, int late, int wrongTime, int tooOld,
            int missing) {}

    private OutageDay(int count, Limits limits) {
        this.count = count;
        this.limits = limits;
    }

    /** Lets the day go by. */
    static Result run(int count, Limits limits) {
        OutageDay day = new OutageDay(count, limits);
        try {
            day.start();
            day.publish(0);
            day.time.every(LOOK_MILLIS, day::look);
            day.time.run(DAY);
            Map<String, String> report = new TreeMap<>(day.report);
            day.drain();
            day.broker.kill();
            return new Result(report, day.seen.cardinality(), day.twice, day.late, day.wrongTime, day.tooOld,
                    day.missing());
        } finally {
            day.store.close();
        }
    }

    /** Room for so many messages, and no more than so old; 0 for any age. */
    static Limits limits(int messages, Duration oldest) {
        Policy usual = Policy.DEFAULT;
        Policy.Budget budget = new Policy.Budget(oldest.toSeconds(), 0, false, 0);
        Policy policy = new Policy(usual.maxClients(), usual.maxConnections(), 0, 0, 0, 0, usual.maxKeepAliveSeconds(),
                -1,
                true, false, false, true, true, true, budget);
        return new Limits(UNDER_WAY, UNDER_WAY, messages, 2_000_000, 16 * MEBI, policy);
    }

    private void start() {
        broker = new VirtualBroker(limits, time, store.file());
        session = broker.bridge(new BridgeOptions("relay.up", true, Map.of("up/#", 1), false, 0));
        machines = broker.connect(LocalClientOptions.clean("machines"), delivery -> delivery.acknowledge());
        relay.reportThrough(broker.connect(LocalClientOptions.clean("relay"), delivery -> delivery.acknowledge()));
        broker.connect(LocalClientOptions.clean("watcher"),
                delivery -> report.put(delivery.topic().substring(REPORT.length()),
                        new String(delivery.payload(), StandardCharsets.UTF_8)))
                .subscribe(REPORT + "#", 0);
    }

    private void kill() {
        store.keepAsItIs();
        broker.kill();
        start();
    }

    private long dueMillis(int number) {
        return number * DAY.toMillis() / count;
    }

    private void publish(int number) {
        if (number == count) {
            return;
        }
        byte[] payload = "%-100s".formatted(number + " " + time.wallMillis()).getBytes(StandardCharsets.US_ASCII);
        assert payload.length == PAYLOAD_BYTES;
        machines.publish(TOPIC, payload, 1, false, new byte[0],
                number % EXPIRING_EACH == 0 ? EXPIRY.toSeconds() : -1);
        if (number == count / 2) {
            time.at(time.nowMillis() + 2 * VirtualBroker.COMMIT_MILLIS, this::kill);
        }
        time.at(dueMillis(number + 1), () -> publish(number + 1));
    }

    private void look() {
        relay.look(session, phase);
    }

    private void drain() {
        phase = Phase.ONLINE;
        session.execute(() -> session.attach(this, UNDER_WAY, true));
        Duration until = DAY;
        while (session.waiting().messages() > 0) {
            until = until.plusSeconds(1);
            time.run(until);
        }
    }

    private int missing() {
        return (int) IntStream.range(0, count).filter(number -> number % EXPIRING_EACH != 0 && !seen.get(number))
                .count();
    }

    // The upstream

    @Override
    public void send(BridgeMessage message) {
        String[] payload = new String(message.data(), message.payloadOffset(), message.payloadLength(),
                StandardCharsets.US_ASCII).split(" ");
        int number = Integer.parseInt(payload[0]);
        long publishedMillis = Long.parseLong(payload[1]);
        twice += seen.get(number) ? 1 : 0;
        seen.set(number);
        late += message.isLate() ? 1 : 0;
        wrongTime += message.receivedAt() == publishedMillis ? 0 : 1;
        boolean isExpired = number % EXPIRING_EACH == 0 && time.wallMillis() - publishedMillis > EXPIRY.toMillis();
        tooOld += isExpired ? 1 : 0;
        relay.sent();
        time.at(time.nowMillis() + 1, () -> session.execute(() -> session.acknowledged(message.packetIdentifier())));
    }

    @Override
    public void release(int packetIdentifier) {
        throw new IllegalStateException("QoS 2 was not asked for");
    }

    @Override
    public void acknowledge(int type, int packetIdentifier) {
        throw new IllegalStateException("nothing comes in");
    }

    @Override
    public void flush() {
        // it has arrived
    }

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public void pause(boolean isPaused) {
        // nothing comes in
    }

    @Override
    public void refuse(String why) {
        throw new IllegalStateException(why);
    }

    /** The program: {@code COUNT}. */
    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[0]);
        long start = System.nanoTime();
        Result result = run(count, limits(2 * count, Duration.ZERO));
        Map<String, String> report = result.report();
        Duration oldest = Duration.between(Instant.parse(report.get("waiting/oldest")), START.plus(DAY));
        System.out.printf(Locale.ROOT,
                "a day: messages=%d waiting=%s waiting_mib=%d oldest_h=%.2f holds_h=%.1f arrived=%d missing=%d twice=%d late=%d "
                        + "wrong_time=%d too_old=%d seconds=%.1f resident_mib=%d%n",
                count, report.get("waiting/messages"), Long.parseLong(report.get("waiting/bytes")) / MEBI,
                oldest.toSeconds() / 3_600.0, Long.parseLong(report.get("holds")) / 3_600.0, result.arrived(),
                result.missing(),
                result.twice(), result.late(), result.wrongTime(), result.tooOld(), (System.nanoTime() - start) / 1e9,
                Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096 / MEBI);
    }
}
