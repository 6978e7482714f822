package dev.libellule.gateway.app.virtual;

import dev.libellule.device.codec.Topics;
import dev.libellule.gateway.app.virtual.Findings.Grade;
import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.config.BridgeTopic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The incoming half of a bridge: commands that people publish on the other broker, which keeps them for the bridge's session while there is
 * no connection, or does not.
 */
final class IncomingCommands {
    /** Who pressed a switch so long ago has gone on to something else. */
    private static final long LATE_MILLIS = 60_000;

    private final BridgeConfig config;
    private final World world;
    private final List<BridgeTopic> incoming;
    private final Receiver receiver;
    private final Deque<Sent> kept = new ArrayDeque<>();
    private long brought;
    private long missed;
    private long late;
    private long latestMillis;
    private String firstMissed = "";
    private String firstLate = "";

    /** What publishes here what has come in. */
    interface Receiver {
        /** Publishes a command on its topic of this broker; false if that does not take it now. */
        boolean bring(String topic, String payload);
    }

    private record Sent(String topic, String payload, long atMillis) {}

    IncomingCommands(BridgeConfig config, World world, Receiver receiver) {
        this.config = config;
        this.world = world;
        this.receiver = receiver;
        incoming = config.topics().stream().filter(topic -> topic.direction().isIn()).toList();
    }

    /** The largest QoS with which a topic of this broker comes in; negative if it does not. */
    private int qos(String topic) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        return incoming.stream().filter(rule -> {
            byte[] filter = rule.localFilter().getBytes(StandardCharsets.UTF_8);
            return Topics.matches(filter, 0, filter.length, name, 0, name.length);
        }).mapToInt(BridgeTopic::qos).max().orElse(-1);
    }

    /** Whether commands on a topic of this broker come in. */
    boolean takes(String topic) {
        return qos(topic) >= 0;
    }

    /** Somebody publishes a command on the other broker, at QoS 1. */
    void sent(String topic, String payload, boolean isConnected) {
        Sent sent = new Sent(topic, payload, world.nowMillis());
        if (isConnected && kept.isEmpty() && bring(sent)) {
            return;
        }
        if (qos(topic) > 0 && !config.remote().cleanSession()) {
            kept.add(sent);
        } else {
            missed++;
            firstMissed = firstMissed.isEmpty() ? Rehearsal.when(world) : firstMissed;
        }
    }

    /** There is a connection: one of those that were kept comes in; false if none was. */
    boolean bringOne() {
        if (kept.isEmpty() || !bring(kept.peek())) {
            return false;
        }
        kept.poll();
        return true;
    }

    private boolean bring(Sent sent) {
        if (!receiver.bring(sent.topic(), sent.payload())) {
            return false;
        }
        long ageMillis = world.nowMillis() - sent.atMillis();
        brought++;
        if (ageMillis > LATE_MILLIS) {
            late++;
            firstLate = firstLate.isEmpty() ? Rehearsal.when(world) : firstLate;
            latestMillis = Math.max(latestMillis, ageMillis);
        }
        return true;
    }

    void judge(Findings findings) {
        String name = "the bridge " + config.name();
        findings.add(Grade.WRONG,
                "%d commands that " + name + " brought from the upstream were carried out late, one "
                        + Duration.ofMillis(latestMillis).toMinutes() + " min after it was sent",
                late, firstLate,
                "publish commands there with a Message Expiry Interval, or give their topic line QoS 0: then they are missed instead");
        findings.add(Grade.MISSED, "%d commands for " + name + " were sent while it had no connection, and not kept",
                missed, firstMissed, "");
        findings.add(Grade.GOOD, name + " brought %d commands from the upstream", brought, "", "");
    }
}
