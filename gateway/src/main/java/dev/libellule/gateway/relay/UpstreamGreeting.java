package dev.libellule.gateway.relay;

import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.ConnectCoder;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Subscribe;
import dev.libellule.device.codec.SubscribeCoder;
import dev.libellule.gateway.broker.config.BridgeConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What is said at the beginning and at the end of a connection: CONNECT, the subscriptions, and the notifications. */
final class UpstreamGreeting {
    private static final int LONGEST = 256 << 10;
    private static final int PROPERTIES = 64;
    private static final int FAILURE = 0x80;
    private static final int RETAIN_ONLY_IF_NEW = 0x10; // Retain Handling 1, 3.8.3.1
    /** Of requests that are answered before the session sends anything. */
    private static final int SUBSCRIBE_IDENTIFIER = 65_535;
    private static final int UNSUBSCRIBE_IDENTIFIER = 65_534;

    private final LinkPlan plan;
    private final Attempt attempt;
    private final boolean isSubscribed;
    private final List<String> asked = new ArrayList<>();

    UpstreamGreeting(LinkPlan plan, Attempt attempt, boolean isSubscribed) {
        this.plan = plan;
        this.attempt = attempt;
        this.isSubscribed = isSubscribed;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private boolean isV5() {
        return attempt.version() == MqttVersion.V5_0;
    }

    void writeConnect(UpstreamWriter out) {
        BridgeConfig.Remote remote = plan.remote();
        Connect connect = new Connect();
        connect.version = attempt.version();
        connect.bridge = attempt.isBridge();
        connect.cleanStart = remote.cleanSession();
        connect.keepAliveSeconds = (int) remote.keepAlive().toSeconds();
        connect.clientIdentifier.set(utf8(plan.clientId()));
        if (!remote.userName().isEmpty()) {
            connect.userName.set(utf8(remote.userName()));
            if (!remote.password().isEmpty() || !isV5()) {
                connect.password.set(utf8(remote.password()));
            }
        }
        if (plan.stateTopic() != null) {
            connect.willTopic.set(utf8(plan.stateTopic()));
            connect.willPayload.set(new byte[]{'0'});
            connect.willQos = 1;
            connect.willRetain = true;
        }
        if (isV5()) {
            PacketWriter properties = new PacketWriter();
            properties.wrap(new byte[PROPERTIES], 0, PROPERTIES);
            properties.property32(Property.SESSION_EXPIRY_INTERVAL, (int) remote.sessionExpirySeconds());
            properties.property16(Property.RECEIVE_MAXIMUM, plan.receiveMaximum());
            properties.property32(Property.MAXIMUM_PACKET_SIZE, LinkPlan.MOST_PACKET_BYTES);
            if (remote.maxTopicAlias() > 0) {
                properties.property16(Property.TOPIC_ALIAS_MAXIMUM, remote.maxTopicAlias());
            }
            connect.propertiesToSend.set(properties.buffer(), 0, properties.position());
        }
        ConnectCoder.encode(out.room(LONGEST), connect);
        out.wrote();
    }

    /**
     * Asks for what is to come in. An upstream before 5.0 that still has the session is not asked again, for it would send all its
     * retained messages again.
     *
     * @return how many answers come
     */
    int writeSubscriptions(UpstreamWriter out, boolean isSessionPresent) {
        int answers = 0;
        List<String> stale = plan.rules().staleFilters();
        if (isSessionPresent && !isSubscribed && plan.remote().attemptUnsubscribe() && !stale.isEmpty()) {
            PacketWriter writer = begin(out, PacketType.UNSUBSCRIBE, UNSUBSCRIBE_IDENTIFIER, stale);
            stale.forEach(filter -> SubscribeCoder.addFilter(writer, slice(filter)));
            writer.end();
            out.wrote();
            answers++;
        }
        if (plan.rules().hasIncoming() && !(isSessionPresent && isSubscribed)) {
            asked.addAll(plan.rules().remoteFilters().keySet());
            PacketWriter writer = begin(out, PacketType.SUBSCRIBE, SUBSCRIBE_IDENTIFIER, asked);
            plan.rules().remoteFilters().forEach((filter, qos) -> SubscribeCoder.addFilter(writer, slice(filter),
                    isV5() ? qos | Subscribe.NO_LOCAL | Subscribe.RETAIN_AS_PUBLISHED | RETAIN_ONLY_IF_NEW : qos));
            writer.end();
            out.wrote();
            answers++;
        }
        return answers;
    }

    private PacketWriter begin(UpstreamWriter out, int type, int identifier, List<String> filters) {
        PacketWriter writer = out.room(16 + filters.stream().mapToInt(filter -> utf8(filter).length + 3).sum());
        SubscribeCoder.begin(writer, type, attempt.version(), identifier, 0);
        return writer;
    }

    private static Slice slice(String text) {
        Slice slice = new Slice();
        slice.set(utf8(text));
        return slice;
    }

    /** What the upstream does not want to be subscribed to, for people. */
    List<String> refusals(Slice reasonCodes) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < Math.min(asked.size(), reasonCodes.length); i++) {
            int code = reasonCodes.buffer[reasonCodes.offset + i] & 0xFF;
            if (code >= FAILURE) {
                texts.add("the upstream refuses the subscription to %s: %s; is the user allowed to read it?"
                        .formatted(asked.get(i), Reasons.name(code)));
            }
        }
        return texts;
    }

    /** Says that the bridge is there: at QoS 0, whose Packet Identifiers are not the session's. */
    void writeNotification(UpstreamWriter out, UpstreamLimits limits) {
        write(out, limits, '1');
    }

    /** Says that it goes. */
    void writeFarewell(UpstreamWriter out, UpstreamLimits limits) {
        write(out, limits, '0');
    }

    private void write(UpstreamWriter out, UpstreamLimits limits, char value) {
        if (plan.stateTopic() == null) {
            return;
        }
        Publish state = new Publish();
        state.topic.set(utf8(plan.stateTopic()));
        state.payload.set(new byte[]{(byte) value});
        state.retain = limits.retainAvailable();
        PublishCoder.encode(out.room(16 + state.topic.length), attempt.version(), state);
        out.wrote();
    }
}
