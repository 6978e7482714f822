package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.LocalClients;
import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.relay.RelayStatus.Phase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.tinylog.Logger;

/**
 * A bridge: a persistent session of the local broker, drained into an upstream broker, and the other way round.
 *
 * <p>One virtual thread, the relay's own, owns all of it; the broker's and Paho's threads only enqueue. {@link #start},
 * {@link #close} and {@link #state} may be called from any thread.
 */
public final class Relay implements AutoCloseable {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    /** A message not acknowledged for so long means that the connection is deaf, whatever its socket says. */
    private static final Duration MAX_ACKNOWLEDGEMENT = Duration.ofSeconds(30);
    private static final int QUOTA_EXCEEDED = 0x97;
    private static final int TOPIC_NAME_INVALID = 0x90;
    private static final int FAILURE = 0x80;
    private static final long NOT_A_TICKET = 0;

    private final BridgeConfig config;
    private final LocalClients clients;
    private final TopicRules rules;
    private final Upstream.Plan upstreamPlan;
    private final RelayState.Plan plan;
    private final String localClientId;
    private final String localStateTopic;
    private final long acknowledgementNanos;
    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final Outbox outbox = new Outbox();
    private final Thread thread;

    private RelayState state;
    private LocalClient local;
    private Upstream upstream;
    private Upstream.Limits limits;
    /** Closes the last connection; null while there was none. */
    private Thread ending;
    /** Counts connections, so that what an old one still says is not heard. */
    private int generation;
    /** One message at a time, after one has ended the connection and until nothing waits; see {@link #suspect}. */
    private boolean isCautious;
    private Delivery suspect;
    private String lastReason = "";
    private long received;
    private volatile RelayStatus status;

    private Relay(BridgeConfig config, LocalClients clients, RandomGenerator random) {
        this.config = config;
        this.clients = clients;
        rules = new TopicRules(config.topics());
        BridgeConfig.Remote remote = config.remote();
        String remoteClientId = remote.clientId().isEmpty() ? config.name() + "." + HostName.get() : remote.clientId();
        localClientId = config.localClientId().isEmpty() ? "local." + remoteClientId : config.localClientId();
        BridgeConfig.Notifications notifications = config.notifications();
        localStateTopic = stateTopic(notifications, config.name());
        upstreamPlan = new Upstream.Plan(remoteClientId, remote, rules.remoteFilters(),
                notifications.isLocalOnly() ? null : stateTopic(notifications, remoteClientId),
                Certificates.socketFactory(config),
                config.tls() == null || !config.tls().isInsecure());
        plan = new RelayState.Plan(Backoff.of(config.restart(), random), config.addresses().size(),
                CONNECT_TIMEOUT.toNanos());
        acknowledgementNanos = Math.min(remote.keepAlive().toNanos(), MAX_ACKNOWLEDGEMENT.toNanos());
        state = RelayState.initial(System.nanoTime());
        thread = Thread.ofVirtual().name("relay-" + config.name()).unstarted(this::run);
        status = newStatus();
    }

    private static String stateTopic(BridgeConfig.Notifications notifications, String name) {
        if (!notifications.isOn()) {
            return null;
        }
        return notifications.topic().isEmpty() ? "$SYS/broker/connection/" + name + "/state" : notifications.topic();
    }

    /**
     * Starts a relay for each bridge.
     *
     * @throws RelayException when topics of bridges make a loop, or a certificate cannot be used
     */
    public static List<Relay> startAll(List<BridgeConfig> bridges, LocalClients clients) {
        List<Relay> relays = prepareAll(bridges, clients);
        relays.forEach(Relay::begin);
        return relays;
    }

    /**
     * Makes a relay for each bridge, to be started with {@link #begin}, or never.
     *
     * @throws RelayException when topics of bridges make a loop, or a certificate cannot be used
     */
    public static List<Relay> prepareAll(List<BridgeConfig> bridges, LocalClients clients) {
        LoopCheck.check(bridges);
        return bridges.stream().map(bridge -> new Relay(bridge, clients, RandomGenerator.getDefault())).toList();
    }

    /** Starts a relay that was prepared; once. Returns at once. */
    public void begin() {
        thread.start();
    }

    /**
     * Starts one relay. Returns at once; it connects, and connects again, by itself.
     *
     * @throws RelayException when its topics make a loop, or a certificate cannot be used
     */
    public static Relay start(BridgeConfig bridge, LocalClients clients) {
        return startAll(List.of(bridge), clients).getFirst();
    }

    /** How the relay is doing now. */
    public RelayStatus state() {
        return status;
    }

    /** Disconnects; what the upstream has not acknowledged stays in the session. Waits until that is done. */
    @Override
    public void close() {
        queue.add(() -> change(new RelayEvent.Closed()));
        await(thread);
    }

    private void run() {
        local = clients.connect(localOptions(), delivery -> queue.add(() -> delivered(delivery)));
        notifyLocally('0');
        rules.localFilters().forEach(local::subscribeAsPublished);
        while (!(state instanceof RelayState.Ended)) {
            try {
                long waitNanos = nanosToNextTick(System.nanoTime());
                Runnable task = waitNanos < 0 ? queue.take() : queue.poll(waitNanos, TimeUnit.NANOSECONDS);
                if (task != null) {
                    task.run();
                }
                tick(System.nanoTime());
                status = newStatus();
            } catch (InterruptedException e) {
                change(new RelayEvent.Closed());
            } catch (RuntimeException e) {
                Logger.error(e, "relay {}: a fault of its own; it connects anew", config.name());
                lost("a fault of the relay: " + e, 0);
            }
        }
        local.close();
        await(ending);
        status = newStatus();
    }

    private static void await(Thread other) {
        try {
            if (other != null) {
                other.join(CLOSE_TIMEOUT.multipliedBy(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private LocalClientOptions localOptions() {
        LocalClientOptions.Will will = localStateTopic == null
                ? null
                : new LocalClientOptions.Will(localStateTopic, new byte[]{'0'}, 1, true);
        return new LocalClientOptions(localClientId, !config.localCleanSession(), config.remote().receiveMaximum(),
                true, will);
    }

    private long nanosToNextTick(long now) {
        return switch (state) {
            case RelayState.Waiting wait -> Math.max(0, wait.until() - now);
            case RelayState.Connecting connecting -> Math.max(0, connecting.deadline() - now);
            case RelayState.Online _ when outbox.isIdle() -> -1;
            case RelayState.Online _ -> Math.max(0, outbox.oldestSinceNanos(now) + acknowledgementNanos - now);
            case RelayState.Ended _ -> 0;
        };
    }

    private void tick(long now) {
        if (state instanceof RelayState.Online && now - outbox.oldestSinceNanos(now) >= acknowledgementNanos) {
            lost("the upstream has not acknowledged a message for %d s"
                    .formatted(acknowledgementNanos / 1_000_000_000L), 0);
        } else {
            change(new RelayEvent.Tick(now));
        }
    }

    /** Takes one event, and does what comes with the change of state. */
    private void change(RelayEvent event) {
        RelayState before = state;
        state = RelayState.next(before, event, plan);
        if (state == before) {
            return;
        }
        if (before instanceof RelayState.Online) {
            goOffline();
        }
        switch (state) {
            case RelayState.Connecting connecting -> open(config.addresses().get(connecting.address()));
            case RelayState.Online _ -> goOnline();
            case RelayState.Waiting wait -> {
                closeUpstream(false);
                sayWhy(wait);
            }
            case RelayState.Ended _ -> closeUpstream(before instanceof RelayState.Online);
        }
    }

    private void open(BridgeConfig.Address address) {
        int mine = ++generation;
        Logger.debug("relay {}: connecting to {}", config.name(), address);
        upstream = new Upstream(upstreamPlan, address, new Upstream.Listener() {
            @Override
            public void connected(Upstream.Limits newLimits) {
                enqueue(() -> {
                    limits = newLimits;
                    change(new RelayEvent.Connected(System.nanoTime()));
                });
            }

            @Override
            public void lost(String reason, int refusal) {
                enqueue(() -> Relay.this.lost(reason, refusal));
            }

            @Override
            public void acknowledged(long ticket, int reasonCode) {
                enqueue(() -> Relay.this.acknowledged(ticket, reasonCode));
            }

            @Override
            public void arrived(String topic, byte[] payload, int qos, boolean retain, Runnable acknowledgement) {
                enqueue(() -> Relay.this.arrived(topic, payload, qos, retain, acknowledgement));
            }

            private void enqueue(Runnable task) {
                queue.add(() -> {
                    if (mine == generation) {
                        task.run();
                    }
                });
            }
        });
        upstream.open();
    }

    private void closeUpstream(boolean isPolite) {
        generation++;
        if (upstream != null) {
            ending = upstream.close(isPolite);
            upstream = null;
        }
    }

    private void goOnline() {
        Logger.info("relay {}: connected to {}", config.name(), address());
        lastReason = "";
        notifyLocally('1');
        if (upstreamPlan.stateTopic() != null) {
            upstream.publish(NOT_A_TICKET, upstreamPlan.stateTopic(), new byte[]{'1'}, Math.min(1, limits.maxQos()),
                    limits.retainAvailable());
        }
        pump();
    }

    private void goOffline() {
        notifyLocally('0');
        if (state instanceof RelayState.Ended && upstreamPlan.stateTopic() != null) {
            upstream.publish(NOT_A_TICKET, upstreamPlan.stateTopic(), new byte[]{'0'}, Math.min(1, limits.maxQos()),
                    limits.retainAvailable());
        }
        if (config.localCleanSession()) {
            outbox.clear();
        } else {
            outbox.connectionLost();
        }
    }

    private void sayWhy(RelayState.Waiting wait) {
        if (!wait.reason().equals(lastReason)) { // said once, not at each attempt
            Logger.warn("relay {}: {}; next attempt in {} s", config.name(), wait.reason(),
                    (wait.waitNanos() + 999_999_999L)
                            / 1_000_000_000L);
            lastReason = wait.reason();
        }
    }

    private void lost(String reason, int refusal) {
        if (refusal != 0) {
            suspect(outbox.onlyOneUnderWay(), refusal);
        }
        change(new RelayEvent.Lost(System.nanoTime(), reason));
    }

    /**
     * A message has ended the connection, and the upstream does not say which. From now on they go one at a time; one that has
     * been alone twice when it happened is the one, and must not hold up the others for ever.
     */
    private void suspect(Delivery alone, int refusal) {
        if (isCautious && alone != null && alone == suspect) {
            Logger.warn("relay {}: the upstream refuses a message of topic {} for good: {}; it is dropped",
                    config.name(),
                    alone.topic(), Reasons.name(refusal));
            outbox.refused(alone);
            suspect = null;
        } else {
            suspect = isCautious ? alone : null;
            isCautious = true;
        }
    }

    private void delivered(Delivery delivery) {
        boolean isOnline = state instanceof RelayState.Online;
        if (!isOnline && config.localCleanSession()) {
            outbox.offer(delivery, false);
            outbox.clear();
            return;
        }
        outbox.offer(delivery, isOnline);
        pump();
    }

    /** Sends what waits, as far as the upstream's Receive Maximum and ours allow. */
    private void pump() {
        while (state instanceof RelayState.Online) {
            int window = isCautious ? 1 : Math.min(limits.receiveMaximum(), config.remote().receiveMaximum());
            Delivery delivery = outbox.next(window);
            if (delivery == null) {
                return;
            }
            String topic = rules.toRemote(delivery.topic());
            if (topic == null || isTooLarge(topic, delivery.payload())) {
                Logger.warn("relay {}: a message of topic {} with {} bytes cannot be sent: {}", config.name(),
                        delivery.topic(),
                        delivery.payload().length,
                        topic == null ? "no topic line is for it" : "it is too large for the upstream");
                outbox.drop();
                continue;
            }
            boolean retain = delivery.retain() && config.remote().isRetainSent() && limits.retainAvailable();
            int qos = Math.min(delivery.qos(), limits.maxQos());
            long ticket = outbox.begin(System.nanoTime());
            Upstream.Sending sending = upstream.publish(ticket, topic, delivery.payload(), qos, retain);
            if (sending == Upstream.Sending.WINDOW_FULL) {
                outbox.takeBack(ticket);
                return;
            }
            if (sending == Upstream.Sending.IMPOSSIBLE) {
                refused(ticket, TOPIC_NAME_INVALID);
            }
        }
    }

    private boolean isTooLarge(String topic, byte[] payload) {
        int ours = config.remote().maxPacketSize();
        long largest = ours == 0 ? limits.maxPacketSize() : Math.min(ours, limits.maxPacketSize());
        int remaining = 2 + topic.getBytes(StandardCharsets.UTF_8).length + 2 + 1
                + limits.topicAliasBytes() + payload.length; // 3.3
        int lengthBytes = remaining < 128 ? 1 : remaining < 16_384 ? 2 : remaining < 2_097_152 ? 3 : 4; // 1.5.5
        return 1 + lengthBytes + remaining > largest;
    }

    private void acknowledged(long ticket, int reasonCode) {
        if (ticket == NOT_A_TICKET) {
            return; // a notification: an upstream that does not want it may have it so
        }
        if (reasonCode == QUOTA_EXCEEDED) {
            lost("the upstream says: " + Reasons.name(reasonCode), 0); // it may have room later
            return;
        }
        if (reasonCode >= FAILURE) {
            refused(ticket, reasonCode);
        } else {
            outbox.confirmed(ticket);
        }
        isCautious &= outbox.size() > 0;
        pump();
    }

    private void refused(long ticket, int reasonCode) {
        Logger.warn("relay {}: the upstream refuses a message for good: {}; it is dropped", config.name(),
                Reasons.name(reasonCode));
        outbox.refused(ticket);
    }

    private void arrived(String remoteTopic, byte[] payload, int qos, boolean retain, Runnable acknowledgement) {
        String topic = rules.toLocal(remoteTopic);
        if (topic == null || topic.isEmpty()) {
            Logger.debug("relay {}: no topic line is for {}, which an old subscription has brought", config.name(),
                    remoteTopic);
        } else {
            local.publish(topic, payload, qos, retain);
            received++;
        }
        acknowledgement.run();
    }

    private void notifyLocally(char value) {
        if (localStateTopic != null) {
            local.publish(localStateTopic, new byte[]{(byte) value}, 1, true);
        }
    }

    private BridgeConfig.Address address() {
        return config.addresses().get(switch (state) {
            case RelayState.Waiting wait -> wait.address();
            case RelayState.Connecting connecting -> connecting.address();
            case RelayState.Online online -> online.address();
            case RelayState.Ended _ -> 0;
        });
    }

    private RelayStatus newStatus() {
        Phase phase = switch (state) {
            case RelayState.Waiting _ -> Phase.WAITING;
            case RelayState.Connecting _ -> Phase.CONNECTING;
            case RelayState.Online _ -> Phase.ONLINE;
            case RelayState.Ended _ -> Phase.ENDED;
        };
        String reason = state instanceof RelayState.Waiting wait ? wait.reason() : lastReason;
        return new RelayStatus(config.name(), address().toString(), phase, reason, outbox.confirmedCount(), received,
                outbox.droppedCount(), outbox.size());
    }
}
