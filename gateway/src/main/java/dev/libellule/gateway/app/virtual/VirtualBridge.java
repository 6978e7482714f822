package dev.libellule.gateway.app.virtual;

import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Topics;
import dev.libellule.gateway.app.virtual.Findings.Grade;
import dev.libellule.gateway.broker.BridgeMessage;
import dev.libellule.gateway.broker.BridgeOptions;
import dev.libellule.gateway.broker.BridgePeer;
import dev.libellule.gateway.broker.BridgeSession;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.config.BridgeTopic;
import dev.libellule.simulator.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A bridge: the session of the broker that the relay works on, with an upstream that may be slow or away, and through which
 * {@link IncomingCommands} come in.
 */
final class VirtualBridge implements BridgePeer {
    private static final int UNDER_WAY = 20;
    private static final long ROUND_TRIP_MILLIS = 30;
    private static final long SLOW_MILLIS = 1_000;
    private static final int MOST_IDENTIFIERS = 65_535;

    private final BridgeConfig config;
    private final World world;
    private final List<BridgeTopic> outgoing;
    private final IncomingCommands incoming;
    private final CommandListener listener;
    /** At the upstream's door. */
    private final Deque<BridgeMessage> arriving = new ArrayDeque<>();
    /** Packet Identifiers of QoS 2 that the upstream knows, [MQTT-4.3.3-10]. */
    private final Set<Integer> held = new HashSet<>();
    private final BridgeLedger promised = new BridgeLedger();
    private final BridgeLedger atMostOnce = new BridgeLedger();
    private BridgeSession session;
    private boolean isBringing;
    private boolean isRefused;
    private boolean isAttached;
    private boolean isUp = true;
    private boolean isSlow;
    private boolean isEnding;
    private boolean isDrainDue;
    private int identifier;
    private long forwarded;
    private long twice;
    private String firstAway = "";
    private String firstDropped = "";

    /** Is told of commands that come in. */
    interface CommandListener {
        /** A command is about to be published on this topic. */
        void comesIn(String topic);
    }

    VirtualBridge(BridgeConfig config, World world, CommandListener listener) {
        this.config = config;
        this.world = world;
        this.listener = listener;
        incoming = new IncomingCommands(config, world, this::bring);
        outgoing = config.topics().stream().filter(topic -> topic.direction().isOut()).toList();
        world.onBrokerStart(this::begin);
        world.onBrokerEnd(this::disconnected);
        world.onFault(this::fault);
        world.every(SLOW_MILLIS, this::drainOne);
    }

    private void begin() {
        Map<String, Integer> filters = new LinkedHashMap<>();
        outgoing.forEach(topic -> filters.merge(topic.localFilter(), topic.qos(), Math::max));
        BridgeConfig.Local local = config.local();
        session = world.broker().bridge(new BridgeOptions("local." + config.name(), !local.cleanSession(), filters,
                local.isLiveFirst(), local.latePerSecond()));
        connect();
    }

    private void connect() {
        if (isUp && world.isBrokerUp() && !isAttached) {
            isAttached = true;
            session.execute(() -> session.attach(this, UNDER_WAY, true));
            drainSoon();
        }
    }

    /** What the upstream had not taken comes again, if the broker still has it. */
    private void disconnected() {
        isAttached = false;
        arriving.clear();
    }

    private void fault(Fault fault, boolean begins) {
        if (fault.kind() == Fault.Kind.UPSTREAM_LOSS) {
            isUp = !begins;
            if (begins) {
                session.execute(session::detach);
                disconnected();
            } else {
                connect();
            }
        } else if (fault.kind() == Fault.Kind.SLOW_UPSTREAM) {
            isSlow = begins;
        }
        drainSoon();
    }

    // What comes in

    /** Whether commands on a topic come in from the upstream. */
    boolean takesIn(String topic) {
        return incoming.takes(topic);
    }

    /** Somebody publishes a command on the upstream; the topic is the one here. */
    void commandUpstream(String topic, String payload) {
        incoming.sent(topic, payload, isAttached);
    }

    /** False if the broker does not take it now. */
    private boolean bring(String topic, String payload) {
        isRefused = false;
        isBringing = true; // what came in does not go back
        listener.comesIn(topic);
        identifier = identifier % MOST_IDENTIFIERS + 1;
        Slice bytes = new Slice();
        bytes.set(payload.getBytes(StandardCharsets.UTF_8));
        BridgeMessage message = BridgeMessage.received(identifier, 1, false, topic.getBytes(StandardCharsets.UTF_8),
                new Slice(), bytes, -1);
        session.execute(() -> session.arrived(message));
        isBringing = false;
        return !isRefused;
    }

    @Override
    public void acknowledge(int type, int packetIdentifier) {
        // the upstream forgets it: it is IncomingCommands that remembers
    }

    @Override
    public void refuse(String why) {
        isRefused = true;
    }

    // What goes out

    /** Somebody has published: what should arrive upstream is noted by it. */
    void published(Delivery delivery) {
        if (isBringing || isEnding) {
            return;
        }
        byte[] name = delivery.topic().getBytes(StandardCharsets.UTF_8);
        int granted = -1;
        for (BridgeTopic rule : outgoing) {
            byte[] filter = rule.localFilter().getBytes(StandardCharsets.UTF_8);
            if (Topics.matches(filter, 0, filter.length, name, 0, name.length)) {
                granted = Math.max(granted, Math.min(rule.qos(), delivery.qos()));
            }
        }
        if (granted == 0) {
            firstAway = isAttached || !firstAway.isEmpty() ? firstAway : Rehearsal.when(world);
            atMostOnce.expect(key(delivery.topic(), delivery.properties(), delivery.payload()), world.nowMillis());
        } else if (granted > 0) {
            promised.expect(key(delivery.topic(), delivery.properties(), delivery.payload()), world.nowMillis());
            if (firstDropped.isEmpty() && session.waiting().dropped() > 0) {
                firstDropped = Rehearsal.when(world);
            }
        }
    }

    private static String key(String topic, byte[] properties, byte[] payload) {
        return topic + ' ' + new String(properties, StandardCharsets.ISO_8859_1) + ' '
                + new String(payload, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void send(BridgeMessage message) {
        arriving.add(message);
        drainSoon();
    }

    @Override
    public void release(int packetIdentifier) {
        held.remove(packetIdentifier);
        world.at(world.nowMillis() + ROUND_TRIP_MILLIS,
                () -> session.execute(() -> session.acknowledged(packetIdentifier)));
    }

    @Override
    public void flush() {
        // nothing is kept back
    }

    @Override
    public long pendingBytes() {
        return arriving.stream().mapToLong(message -> message.data().length).sum();
    }

    @Override
    public void pause(boolean isPaused) {
        // one command in two hours is not too much
    }

    private void drainSoon() {
        if (!isDrainDue) {
            isDrainDue = true;
            world.at(world.nowMillis() + ROUND_TRIP_MILLIS, this::drain);
        }
    }

    private void drain() {
        isDrainDue = false;
        while (isAttached && !isSlow && !arriving.isEmpty()) {
            take(arriving.poll());
        }
        while (isAttached && !isSlow && incoming.bringOne()) {
            // the next one
        }
    }

    private void drainOne() {
        if (isAttached && isSlow && !arriving.isEmpty()) {
            take(arriving.poll());
        }
        if (isAttached) {
            incoming.bringOne(); // also what the broker had refused
        }
    }

    /** The upstream has it. */
    private void take(BridgeMessage message) {
        boolean isNew = message.qos() < 2 || held.add(message.packetIdentifier());
        if (isNew) {
            count(message);
        }
        if (message.qos() == 1) {
            session.execute(() -> session.acknowledged(message.packetIdentifier()));
        } else if (message.qos() == 2) {
            session.execute(() -> session.received(message.packetIdentifier()));
        }
    }

    private void count(BridgeMessage message) {
        byte[] data = message.data();
        String key = key(message.topic(), Arrays.copyOfRange(data, message.topicLength(), message.payloadOffset()),
                Arrays.copyOfRange(data, message.payloadOffset(), data.length));
        BridgeLedger ledger = message.qos() == 0 ? atMostOnce : promised;
        if (ledger.arrived(key)) {
            forwarded++;
        } else if (!message.retain() && !isEnding) {
            twice++;
        }
    }

    // The end

    /** From now on only what has been published before matters; true while something of it is under way. */
    boolean end() {
        isEnding = true;
        isUp = true;
        isSlow = false;
        connect();
        return promised.outstanding() > 0;
    }

    /** What has not come by now is lost. */
    void judge(Findings findings) {
        String name = "the bridge " + config.name();
        findings.add(Grade.LOST, name + " lost %d messages of QoS 0 while the upstream was away",
                atMostOnce.outstanding(),
                firstAway,
                "give the signals 'qos: 1' in the board file, and the topic line of the bridge QoS 1 or 2");
        for (long moment : promised.lost()) {
            world.kills().stream().filter(kill -> kill.isUnsafe(moment)).findFirst().ifPresentOrElse(
                    kill -> lostByKill(findings, name, kill), () -> findings.add(Grade.LOST,
                            name + " lost %d messages of QoS 1 or 2 that it could not keep", 1, firstDropped,
                            "a greater max_queued_messages; 'cleansession false' for the bridge"));
        }
        findings.add(Grade.MISSED, name + " brought %d messages of QoS 1 upstream twice, as QoS 1 may", twice, "", "");
        findings.add(Grade.GOOD, name + " brought %d messages upstream", forwarded, "", "");
        incoming.judge(findings);
    }

    private void lostByKill(Findings findings, String name, World.Kill kill) {
        String when = Rehearsal.time(kill.atMillis());
        if (world.isPersistent()) {
            findings.add(Grade.MISSED,
                    "%d messages for " + name + " came so shortly before the broker was killed that they "
                            + "were not on the disk: nobody had been told that they were safe",
                    1, when, "");
        } else {
            findings.add(Grade.LOST,
                    name + " lost %d messages of QoS 1 or 2 with the broker that was killed: they were in "
                            + "its memory only",
                    1, when, "'persistence true' in mosquitto.conf");
        }
    }
}
