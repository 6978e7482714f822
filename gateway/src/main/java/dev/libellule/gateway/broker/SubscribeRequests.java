package dev.libellule.gateway.broker;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Subscribe;
import dev.libellule.device.codec.SubscribeCoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** SUBSCRIBE, 3.8, and UNSUBSCRIBE, 3.10, of one connection. Broker thread. */
final class SubscribeRequests {
    private final BrokerCore core;
    private final Carriers carriers;
    private final ListenerRules rules;
    private final MountPoint mountPoint;
    private final Promises promises;
    private final PacketLog log;

    SubscribeRequests(BrokerCore core, Carriers carriers, ListenerRules rules, MountPoint mountPoint,
            Promises promises) {
        this.core = core;
        this.carriers = carriers;
        this.rules = rules;
        this.mountPoint = mountPoint;
        this.promises = promises;
        this.log = core.log();
    }

    /** A subscription that was asked for; null if it is refused. */
    private record Request(Subscription subscription, int retainHandling) {}

    /**
     * Handles a SUBSCRIBE: all its filters, then one SUBACK, then the retained messages, [MQTT-3.8.4-5].
     *
     * @return {@link Status#OK}, or what ends the connection
     */
    int subscribe(PacketReader in, Session session) {
        int version = session.version();
        Subscribe subscribe = carriers.subscribe;
        SubscribeCoder.decodeHead(in, PacketType.SUBSCRIBE, version, subscribe);
        List<Request> requests = new ArrayList<>();
        byte[] reasonCodes = new byte[in.remaining() / 3 + 1];
        while (in.remaining() > 0) {
            if (SubscribeCoder.decodeNext(in, PacketType.SUBSCRIBE, version, subscribe) != Status.OK) {
                break;
            }
            String filter = text(subscribe);
            if (!TopicTree.isValidFilter(subscribe.filter, filter)) {
                return Status.TOPIC_FILTER;
            }
            if (TopicTree.isShared(filter) && subscribe.isNoLocal()) {
                return Status.PROTOCOL_ERROR; // [MQTT-3.8.3-4]
            }
            filter = mountPoint == null ? filter : mountPoint.mount(filter);
            if (log.isOn()) {
                log.subscription(filter, subscribe.qos());
            }
            int qos = Math.min(subscribe.qos(), rules.terms().maxQos());
            Subscription wanted = new Subscription(session, filter, qos, subscribe.isNoLocal(),
                    subscribe.isRetainAsPublished(), subscribe.properties.number(Property.SUBSCRIPTION_IDENTIFIER, 0));
            int refusal = refusal(wanted);
            reasonCodes[requests.size()] = (byte) (refusal == ReasonCode.SUCCESS
                    ? qos
                    : version == MqttVersion.V5_0 ? refusal : ReasonCode.V3_SUBACK_FAILURE);
            requests.add(refusal == ReasonCode.SUCCESS ? new Request(wanted, subscribe.retainHandling()) : null);
        }
        if (in.status() != Status.OK) {
            return in.status();
        }
        answer(subscribe.packetIdentifier, requests, reasonCodes, session.clientId());
        return Status.OK;
    }

    private int refusal(Subscription wanted) {
        if (rules.refuses(wanted.filter(), wanted.session().rights())) {
            return ReasonCode.NOT_AUTHORIZED;
        }
        return core.hasMemoryFor(wanted) ? ReasonCode.SUCCESS : ReasonCode.QUOTA_EXCEEDED;
    }

    private void answer(int packetIdentifier, List<Request> requests, byte[] reasonCodes, String clientId) {
        List<Subscription> wantRetained = new ArrayList<>();
        promises.begin();
        for (Request request : requests) {
            if (request != null) {
                boolean isNew = core.subscribe(request.subscription());
                if (request.retainHandling() == 0 || request.retainHandling() == 1 && isNew) {
                    wantRetained.add(request.subscription());
                }
            }
        }
        promises.subscribed(PacketType.SUBACK, packetIdentifier, Arrays.copyOf(reasonCodes, requests.size()), clientId,
                () -> wantRetained.forEach(core::sendRetained));
    }

    /** Handles an UNSUBSCRIBE; see {@link #subscribe}. */
    int unsubscribe(PacketReader in, Session session) {
        Subscribe subscribe = carriers.subscribe;
        SubscribeCoder.decodeHead(in, PacketType.UNSUBSCRIBE, session.version(), subscribe);
        List<String> filters = new ArrayList<>();
        while (in.remaining() > 0) {
            if (SubscribeCoder.decodeNext(in, PacketType.UNSUBSCRIBE, session.version(), subscribe) != Status.OK) {
                break;
            }
            String filter = text(subscribe);
            if (!TopicTree.isValidFilter(subscribe.filter, filter)) {
                return Status.TOPIC_FILTER;
            }
            filters.add(mountPoint == null ? filter : mountPoint.mount(filter));
        }
        if (in.status() != Status.OK) {
            return in.status();
        }
        byte[] reasonCodes = new byte[filters.size()];
        promises.begin();
        for (int i = 0; i < reasonCodes.length; i++) {
            reasonCodes[i] = (byte) (core.unsubscribe(session, filters.get(i))
                    ? ReasonCode.SUCCESS
                    : ReasonCode.NO_SUBSCRIPTION_EXISTED);
        }
        promises.subscribed(PacketType.UNSUBACK, subscribe.packetIdentifier, reasonCodes, session.clientId(), () -> {});
        return Status.OK;
    }

    private static String text(Subscribe subscribe) {
        return new String(subscribe.filter.buffer, subscribe.filter.offset, subscribe.filter.length,
                StandardCharsets.UTF_8);
    }
}
