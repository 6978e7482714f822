package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.LocalClients;
import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.relay.RelayStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.tinylog.Logger;

/**
 * A bridge: a persistent session of the local broker, drained into an upstream broker, and the other way round.
 *
 * <p>One thread, the relay's own, owns all of it: when to connect is decided here, by {@link RelayState}; a connection and what goes
 * through it is a {@link RelayLink}. {@link #start}, {@link #close} and {@link #state} may be called from any thread.
 */
public final class Relay implements AutoCloseable {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final long LOOK_NANOS = 1_000_000_000L;

    private final BridgeConfig config;
    private final RelayState.Plan plan;
    private final Mailbox mailbox = new Mailbox();
    private final RelayCounts counts = new RelayCounts();
    private final RelayLocal local;
    private final RelayLink link;
    private final Thread thread;
    private final Runnable look = this::look;

    private RelayState state;
    private Instant since = Instant.now();
    private long lookedAt;
    private long busyAt;
    private String lastReason = "";
    private volatile RelayStatus status;

    private Relay(BridgeConfig config, LocalClients clients, RandomGenerator random) {
        this.config = config;
        plan = new RelayState.Plan(Backoff.of(config.start().restart(), random), config.addresses().size(),
                CONNECT_TIMEOUT.toNanos(), config.start().type());
        state = RelayState.initial(System.nanoTime(), plan);
        Names names = Names.of(config);
        TopicRules rules = new TopicRules(config.topics());
        local = new RelayLocal(config, names, rules, clients, mailbox);
        link = new RelayLink(config, names.linkPlan(config, rules, clients.brokerId()), local, mailbox, counts,
                new RelayLink.Listener() {
                    @Override
                    public void connected() {
                        change(new RelayEvent.Connected(System.nanoTime()));
                    }

                    @Override
                    public void lost(String reason) {
                        change(new RelayEvent.Lost(System.nanoTime(), reason));
                    }

                    @Override
                    public void misunderstood(String reason) {
                        change(new RelayEvent.Misunderstood(System.nanoTime(), reason));
                    }

                    @Override
                    public void firstIsBack() {
                        change(new RelayEvent.FirstIsBack(System.nanoTime()));
                    }
                });
        thread = Thread.ofPlatform().daemon().name("relay-" + config.name()).unstarted(this::run);
        status = newStatus();
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
        mailbox.add(() -> change(new RelayEvent.Closed()));
        try {
            thread.join(CLOSE_TIMEOUT.multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        local.open();
        while (!(state instanceof RelayState.Ended)) {
            try {
                turn();
            } catch (RuntimeException e) {
                Logger.error(e, "relay {}: a fault of its own; it connects anew", config.name());
                link.close(false);
                change(new RelayEvent.Lost(System.nanoTime(), "a fault of the relay: " + e));
            }
        }
        local.close();
        link.end();
        show();
    }

    private void turn() {
        mailbox.run();
        long now = System.nanoTime();
        change(new RelayEvent.Tick(now));
        link.turn(now);
        if (now - lookedAt >= LOOK_NANOS) {
            lookedAt = now;
            local.askWaiting(counts, look);
        }
        mailbox.sleep(link.upstream(), Math.min(link.nanosToNext(now), nanosToNextTick(now)));
    }

    private long nanosToNextTick(long now) {
        long toLook = lookedAt + LOOK_NANOS - now;
        return Math.max(0, switch (state) {
            case RelayState.Waiting wait -> Math.min(toLook, wait.until() - now);
            case RelayState.Connecting connecting -> Math.min(toLook, connecting.deadline() - now);
            case RelayState.Online _,RelayState.Resting _,RelayState.Stopped _ -> toLook;
            case RelayState.Ended _ -> 0;
        });
    }

    /** Once a second, when the broker has said what waits. */
    private void look() {
        long now = System.nanoTime();
        if (state instanceof RelayState.Resting && counts.waiting().messages() >= config.start().threshold()) {
            change(new RelayEvent.Wanted(now));
        }
        if (link.takeBusy() || counts.waiting().messages() > 0) {
            busyAt = now;
        } else if (config.start().type() == BridgeConfig.StartType.LAZY && state instanceof RelayState.Online
                && now - busyAt >= config.start().idle().toNanos()) {
            change(new RelayEvent.Idle(now));
        }
        show();
    }

    private void show() {
        status = newStatus();
        local.report(status);
    }

    /** Takes one event, and does what comes with the change of state. */
    private void change(RelayEvent event) {
        RelayState before = state;
        state = RelayState.next(before, event, plan);
        if (state == before) {
            return;
        }
        since = Instant.now();
        if (before instanceof RelayState.Online) {
            local.notify('0');
        }
        switch (state) {
            case RelayState.Connecting connecting -> link.open(connecting.address());
            case RelayState.Online _ -> goOnline();
            case RelayState.Waiting wait -> {
                link.close(before instanceof RelayState.Online && event instanceof RelayEvent.FirstIsBack);
                sayWhy(wait);
            }
            case RelayState.Stopped stopped -> {
                link.close(false);
                Logger.warn("relay {}: {}; it stops, for its start_type is once", config.name(), stopped.reason());
            }
            case RelayState.Resting _,RelayState.Ended _ -> link.close(true);
        }
        show();
    }

    private void goOnline() {
        Logger.info("relay {}: connected to {}", config.name(), config.addresses().get(link.address()));
        lastReason = "";
        busyAt = System.nanoTime();
        local.notify('1');
    }

    private void sayWhy(RelayState.Waiting wait) {
        if (!wait.reason().equals(lastReason)) { // said once, not at each attempt
            long seconds = Math.max(0, wait.until() - System.nanoTime() + 999_999_999L) / 1_000_000_000L;
            Logger.warn("relay {}: {}; next attempt {}", config.name(), wait.reason(),
                    seconds == 0 ? "now" : "in " + seconds + " s");
            lastReason = wait.reason();
        }
    }

    private RelayStatus newStatus() {
        Phase phase = switch (state) {
            case RelayState.Waiting _ -> Phase.WAITING;
            case RelayState.Connecting _ -> Phase.CONNECTING;
            case RelayState.Online _ -> Phase.ONLINE;
            case RelayState.Resting _ -> Phase.RESTING;
            case RelayState.Stopped _ -> Phase.STOPPED;
            case RelayState.Ended _ -> Phase.ENDED;
        };
        String reason = switch (state) {
            case RelayState.Waiting wait -> wait.reason();
            case RelayState.Stopped stopped -> stopped.reason();
            case RelayState.Online _ -> link.problem();
            default -> lastReason;
        };
        int address = state instanceof RelayState.Waiting wait ? wait.address() : link == null ? 0 : link.address();
        return counts.status(config.name(), config.addresses().get(address).toString(), phase, since, reason);
    }
}
