package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Ack;
import dev.libellule.device.codec.AckCoder;
import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.ConnectCoder;
import dev.libellule.device.codec.Disconnect;
import dev.libellule.device.codec.DisconnectCoder;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Subscribe;
import dev.libellule.device.codec.SubscribeCoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.tinylog.Logger;

/**
 * The server's side of one network connection: bytes in, bytes out, no socket. Broker thread.
 *
 * <pre>
 *   receive ─▶ packets ─▶ BrokerCore ─▶ Outlet of each receiver ─▶ ClientOutput ─▶ Wire
 * </pre>
 */
final class ClientConnection implements Outlet {
    /** The life of a connection, 4.1 of 3.1.1: nothing but CONNECT at first, [MQTT-3.1.0-1]. */
    private enum State {
        AWAITING_CONNECT, AUTHENTICATING, CONNECTED, CLOSED
    }

    /** Without CONNECT for so long, a connection is closed. */
    private static final int CONNECT_TIMEOUT_MILLIS = 30_000;

    private final BrokerCore core;
    private final Carriers carriers;
    private final ListenerRules rules;
    private final PacketLog log;
    private final MountPoint mountPoint;
    private final Wire wire;
    private final ClientOutput output;

    private State state = State.AWAITING_CONNECT;
    private int version = MqttVersion.V3_1_1;
    private Session session;
    private String clientId = "?";
    private Will will;
    private int keepAliveSeconds;
    private long lastReceivedMillis;
    private int maximumPacketSize = Integer.MAX_VALUE;
    private TopicAliases aliases;
    private Routes.Route lastRoute;
    /** The route and the rights that {@link #mayPublish} was asked about last, and its answer. */
    private Routes.Route checkedRoute;
    private Rights checkedRights;
    private boolean isCheckedAllowed;
    private final Slice shownTopic = new Slice();
    private final Slice topicView = new Slice();
    private final Slice propertiesView = new Slice();
    private final Slice payloadView = new Slice();

    ClientConnection(BrokerCore core, Carriers carriers, ListenerRules rules, Wire wire) {
        this.core = core;
        this.carriers = carriers;
        this.rules = rules;
        this.log = core.log();
        String mount = rules.terms().mountPoint();
        this.mountPoint = mount.isEmpty() ? null : new MountPoint(mount);
        this.wire = wire;
        this.output = new ClientOutput(carriers, wire, core.statistics());
        this.lastReceivedMillis = core.nowMillis();
    }

    ClientOutput output() {
        return output;
    }

    @Override
    public String peer() {
        return wire.peer();
    }

    /**
     * Handles all whole packets in a stretch of the stream.
     *
     * @return one past the last byte that was used; what follows has to be given again, with more behind it
     */
    int receive(byte[] bytes, int from, int to) {
        lastReceivedMillis = core.nowMillis();
        int at = from;
        while (state == State.AWAITING_CONNECT || state == State.CONNECTED) {
            int length = PacketReader.packetLength(bytes, at, to);
            if (length < 0) {
                fail(length);
            } else if (length > core.limits().maxPacketSize()) {
                fail(Status.PACKET_TOO_LARGE);
            } else if (length == 0 || to - at < length) {
                break;
            } else {
                core.statistics().messagesReceived++;
                core.statistics().bytesReceived += length;
                core.statistics().packetsReceived[PacketType.of(bytes[at])]++;
                handle(bytes, at, at + length);
                at += length;
            }
        }
        return state == State.CLOSED ? to : at;
    }

    private void handle(byte[] bytes, int start, int end) {
        int type = PacketType.of(bytes[start]);
        PacketReader in = carriers.in;
        in.wrap(bytes, start + PacketReader.headerLength(bytes, start), end);
        if (type == PacketType.PUBLISH && state == State.CONNECTED) {
            publish(in, bytes[start], start, end);
            return;
        }
        if ((bytes[start] & 0xFF) != PacketType.firstByte(type)) {
            fail(Status.RESERVED_FLAGS); // [MQTT-2.1.3-1]
            return;
        }
        if (state == State.AWAITING_CONNECT) {
            if (type == PacketType.CONNECT) {
                connect(in);
            } else {
                fail(Status.PROTOCOL_ERROR); // [MQTT-3.1.0-1]
            }
            return;
        }
        if (log.isOn() && type > PacketType.PUBCOMP) {
            log.received(PacketType.name(type), clientId);
        }
        switch (type) {
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP -> acknowledged(in, type);
            case PacketType.SUBSCRIBE -> subscribe(in);
            case PacketType.UNSUBSCRIBE -> unsubscribe(in);
            case PacketType.PINGREQ -> {
                output.pingResp();
                sending("PINGRESP");
            }
            case PacketType.DISCONNECT -> disconnect(in);
            default -> fail(Status.PROTOCOL_ERROR); // a second CONNECT, [MQTT-3.1.0-2], or a packet for clients
        }
    }

    private void connect(PacketReader in) {
        Connect connect = carriers.connect;
        int status = ConnectCoder.decode(in, connect);
        if (status == Status.PROTOCOL_VERSION) {
            version = connect.version > MqttVersion.V5_0 ? MqttVersion.V5_0 : MqttVersion.V3_1_1;
            output.setVersion(version);
            refuse(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
            return;
        }
        if (status != Status.OK) {
            Logger.info("Bad CONNECT from {}: status {}.", wire.peer(), status);
            closed(null);
            return;
        }
        version = connect.version;
        output.setVersion(version);
        String userName = rules.userName(connect, wire);
        int refusal = rules.checkConnect(connect, userName, core.limits().policy());
        if (refusal != ReasonCode.SUCCESS) {
            refuse(refusal);
            return;
        }
        String identifier = rules.access().isUserNameClientId() ? userName : text(connect.clientIdentifier);
        boolean assigned = identifier.isEmpty();
        clientId = assigned ? rules.newIdentifier() : identifier;
        if (connect.properties.has(Property.AUTHENTICATION_METHOD)) {
            refuse(ReasonCode.BAD_AUTHENTICATION_METHOD);
            return;
        }
        if (connect.hasWill() && mountPoint != null) {
            mountPoint.mount(connect.willTopic);
        }
        ConnectRequest request = new ConnectRequest(connect, version, assigned, core.nowMillis());
        state = State.AUTHENTICATING;
        wire.suspendReading();
        byte[] password = connect.password.isPresent() ? connect.password.copy() : null;
        CompletionStage<Integer> verdict = rules.access().userName() == BrokerOptions.UserName.CONNECT_PACKET
                ? rules.authenticator().check(userName, password, wire.peer())
                : CompletableFuture.completedStage(ReasonCode.SUCCESS); // the certificate has been checked
        verdict.thenAccept(reasonCode -> authenticated(request, reasonCode, userName)).exceptionally(this::failed);
    }

    /** Comes back on the broker thread, at once or later. */
    private void authenticated(ConnectRequest request, int reasonCode, String userName) {
        if (state != State.AUTHENTICATING) {
            return; // the client did not wait
        }
        if (reasonCode != ReasonCode.SUCCESS) {
            Logger.info("Client {} from {} refused: {}.", clientId, wire.peer(),
                    userName == null
                            ? "anonymous clients are not allowed"
                            : "wrong user name or password for '" + userName + "'");
            refuse(reasonCode);
            return;
        }
        state = State.CONNECTED;
        will = request.will();
        keepAliveSeconds = rules.keepAliveSeconds(request.keepAliveSeconds(), core.limits().policy());
        maximumPacketSize = request.maximumPacketSize() < 0 ? Integer.MAX_VALUE : request.maximumPacketSize();
        BrokerCore.Attached attached = core.attach(clientId, request.cleanStart(), request.expirySeconds(), version,
                request.receiveMaximum(), this);
        session = attached.session();
        core.authorize(session, userName, rules);
        output.accept(attached.sessionPresent() && version != MqttVersion.V3_1, request.assigned() ? clientId : null,
                core.limits(), rules, keepAliveSeconds == request.keepAliveSeconds() ? -1 : keepAliveSeconds);
        if (core.limits().policy().logsConnections()) {
            Logger.info("New client connected from {} as {} (p{}, c{}, k{}{}).", wire.peer(), clientId,
                    displayVersion(),
                    request.cleanStart() ? 1 : 0, keepAliveSeconds, userName == null ? "" : ", u'" + userName + "'");
        }
        if (log.isOn()) {
            Logger.debug(will == null ? "No will message specified." : "Will message specified ({} bytes) (r{}, q{}).",
                    will == null ? 0 : will.message().payloadLength(), will != null && will.message().retain ? 1 : 0,
                    will == null ? 0 : will.message().qos);
            Logger.debug("Sending CONNACK to {} ({}, 0)", clientId, attached.sessionPresent() ? 1 : 0);
        }
        session.resume(core.nowMillis());
        wire.resumeReading();
    }

    /** A stage keeps exceptions for itself: a bug must not leave a client waiting. */
    private Void failed(Throwable cause) {
        Logger.error(cause, "the CONNECT of client {} failed", clientId);
        closed(null);
        return null;
    }

    /** As in Mosquitto's log: p1 is 3.1, p2 is 3.1.1, p5 is 5.0. */
    private int displayVersion() {
        return version == MqttVersion.V5_0 ? 5 : version - 2;
    }

    private void refuse(int reasonCode) {
        output.refuse(version == MqttVersion.V5_0 ? reasonCode : ReasonCode.toV3ConnectReturnCode(reasonCode));
        closed(null);
    }

    private void publish(PacketReader in, int firstByte, int start, int end) {
        Publish publish = carriers.publish;
        int status = PublishCoder.decode(in, firstByte, version, publish);
        if (status != Status.OK) {
            fail(status);
            return;
        }
        if (publish.properties.has(Property.SUBSCRIPTION_IDENTIFIER)) {
            fail(Status.PROTOCOL_ERROR); // [MQTT-3.3.4-6]
            return;
        }
        int alias = publish.properties.number(Property.TOPIC_ALIAS, -1);
        if (alias >= 0 && (alias > rules.terms().maxTopicAlias() || !resolveAlias(alias, publish.topic))) {
            close(ReasonCode.TOPIC_ALIAS_INVALID);
            return;
        }
        int refusal = rules.checkPublish(publish.qos, publish.retain, core.limits().policy().retainAvailable());
        if (refusal != ReasonCode.SUCCESS) {
            close(refusal);
            return;
        }
        if (mountPoint != null && publish.topic.length > 0) {
            mountPoint.mount(publish.topic);
        }
        Routes.Route route = core.route(publish.topic, lastRoute);
        if (route == null) {
            fail(Status.TOPIC_NAME);
            return;
        }
        lastRoute = route;
        core.statistics().publishReceived++;
        core.statistics().publishBytesReceived += publish.payload.length;
        int received = publish.qos == 2 ? session.receive(publish.packetIdentifier) : ReasonCode.SUCCESS;
        if (received == ReasonCode.RECEIVE_MAXIMUM_EXCEEDED) {
            close(received);
            return;
        }
        int reasonCode = mayPublish(route, publish);
        if (log.isOn()) {
            log.receivedPublish(reasonCode == ReasonCode.SUCCESS ? "Received" : "Denied", clientId, publish);
        }
        if (received == ReasonCode.SUCCESS && reasonCode == ReasonCode.SUCCESS) { // else it was here before, [MQTT-4.3.3-10]
            Publication publication = core.publication();
            publication.set(publish, version, start, end, core.nowMillis());
            publication.sender = session;
            boolean anybody = !route.isSystem && core.publish(publication, route);
            reasonCode = anybody ? ReasonCode.SUCCESS : ReasonCode.NO_MATCHING_SUBSCRIBERS;
        }
        if (publish.qos > 0) {
            if (publish.qos == 2 && reasonCode >= ReasonCode.UNSPECIFIED_ERROR && version == MqttVersion.V5_0) {
                session.release(publish.packetIdentifier); // a PUBREC that refuses ends the exchange, 4.3.3
            }
            acknowledge(publish.qos == 1 ? PacketType.PUBACK : PacketType.PUBREC, publish.packetIdentifier, reasonCode);
        }
    }

    private void acknowledge(int type, int packetIdentifier, int reasonCode) {
        output.acknowledge(type, packetIdentifier, reasonCode);
        if (log.isOn()) {
            log.sendingAck(PacketType.name(type), clientId, packetIdentifier, reasonCode);
        }
    }

    private void sending(String packet) {
        if (log.isOn()) {
            log.sending(packet, clientId);
        }
    }

    /** A message that may not be published, or is too large, is acknowledged and dropped, as in Mosquitto 2. */
    private int mayPublish(Routes.Route route, Publish publish) {
        int largest = core.limits().policy().messageSizeLimit();
        if (largest > 0 && publish.payload.length > largest) {
            return ReasonCode.PACKET_TOO_LARGE;
        }
        Rights rights = session.rights();
        if (rights == null) {
            return ReasonCode.SUCCESS;
        }
        if (route != checkedRoute || rights != checkedRights) {
            checkedRoute = route;
            checkedRights = rights;
            isCheckedAllowed = rights.mayPublish(publish.topic);
        }
        return isCheckedAllowed ? ReasonCode.SUCCESS : ReasonCode.NOT_AUTHORIZED;
    }

    private boolean resolveAlias(int alias, Slice topic) {
        if (aliases == null) {
            aliases = new TopicAliases();
        }
        return aliases.resolve(alias, topic);
    }

    private void acknowledged(PacketReader in, int type) {
        Ack ack = carriers.ack;
        int status = AckCoder.decode(in, version, ack);
        if (status != Status.OK) {
            fail(status);
            return;
        }
        int identifier = ack.packetIdentifier;
        if (log.isOn()) {
            log.receivedAck(PacketType.name(type), clientId, identifier, ack.reasonCode);
        }
        switch (type) {
            case PacketType.PUBREC -> {
                if (ack.reasonCode >= ReasonCode.UNSPECIFIED_ERROR) {
                    session.acknowledged(identifier, core.nowMillis());
                } else if (!session.releasing(identifier)) {
                    acknowledge(PacketType.PUBREL, identifier, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
                }
            }
            case PacketType.PUBREL -> {
                boolean known = session.release(identifier);
                acknowledge(PacketType.PUBCOMP, identifier,
                        known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
            }
            default -> session.acknowledged(identifier, core.nowMillis());
        }
    }

    private void subscribe(PacketReader in) {
        Subscribe subscribe = carriers.subscribe;
        SubscribeCoder.decodeHead(in, PacketType.SUBSCRIBE, version, subscribe);
        List<Subscription> granted = new ArrayList<>();
        List<Integer> retainHandling = new ArrayList<>();
        byte[] reasonCodes = new byte[in.remaining() / 3 + 1];
        int count = 0;
        while (in.remaining() > 0) {
            if (SubscribeCoder.decodeNext(in, PacketType.SUBSCRIBE, version, subscribe) != Status.OK) {
                break;
            }
            String filter = text(subscribe.filter);
            if (!TopicTree.isValidFilter(subscribe.filter, filter)
                    || TopicTree.isShared(filter) && subscribe.isNoLocal()) { // [MQTT-3.8.3-4]
                fail(Status.TOPIC_FILTER);
                return;
            }
            filter = mountPoint == null ? filter : mountPoint.mount(filter);
            if (log.isOn()) {
                log.subscription(filter, subscribe.qos());
            }
            if (rules.refuses(filter, session.rights())) {
                granted.add(null);
                retainHandling.add(0);
                reasonCodes[count++] = (byte) (version == MqttVersion.V5_0
                        ? ReasonCode.NOT_AUTHORIZED
                        : ReasonCode.V3_SUBACK_FAILURE);
                continue;
            }
            int qos = Math.min(subscribe.qos(), rules.terms().maxQos());
            granted.add(new Subscription(session, filter, qos, subscribe.isNoLocal(),
                    subscribe.isRetainAsPublished(),
                    subscribe.properties.number(Property.SUBSCRIPTION_IDENTIFIER, 0)));
            retainHandling.add(subscribe.retainHandling());
            reasonCodes[count++] = (byte) qos;
        }
        if (in.status() != Status.OK) {
            fail(in.status());
            return;
        }
        int packetIdentifier = subscribe.packetIdentifier;
        for (int i = 0; i < count; i++) {
            if (granted.get(i) == null) {
                continue;
            }
            boolean isNew = core.subscribe(granted.get(i));
            int handling = retainHandling.get(i);
            if (handling == 2 || handling == 1 && !isNew) {
                granted.set(i, null);
            }
        }
        output.subAck(PacketType.SUBACK, packetIdentifier, reasonCodes, count);
        sending("SUBACK");
        for (Subscription subscription : granted) {
            if (subscription != null) {
                core.sendRetained(subscription);
            }
        }
    }

    private void unsubscribe(PacketReader in) {
        Subscribe subscribe = carriers.subscribe;
        SubscribeCoder.decodeHead(in, PacketType.UNSUBSCRIBE, version, subscribe);
        byte[] reasonCodes = new byte[in.remaining() / 2 + 1];
        int count = 0;
        while (in.remaining() > 0) {
            if (SubscribeCoder.decodeNext(in, PacketType.UNSUBSCRIBE, version, subscribe) != Status.OK) {
                break;
            }
            String filter = text(subscribe.filter);
            boolean existed = core.unsubscribe(session, mountPoint == null ? filter : mountPoint.mount(filter));
            reasonCodes[count++] = (byte) (existed ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED);
        }
        if (in.status() != Status.OK) {
            fail(in.status());
            return;
        }
        output.subAck(PacketType.UNSUBACK, subscribe.packetIdentifier, reasonCodes, count);
        sending("UNSUBACK");
    }

    private void disconnect(PacketReader in) {
        Disconnect disconnect = carriers.disconnect;
        int status = DisconnectCoder.decode(in, PacketType.DISCONNECT, version, disconnect);
        if (status != Status.OK) {
            fail(status);
            return;
        }
        if (disconnect.properties.has(Property.SESSION_EXPIRY_INTERVAL)) {
            long seconds = Integer.toUnsignedLong(disconnect.properties.number(Property.SESSION_EXPIRY_INTERVAL, 0));
            if (session.expirySeconds() == 0 && seconds != 0) {
                fail(Status.PROTOCOL_ERROR); // 3.14.2.2.2
                return;
            }
            session.setExpirySeconds(seconds);
        }
        if (core.limits().policy().logsConnections()) {
            Logger.info("Client {} disconnected.", clientId);
        }
        boolean wantsWill = disconnect.reasonCode == ReasonCode.DISCONNECT_WITH_WILL_MESSAGE;
        closed(wantsWill ? will : null); // [MQTT-3.14.4-3]
    }

    /** The socket is gone. */
    void lost(String why) {
        if (state == State.CONNECTED && core.limits().policy().logsConnections()) {
            Logger.info("Client {} closed its connection ({}).", clientId, why);
        }
        closed(will);
    }

    /** Once a second: closes connections that are silent for too long, 3.1.2.10. */
    void checkKeepAlive(long nowMillis) {
        long silentMillis = nowMillis - lastReceivedMillis;
        if (state == State.CONNECTED && keepAliveSeconds > 0 && silentMillis > keepAliveSeconds * 1500L) { // [MQTT-3.1.2-22]
            Logger.info("Client {} has exceeded timeout, disconnecting.", clientId);
            close(ReasonCode.KEEP_ALIVE_TIMEOUT);
        } else if (state == State.AWAITING_CONNECT && silentMillis > CONNECT_TIMEOUT_MILLIS) {
            closed(null);
        }
    }

    private void fail(int status) {
        Logger.info("Client {} from {} disconnected due to a malformed or unexpected packet: status {}.", clientId,
                wire.peer(), status);
        close(Status.reasonCode(status));
    }

    @Override
    public void close(int reasonCode) {
        if (state == State.CONNECTED && version == MqttVersion.V5_0) {
            output.disconnect(reasonCode);
        }
        closed(will);
    }

    private void closed(Will willToSend) {
        if (state == State.CLOSED) {
            return;
        }
        boolean wasConnected = state == State.CONNECTED;
        state = State.CLOSED;
        wire.closeAfterFlush();
        if (wasConnected && session.outlet() == this) {
            core.detach(session, willToSend);
        }
    }

    @Override
    public void sendQos0(Publication publication, boolean retain, int subscriptionIdentifier) {
        if (wire.pendingBytes() + output.length() > core.limits().maxPendingBytes()) {
            core.statistics().publishDropped++;
            return;
        }
        if (log.isOn()) {
            log.sendingPublish(clientId, publication.topic, publication.payload.length, 0, 0, false, retain);
        }
        boolean isV5 = version == MqttVersion.V5_0;
        if (mountPoint == null && !retain && !(isV5 && (subscriptionIdentifier != 0 || !publication.isSameForAll()))) {
            Slice packet = publication.packetQos0(version);
            if (packet.length <= maximumPacketSize) { // [MQTT-3.1.2-24]
                core.statistics().sent(publication.payload.length);
                output.append(packet);
            }
            return;
        }
        if (fits(publication.topic.length, publication.properties.length, publication.payload.length)) {
            core.statistics().sent(publication.payload.length);
            output.publish(shown(publication.topic), publication.properties, publication.payload, 0, 0, false, retain,
                    subscriptionIdentifier, remainingSeconds(publication.expiresAtMillis));
        }
    }

    @Override
    public void send(Outgoing outgoing, boolean dup) {
        Message message = outgoing.message;
        if (!fits(message.topicLength, message.propertiesLength, message.payloadLength())) {
            core.statistics().publishDropped++;
            int identifier = outgoing.packetIdentifier;
            session.acknowledged(identifier, core.nowMillis()); // as if it had been delivered, [MQTT-3.1.2-25]
            return;
        }
        topicView.set(message.data, 0, message.topicLength);
        propertiesView.set(message.data, message.topicLength, message.propertiesLength);
        payloadView.set(message.data, message.payloadOffset(), message.payloadLength());
        core.statistics().sent(payloadView.length);
        if (log.isOn()) {
            log.sendingPublish(clientId, topicView, payloadView.length, outgoing.qos, outgoing.packetIdentifier, dup,
                    outgoing.retain);
        }
        output.publish(shown(topicView), propertiesView, payloadView, outgoing.qos, outgoing.packetIdentifier, dup,
                outgoing.retain,
                outgoing.subscriptionIdentifier, remainingSeconds(message.expiresAtMillis));
    }

    @Override
    public void sendRelease(int packetIdentifier) {
        acknowledge(PacketType.PUBREL, packetIdentifier, ReasonCode.SUCCESS);
    }

    /** The topic as the client sees it: without the mount point. */
    private Slice shown(Slice topic) {
        if (mountPoint == null) {
            return topic;
        }
        int hidden = mountPoint.hidden(topic);
        shownTopic.set(topic.buffer, topic.offset + hidden, topic.length - hidden);
        return shownTopic;
    }

    /** Whether a PUBLISH is within the client's Maximum Packet Size, reckoned with the largest header. */
    private boolean fits(int topicLength, int propertiesLength, int payloadLength) {
        return maximumPacketSize == Integer.MAX_VALUE
                || topicLength + propertiesLength + payloadLength + 24 <= maximumPacketSize;
    }

    private long remainingSeconds(long expiresAtMillis) {
        return expiresAtMillis == Message.NEVER ? -1 : Math.max(1, (expiresAtMillis - core.nowMillis() + 999) / 1000);
    }

    private static String text(Slice slice) {
        return new String(slice.buffer, slice.offset, slice.length, StandardCharsets.UTF_8);
    }
}
