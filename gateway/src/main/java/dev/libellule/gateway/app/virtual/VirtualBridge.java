package dev.libellule.gateway.app.virtual;

import dev.libellule.device.codec.Topics;
import dev.libellule.gateway.app.virtual.Findings.Grade;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.config.BridgeTopic;
import dev.libellule.simulator.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A bridge: a session of the broker's real core, which an upstream drains that may be slow or away, and through which
 * {@link IncomingCommands} come in.
 */
final class VirtualBridge {
    private static final int UNDER_WAY = 20;
    private static final long SLOW_MILLIS = 1_000;

    private final BridgeConfig config;
    private final World world;
    private final List<BridgeTopic> outgoing;
    private final IncomingCommands incoming;
    private final CommandListener listener;
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private LocalClient client;
    private boolean isBringing;
    private boolean isUp = true;
    private boolean isSlow;
    private long matched;
    private long matchedAtMostOnce;
    private long forwarded;
    private long lostAtMostOnce;
    private String firstLoss = "";

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
        world.onBrokerStart(this::connect);
        world.onBrokerEnd(waiting::clear); // what was not acknowledged comes again, if the broker still has it
        world.onFault(this::fault);
        world.every(SLOW_MILLIS, this::drainOne);
    }

    private void connect() {
        client = world.broker().connect(new LocalClientOptions("local." + config.name(),
                !config.local().cleanSession(), UNDER_WAY, true, null), this::arrived);
        outgoing.forEach(topic -> client.subscribe(topic.localFilter(), topic.qos()));
        world.at(world.nowMillis(), this::drain);
    }

    /** Whether commands on a topic come in from the upstream. */
    boolean takesIn(String topic) {
        return incoming.takes(topic);
    }

    /** Somebody publishes a command on the upstream; the topic is the one here. */
    void commandUpstream(String topic, String payload) {
        incoming.sent(topic, payload, isUp && world.isBrokerUp());
    }

    private void bring(String topic, String payload) {
        listener.comesIn(topic);
        isBringing = true; // what came in does not go back
        client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, false);
        isBringing = false;
    }

    private void fault(Fault fault, boolean begins) {
        if (fault.kind() == Fault.Kind.UPSTREAM_LOSS) {
            isUp = !begins;
        } else if (fault.kind() == Fault.Kind.SLOW_UPSTREAM) {
            isSlow = begins;
        }
        drain();
    }

    /** Somebody has published: what should arrive upstream is counted by it. */
    void published(String topic, int qos) {
        if (isBringing) {
            return;
        }
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        int granted = -1;
        for (BridgeTopic rule : outgoing) {
            byte[] filter = rule.localFilter().getBytes(StandardCharsets.UTF_8);
            if (Topics.matches(filter, 0, filter.length, name, 0, name.length)) {
                granted = Math.max(granted, rule.qos());
            }
        }
        if (granted >= 0) {
            matched++;
            matchedAtMostOnce += Math.min(granted, qos) == 0 ? 1 : 0;
        }
    }

    private void arrived(Delivery delivery) {
        if (delivery.retain()) {
            delivery.acknowledge(); // the state after a start, not a message of its own
        } else if (delivery.qos() > 0) {
            waiting.add(delivery);
            world.at(world.nowMillis(), this::drain);
        } else if (isUp) {
            forwarded++;
        } else {
            lostAtMostOnce++;
            firstLoss = firstLoss.isEmpty() ? Rehearsal.when(world) : firstLoss;
        }
    }

    private void drain() {
        while (isUp && !isSlow && world.isBrokerUp() && !waiting.isEmpty()) {
            acknowledge();
        }
        while (isUp && !isSlow && world.isBrokerUp() && incoming.bringOne()) {
            // the next one
        }
    }

    private void drainOne() {
        if (isUp && isSlow && world.isBrokerUp()) {
            if (!waiting.isEmpty()) {
                acknowledge();
            }
            incoming.bringOne();
        }
    }

    private void acknowledge() {
        forwarded++;
        waiting.poll().acknowledge();
    }

    /** The end: what has not come by now is lost. */
    void judge(Findings findings) {
        isUp = true;
        isSlow = false;
        drain();
        String name = "the bridge " + config.name();
        findings.add(Grade.LOST, name + " lost %d messages of QoS 0 while the upstream was away", lostAtMostOnce,
                firstLoss,
                "give the signals 'qos: 1' in the board file, and the topic line of the bridge QoS 1 or 2");
        long lost = matched - matchedAtMostOnce - (forwarded - (matchedAtMostOnce - lostAtMostOnce));
        findings.add(Grade.LOST, name + " lost %d messages of QoS 1 or 2 that it could not keep", lost, firstLoss,
                "a greater max_queued_messages; 'cleansession false' for the bridge; 'persistence true' for the broker");
        findings.add(Grade.GOOD, name + " brought %d messages upstream", forwarded, "", "");
        incoming.judge(findings);
    }
}
