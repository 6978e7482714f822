package dev.libellule.gateway.broker;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The broker's side of a {@link BridgeSession}. Broker thread. */
final class BridgeConnection implements BridgeSession, Outlet {
    private static final long TICK_MILLIS = 20;
    private static final int CONGESTED_BYTES = 1 << 20;

    private final BrokerCore core;
    private final BrokerLoop loop;
    private final BridgeOptions options;
    private final Runnable flush = this::flush;
    private final Slice topic = new Slice();
    /** Of retained messages of QoS 0 the last that went out, for nothing else remembers them; see {@link #sendRetained}. */
    private final Map<String, Message> retainedSent = new HashMap<>();
    private final boolean remembersRetained;
    private Session session;
    /** Null while the other broker is away. */
    private BridgePeer peer;
    private Promises promises;
    private Routes.Route lastRoute;
    private boolean isFlushDue;
    private boolean isLateDue;
    private double lateAllowance;
    private long lateAtMillis;

    BridgeConnection(BrokerCore core, BrokerLoop loop, BridgeOptions options) {
        this.core = core;
        this.loop = loop;
        this.options = options;
        remembersRetained = !options.persistent() || options.filters().containsValue(0);
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    /** From now on the session collects. */
    void open() {
        if (options.persistent()) {
            attachSession(1);
            core.detach(session, null);
            subscribe();
        }
    }

    private void attachSession(int receiveMaximum) {
        // 3.1.1 among our own: of overlapping filters one copy is enough
        session = core.attach(options.clientId(), !options.persistent(),
                options.persistent() ? Session.NEVER_EXPIRES : 0, MqttVersion.V3_1_1, receiveMaximum, this).session();
    }

    /** Only what is new brings its retained messages: the others' changes have been queued. */
    private void subscribe() {
        for (String old : List.copyOf(session.subscriptions().keySet())) {
            if (!options.filters().containsKey(old)) {
                core.unsubscribe(session, old);
            }
        }
        options.filters().forEach((filter, qos) -> {
            Subscription before = session.subscriptions().get(filter);
            if (before == null || before.qos() != qos) {
                Subscription subscription = new Subscription(session, filter, qos, true, true, 0);
                core.subscribe(subscription);
                if (qos > 0) {
                    sendRetained(subscription);
                }
            }
        });
    }

    @Override
    public void attach(BridgePeer newPeer, int receiveMaximum, boolean isSessionPresent) {
        attachSession(receiveMaximum);
        if (!isSessionPresent) {
            session.forgottenByPeer();
        }
        session.beginLate(options.isLiveFirst());
        peer = newPeer;
        promises = new Promises(core.persistence(), null, new Reading(newPeer), core.log());
        lateAtMillis = core.nowMillis();
        lateAllowance = 0;
        session.resume(core.nowMillis());
        if (!options.persistent()) {
            subscribe();
        }
        session.subscriptions().values().stream().filter(subscription -> subscription.qos() == 0)
                .forEach(this::sendRetained);
    }

    /** What has changed since it was sent the last time. */
    private void sendRetained(Subscription subscription) {
        core.sendRetained(subscription, message -> retainedSent.get(message.topic()) != message);
    }

    private void remember(Message message) {
        if (remembersRetained) {
            if (message.payloadLength() == 0) {
                retainedSent.remove(message.topic());
            } else {
                retainedSent.put(message.topic(), message);
            }
        }
    }

    @Override
    public void detach() {
        if (peer != null) {
            peer = null;
            promises.close();
            core.detach(session, null);
        }
    }

    @Override
    public void close() {
        detach();
    }

    // What goes out

    @Override
    public boolean send(Outgoing outgoing, boolean dup) {
        hand(outgoing.message, outgoing.packetIdentifier, outgoing.qos, dup, outgoing.retain, outgoing.isLate);
        return true;
    }

    @Override
    public void sendQos0(Publication publication, boolean retain, int subscriptionIdentifier) {
        if (peer == null || peer.pendingBytes() > core.limits().maxPendingBytes()) {
            session.lost(DropReason.SLOW);
        } else {
            hand(publication.message(), 0, 0, false, retain, false);
        }
    }

    private void hand(Message message, int packetIdentifier, int qos, boolean dup, boolean retain, boolean isLate) {
        if (retain) {
            remember(message);
        }
        long expirySeconds = message.expiresAtMillis == Message.NEVER
                ? -1
                : Math.max(1, (message.expiresAtMillis - core.nowMillis() + 999) / 1000); // [MQTT-3.3.2-6]
        core.statistics().sent(message.payloadLength());
        peer.send(new BridgeMessage(packetIdentifier, qos, dup, retain, message.data, message.topicLength,
                message.propertiesLength, expirySeconds, message.receivedAt, isLate));
        flushLater();
    }

    @Override
    public void sendRelease(int packetIdentifier) {
        peer.release(packetIdentifier);
        flushLater();
    }

    private void flushLater() {
        if (!isFlushDue) {
            isFlushDue = true;
            loop.execute(flush);
        }
    }

    private void flush() {
        isFlushDue = false;
        if (peer != null) {
            peer.flush();
        }
    }

    @Override
    public boolean isCongested() {
        return peer == null || peer.pendingBytes() > CONGESTED_BYTES;
    }

    /** So many a second; asks again when there may be more. */
    @Override
    public boolean mayTakeLate() {
        if (options.latePerSecond() == 0) {
            return true;
        }
        long now = core.nowMillis();
        double most = Math.max(1, options.latePerSecond() * (2 * TICK_MILLIS / 1000.0));
        lateAllowance = Math.min(most, lateAllowance + options.latePerSecond() * (now - lateAtMillis) / 1000.0);
        lateAtMillis = now;
        if (lateAllowance >= 1) {
            lateAllowance--;
            return true;
        }
        if (!isLateDue) {
            isLateDue = true;
            loop.schedule(this::sendLate, Math.max(TICK_MILLIS, 1000 / options.latePerSecond()));
        }
        return false;
    }

    private void sendLate() {
        isLateDue = false;
        if (peer != null) {
            session.sendMore(core.nowMillis());
        }
    }

    @Override
    public void acknowledged(int packetIdentifier) {
        if (peer != null) {
            session.delivered(packetIdentifier, core.nowMillis());
        }
    }

    @Override
    public void received(int packetIdentifier) {
        if (peer == null) {
            return;
        }
        Outgoing.State awaited = session.awaited(packetIdentifier);
        if (awaited == Outgoing.State.PUBREC) {
            session.releasing(packetIdentifier); // [MQTT-4.3.3-4]
        } else {
            sendRelease(packetIdentifier); // said before, or not known any more: it wants to be let go
        }
    }

    // What comes in

    @Override
    public void arrived(BridgeMessage in) {
        if (peer == null) {
            return;
        }
        Persistence persistence = core.persistence();
        if (in.qos() > 0 && persistence.isRefusing()) {
            peer.refuse("the store cannot write, so nothing can be taken from the upstream");
            return;
        }
        topic.set(in.data(), 0, in.topicLength());
        Routes.Route route = core.route(topic, lastRoute);
        lastRoute = route;
        core.statistics().publishReceived++;
        core.statistics().publishBytesReceived += in.payloadLength();
        persistence.begin(in.qos() == 2);
        boolean isNew = in.qos() < 2
                || session.receive(in.packetIdentifier(), 65_535) == ReasonCode.SUCCESS; // [MQTT-4.3.3-10]
        if (isNew && route != null) {
            Publication publication = core.publication();
            Message message = new Message(in.data(), in.topicLength(), in.propertiesLength(), in.qos(), in.retain(),
                    in.expirySeconds() < 0 ? Message.NEVER : core.nowMillis() + in.expirySeconds() * 1000);
            message.receivedAt = persistence.clocks().wallMillis();
            publication.set(message);
            publication.sender = session;
            core.publish(publication, route);
        }
        acknowledgeWhenSafe(in.qos() == 1 ? PacketType.PUBACK : PacketType.PUBREC, in.packetIdentifier(), in.qos());
    }

    private void acknowledgeWhenSafe(int type, int packetIdentifier, int qos) {
        if (qos == 0) {
            core.persistence().end();
            return;
        }
        BridgePeer mine = peer;
        promises.whenSafe(() -> {
            mine.acknowledge(type, packetIdentifier);
            flushLater();
        });
        promises.slowDown();
    }

    @Override
    public void passedOver(int qos, int packetIdentifier) {
        if (peer != null) {
            core.persistence().begin(false);
            acknowledgeWhenSafe(qos == 1 ? PacketType.PUBACK : PacketType.PUBREC, packetIdentifier, qos);
        }
    }

    @Override
    public void released(int packetIdentifier) {
        if (peer != null) {
            core.persistence().begin(true);
            session.release(packetIdentifier);
            acknowledgeWhenSafe(PacketType.PUBCOMP, packetIdentifier, 2);
        }
    }

    @Override
    public Waiting waiting() {
        return session == null ? Waiting.NOTHING : session.waiting();
    }

    @Override
    public void close(int reasonCode) {
        if (peer != null) {
            peer.refuse("another client of this broker has the client identifier '%s'; choose another local_clientid"
                    .formatted(options.clientId()));
        }
        detach();
    }

    @Override
    public String peer() {
        return "bridge";
    }

    /** Says when the other broker has to wait. */
    private record Reading(BridgePeer of) implements Wire {
        @Override
        public void flushLater() {
            of.flush();
        }

        @Override
        public void closeAfterFlush() {
            of.flush(); // the relay closes
        }

        @Override
        public void suspendReading() {
            of.pause(true);
        }

        @Override
        public void resumeReading() {
            of.pause(false);
        }

        @Override
        public long pendingBytes() {
            return of.pendingBytes();
        }

        @Override
        public String peer() {
            return "bridge";
        }
    }
}
