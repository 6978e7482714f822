package dev.libellule.gateway.devices;

import dev.libellule.device.node.Command;
import dev.libellule.device.node.Node;
import dev.libellule.device.node.Sampling;
import dev.libellule.device.node.Signal;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.LocalClients;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * A node on a virtual thread of its own, as a client of the broker. Everything that belongs to the node happens on that thread;
 * others hand over through {@link #post}.
 */
public final class NodeThread implements AutoCloseable {
    private static final long CLOSE_TIMEOUT_MILLIS = 5_000;
    private static final int MOST_WAITING = 1_000;

    private final String name;
    private final String availability;
    private final Inbox inbox = new Inbox();
    private final LocalClient client;
    private final LocalLink link;
    private final Node node;
    private final Command[] commands;
    private final StuckSignals stuckSignals;
    private final Turn turn;
    private final Thread thread;
    private int retainedIgnored;
    private boolean isSlow; // the broker thread alone
    private OptionalLong deadline = OptionalLong.empty(); // the node's thread alone
    private final Map<String, Consumer<Delivery>> others = new ConcurrentHashMap<>(); // by Topic Filter
    private volatile boolean closing;

    /** What is done on the node's thread before each of its steps. */
    @FunctionalInterface
    public interface Turn {
        /** A turn in which nothing is done and nothing waits. */
        Turn NONE = _ -> Integer.MAX_VALUE;

        /**
         * Does what is due.
         *
         * @return how many milliseconds may pass until the next turn
         */
        int turn(int nowMillis);
    }

    /**
     * Starts a node. It says {@code online} once {@link #setReachable} has said that its board is there.
     *
     * @param name of the board: its client identifier
     * @param availability topic of {@code online} and {@code offline}
     */
    public NodeThread(String name, String availability, LocalClients clients, Signal[] signals, Command[] commands,
            Turn turn) {
        this.name = name;
        this.availability = availability;
        this.commands = commands;
        stuckSignals = new StuckSignals(name, signals, Logger::warn);
        this.turn = turn;
        client = clients.connect(new LocalClientOptions(name, false, 20, true,
                new LocalClientOptions.Will(availability, Node.offlinePayload(), 1, true)), this::arrived);
        link = new LocalLink(client);
        node = new Node(link, availability, new Sampling[0], signals, commands)
                .wallClock(System::currentTimeMillis);
        thread = Thread.ofVirtual().name("board " + name).start(this::run);
    }

    /** Milliseconds of a clock that only goes forward; it wraps. */
    public static int nowMillis() {
        return (int) (System.nanoTime() / 1_000_000);
    }

    /** Hands a task to the node's thread; a step of the node follows. Any thread. */
    public void post(Runnable task) {
        inbox.add(task);
    }

    /** Says whether the board is there: publishes {@code online}, with all states, or {@code offline}. Any thread. */
    public void setReachable(boolean reachable) {
        post(() -> {
            if (link.isReachable() && !reachable) {
                sayOffline();
            }
            link.setReachable(reachable);
        });
    }

    /** Always taken; a new {@code online} waits behind it. */
    private void sayOffline() {
        client.publishState(availability, Node.offlinePayload());
    }

    /**
     * Until when the command holds that is being carried out, by {@link System#nanoTime}; empty if nothing was said, or none is. The
     * node's thread.
     */
    public OptionalLong deadline() {
        return deadline;
    }

    /**
     * Publishes what is no signal of the node. Of QoS 1 and 2: waits where the broker's disk is slower, so on any thread but the node's;
     * what still waits when the board is closed is given up.
     */
    public void publish(String topic, byte[] payload, int qos, boolean retain) {
        try {
            while (!client.publish(topic, payload, qos, retain) && !closing) {
                client.awaitQuota();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the end was asked for
        }
    }

    /** Publishes a state that is no signal of the node, as {@link LocalClient#publishState}. Any thread. */
    public void publishState(String topic, byte[] payload) {
        client.publishState(topic, payload);
    }

    /**
     * Subscribes to what is no command of the node. Any thread.
     *
     * @param receiver called on the node's thread with each message that no command takes
     */
    public void subscribe(String filter, int qos, Consumer<Delivery> receiver) {
        client.subscribe(filter, qos);
        others.put(filter, receiver);
    }

    /** On the broker thread. */
    private void arrived(Delivery delivery) {
        if (delivery.qos() == 0 && inbox.size() >= MOST_WAITING) {
            if (!isSlow) {
                Logger.warn("board {} is slower than what it is sent: messages of QoS 0 are dropped", name);
            }
            isSlow = true;
            return;
        }
        isSlow = false;
        byte[] topic = delivery.topic().getBytes(StandardCharsets.UTF_8);
        byte[] payload = delivery.payload();
        boolean retained = delivery.retain();
        boolean expires = delivery.expirySeconds() != Delivery.NEVER_EXPIRES;
        long diesAtNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(delivery.expirySeconds());
        post(() -> { // it may have waited here too, for a board that was slow to answer: [MQTT-3.3.2-6]
            boolean expired = expires && System.nanoTime() - diesAtNanos >= 0;
            deadline = expires ? OptionalLong.of(diesAtNanos) : OptionalLong.empty();
            boolean isTaken = node.received(withTopic(topic, payload), 0, topic.length, topic.length, payload.length,
                    retained, expires, expired);
            deadline = OptionalLong.empty();
            if (!isTaken) {
                others.values().stream().distinct().forEach(receiver -> receiver.accept(delivery));
            }
            delivery.acknowledge(); // not before: what comes faster than it is done waits in the session, which is bounded
        });
    }

    private static byte[] withTopic(byte[] topic, byte[] payload) {
        byte[] both = new byte[topic.length + payload.length];
        System.arraycopy(topic, 0, both, 0, topic.length);
        System.arraycopy(payload, 0, both, topic.length, payload.length);
        return both;
    }

    private void run() {
        try {
            while (!closing) {
                int turnMillis = turn.turn(nowMillis());
                int stepMillis = node.step(nowMillis());
                warnOfRetained();
                stuckSignals.tell();
                Runnable task = inbox.poll(Math.min(turnMillis, stepMillis));
                while (task != null) {
                    task.run();
                    node.step(nowMillis()); // before the next one, which may bring a newer value of the same signal
                    task = inbox.poll(0);
                }
            }
            node.step(nowMillis()); // what the last tasks changed, such as the exit state of an output
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the end was asked for; what was to be said is said in close
        } catch (RuntimeException e) {
            Logger.error(e, "board {} stopped working; restart the gateway, and report this", name);
        }
        if (link.isReachable()) {
            sayOffline();
        }
        client.close();
    }

    private void warnOfRetained() {
        int ignored = 0;
        for (Command command : commands) {
            ignored += command.retainedIgnored();
        }
        if (ignored > 0 && retainedIgnored == 0) {
            Logger.warn("board {} ignores a retained command: it would switch by itself at each reconnect;"
                    + " publish commands without -r, and clear the old one with -r -n", name);
        }
        retainedIgnored = ignored;
    }

    /** Says {@code offline} and disconnects. Waits for it, up to five seconds. */
    @Override
    public void close() {
        post(() -> closing = true);
        try {
            thread.join(CLOSE_TIMEOUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
