package dev.libellule.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One run: publishers, subscribers, and a count of everything. All on the thread that calls {@link #run}.
 *
 * <p>Closed loop: a publisher has at most {@code outstanding} messages that have not arrived, so that no broker is pushed into dropping:
 * an acknowledgement says that the broker has a message, not that the subscriber has it.
 */
final class Load implements AutoCloseable {
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    /**
     * What to do.
     *
     * @param window messages in flight of a publisher at QoS 1 and 2
     * @param outstanding messages of a publisher under way, at any QoS
     * @param messages to publish in all, for the measured part; 0 with a rate
     * @param ratePerSecond messages a second in all; 0 for as many as go
     * @param seconds of the measured part, with a rate
     * @param warmUpSeconds before it, with the same load
     * @param brokerPid process whose CPU time is read; 0 for none
     */
    record Plan(String host, int port, int version, int publishers, int subscribers, int qos, int payloadBytes,
            int window,
            int outstanding, long messages, int ratePerSecond, int seconds, int warmUpSeconds, long brokerPid) {}

    /** What came of it; delivery times in microseconds, CPU time in seconds of the broker's process, -1 if unknown. */
    record Result(long deliveries, double seconds, double cpuSeconds, long p50, long p99, long p999, long largest,
            long missing,
            long duplicated) {}

    private final Plan plan;
    private final Selector selector = Selector.open();
    private final List<LoadClient> publishers = new ArrayList<>();
    private final List<LoadClient> subscribers = new ArrayList<>();
    private final Latencies latencies = new Latencies();
    private final int receivers;
    private final long[] outstanding;
    private long arrivals;
    private long lastArrivalNanos;
    long missing;
    long duplicated;

    Load(Plan plan) throws IOException {
        this.plan = plan;
        InetSocketAddress address = new InetSocketAddress(plan.host(), plan.port());
        String run = Long.toString(System.nanoTime(), 36);
        boolean fanIn = plan.subscribers() < plan.publishers();
        for (int i = 0; i < plan.subscribers(); i++) {
            String filter = "load/" + run + "/" + (fanIn ? "+" : Integer.toString(i % plan.publishers()));
            subscribers.add(new LoadClient(this, "sub" + i + run, i, filter, plan, selector, address));
        }
        for (int i = 0; i < plan.publishers(); i++) {
            publishers.add(new LoadClient(this, "pub" + i + run, i, "load/" + run + "/" + i, plan, selector, address));
        }
        receivers = fanIn ? plan.subscribers() : Math.max(1, plan.subscribers() / plan.publishers());
        outstanding = new long[plan.publishers()];
    }

    /** A message has come to a subscriber. */
    void arrived(int publisher, long sentNanos) {
        long now = System.nanoTime();
        lastArrivalNanos = now;
        arrivals++;
        outstanding[publisher]--;
        latencies.add(now - sentNanos);
    }

    Result run() throws IOException {
        greet();
        long warmUpEnd = System.nanoTime() + plan.warmUpSeconds() * 1_000_000_000L;
        if (plan.warmUpSeconds() > 0) {
            publish(Long.MAX_VALUE, warmUpEnd);
            drain();
        }
        latencies.clear();
        arrivals = 0;
        double cpuBefore = cpuSeconds();
        long start = System.nanoTime();
        if (plan.ratePerSecond() > 0) {
            publish(Long.MAX_VALUE, start + plan.seconds() * 1_000_000_000L);
        } else {
            publish(plan.messages(), Long.MAX_VALUE);
        }
        drain();
        double seconds = (lastArrivalNanos - start) / 1e9;
        double cpu = cpuBefore < 0 ? -1 : cpuSeconds() - cpuBefore;
        return new Result(arrivals, seconds, cpu, latencies.micros(0.5), latencies.micros(0.99),
                latencies.micros(0.999),
                latencies.largestMicros(), missing, duplicated);
    }

    private void greet() throws IOException {
        List<LoadClient> all = new ArrayList<>(subscribers);
        all.addAll(publishers);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!all.stream().allMatch(client -> client.client().isConnected())) {
            turn(1);
            all.forEach(this::step);
            require(System.nanoTime() < deadline, "not all clients could connect");
        }
        subscribers.forEach(LoadClient::subscribe);
        while (!subscribers.stream().allMatch(client -> client.subscribed)) {
            turn(1);
            subscribers.forEach(this::step);
            require(System.nanoTime() < deadline, "not all subscriptions were granted");
        }
    }

    private void publish(long messages, long endNanos) throws IOException {
        long queued = 0;
        long startNanos = System.nanoTime();
        int next = 0;
        while (queued < messages) {
            long now = System.nanoTime();
            if (now >= endNanos) {
                return;
            }
            long allowed = plan.ratePerSecond() == 0
                    ? messages
                    : Math.min(messages, (long) ((now - startNanos) / 1e9 * plan.ratePerSecond()));
            long before = queued;
            for (int i = 0; i < publishers.size() && queued < allowed; i++) {
                next = (next + 1) % publishers.size();
                queued += fill(next, allowed - queued);
            }
            turn(queued == before ? 1 : 0);
        }
    }

    /** Lets one publisher queue what it may; with a rate, one message, so that they take turns. */
    private long fill(int publisher, long most) {
        LoadClient client = publishers.get(publisher);
        long share = plan.ratePerSecond() > 0 ? 1 : Math.min(most, plan.outstanding());
        long count = 0;
        while (count < share && outstanding[publisher] < (long) plan.outstanding() * receivers && client.publish()) {
            outstanding[publisher] += receivers;
            count++;
        }
        if (count > 0) {
            step(client);
        }
        return count;
    }

    /** Waits until all that was published has arrived. */
    private void drain() throws IOException {
        long lastArrivals = -1;
        long deadline = 0;
        while (java.util.Arrays.stream(outstanding).anyMatch(count -> count > 0)) {
            turn(1);
            publishers.forEach(this::step);
            if (arrivals != lastArrivals) {
                lastArrivals = arrivals;
                deadline = System.nanoTime() + PATIENCE_NANOS;
            } else if (System.nanoTime() > deadline) {
                missing += java.util.Arrays.stream(outstanding).sum();
                return;
            }
        }
    }

    private void turn(int waitMillis) throws IOException {
        if (waitMillis == 0) {
            selector.selectNow();
        } else {
            selector.select(waitMillis);
        }
        for (SelectionKey key : selector.selectedKeys()) {
            step((LoadClient) key.attachment());
        }
        selector.selectedKeys().clear();
    }

    private void step(LoadClient client) {
        client.client().step((int) (System.nanoTime() / 1_000_000));
        require(!client.failed, "the broker closed a connection");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }

    /** CPU time of the broker's process, user and system, from /proc; -1 if there is none. */
    private double cpuSeconds() throws IOException {
        if (plan.brokerPid() == 0) {
            return -1;
        }
        String stat = Files.readString(Path.of("/proc/" + plan.brokerPid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0; // clock ticks, USER_HZ
    }

    @Override
    public void close() throws IOException {
        publishers.forEach(client -> client.client().disconnect());
        subscribers.forEach(client -> client.client().disconnect());
        publishers.forEach(this::stepQuietly);
        subscribers.forEach(this::stepQuietly);
        selector.close();
    }

    private void stepQuietly(LoadClient client) {
        client.client().step((int) (System.nanoTime() / 1_000_000));
    }
}
