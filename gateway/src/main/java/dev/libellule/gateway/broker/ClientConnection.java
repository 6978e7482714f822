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
import dev.libellule.device.codec.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
    private final Authenticator authenticator;
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
    private final Slice topicView = new Slice();
    private final Slice propertiesView = new Slice();
    private final Slice payloadView = new Slice();

    ClientConnection(BrokerCore core, Carriers carriers, Authenticator authenticator, Wire wire) {
        this.core = core;
        this.carriers = carriers;
        this.authenticator = authenticator;
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
        switch (type) {
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP -> acknowledged(in, type);
            case PacketType.SUBSCRIBE -> subscribe(in);
            case PacketType.UNSUBSCRIBE -> unsubscribe(in);
            case PacketType.PINGREQ -> output.pingResp();
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
        String identifier = text(connect.clientIdentifier);
        boolean assigned = identifier.isEmpty();
        if (assigned && (version == MqttVersion.V3_1 || version == MqttVersion.V3_1_1 && !connect.cleanStart)) {
            refuse(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID); // 3.1.1 [MQTT-3.1.3-8]
            return;
        }
        clientId = assigned ? "auto-" + UUID.randomUUID().toString().toUpperCase(java.util.Locale.ROOT) : identifier;
        if (connect.properties.has(Property.AUTHENTICATION_METHOD)) {
            refuse(ReasonCode.BAD_AUTHENTICATION_METHOD);
            return;
        }
        Request request = new Request(connect, version, assigned, core.nowMillis());
        state = State.AUTHENTICATING;
        wire.suspendReading();
        String userName = connect.userName.isPresent() ? text(connect.userName) : null;
        byte[] password = connect.password.isPresent() ? connect.password.copy() : null;
        authenticator.check(userName, password).thenAccept(reasonCode -> authenticated(request, reasonCode, userName));
    }

    /** What a CONNECT asked for, kept while its sender is being checked. */
    private record Request(boolean cleanStart, long expirySeconds, int receiveMaximum, int maximumPacketSize,
            int keepAliveSeconds,
            boolean assigned, Will will) {

        Request(Connect connect, int version, boolean assigned, long nowMillis) {
            this(connect.cleanStart, expirySeconds(connect, version),
                    connect.properties.number(Property.RECEIVE_MAXIMUM, 65_535),
                    connect.properties.number(Property.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE),
                    connect.keepAliveSeconds, assigned,
                    connect.hasWill() ? willOf(connect, version, nowMillis) : null);
        }

        private static long expirySeconds(Connect connect, int version) {
            if (version == MqttVersion.V5_0) {
                return Integer.toUnsignedLong(connect.properties.number(Property.SESSION_EXPIRY_INTERVAL, 0));
            }
            return connect.cleanStart ? 0 : Session.NEVER_EXPIRES;
        }

        private static Will willOf(Connect connect, int version, long nowMillis) {
            Publish publish = new Publish();
            publish.topic.set(connect.willTopic.copy());
            publish.payload.set(connect.willPayload.copy());
            publish.qos = connect.willQos;
            publish.retain = connect.willRetain;
            publish.packetIdentifier = publish.qos == 0 ? 0 : 1;
            Publication view = new Publication();
            view.setWill(publish, connect.willProperties, version, nowMillis);
            long delay = Integer.toUnsignedLong(connect.willProperties.number(Property.WILL_DELAY_INTERVAL, 0));
            return new Will(view.message(), delay);
        }
    }

    /** Comes back on the broker thread, at once or later. */
    private void authenticated(Request request, int reasonCode, String userName) {
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
        keepAliveSeconds = request.keepAliveSeconds();
        maximumPacketSize = request.maximumPacketSize() < 0 ? Integer.MAX_VALUE : request.maximumPacketSize();
        BrokerCore.Attached attached = core.attach(clientId, request.cleanStart(), request.expirySeconds(), version,
                request.receiveMaximum(), this);
        session = attached.session();
        output.accept(attached.sessionPresent() && version != MqttVersion.V3_1, request.assigned() ? clientId : null,
                core.limits());
        Logger.info("New client connected from {} as {} (p{}, c{}, k{}).", wire.peer(), clientId, displayVersion(),
                request.cleanStart() ? 1 : 0, keepAliveSeconds);
        session.resume(core.nowMillis());
        wire.resumeReading();
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
        if (alias >= 0 && !resolveAlias(alias, publish.topic)) {
            close(ReasonCode.TOPIC_ALIAS_INVALID);
            return;
        }
        Routes.Route route = core.route(publish.topic, lastRoute);
        if (route == null) {
            fail(Status.TOPIC_NAME);
            return;
        }
        lastRoute = route;
        core.statistics().publishReceived++;
        int received = publish.qos == 2 ? session.receive(publish.packetIdentifier) : ReasonCode.SUCCESS;
        if (received == ReasonCode.RECEIVE_MAXIMUM_EXCEEDED) {
            close(received);
            return;
        }
        boolean anybody = true;
        if (received == ReasonCode.SUCCESS) { // else it was here before, [MQTT-4.3.3-10]
            Publication publication = core.publication();
            publication.set(publish, version, start, end, core.nowMillis());
            publication.sender = session;
            anybody = !route.isSystem && core.publish(publication, route);
        }
        if (publish.qos > 0) {
            output.acknowledge(publish.qos == 1 ? PacketType.PUBACK : PacketType.PUBREC, publish.packetIdentifier,
                    anybody ? ReasonCode.SUCCESS : ReasonCode.NO_MATCHING_SUBSCRIBERS);
        }
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
        switch (type) {
            case PacketType.PUBREC -> {
                if (ack.reasonCode >= ReasonCode.UNSPECIFIED_ERROR) {
                    session.acknowledged(identifier, core.nowMillis());
                } else if (!session.releasing(identifier)) {
                    output.acknowledge(PacketType.PUBREL, identifier, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
                }
            }
            case PacketType.PUBREL -> {
                boolean known = session.release(identifier);
                output.acknowledge(PacketType.PUBCOMP, identifier,
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
            if (!isValidFilter(subscribe.filter, filter) || TopicTree.isShared(filter) && subscribe.isNoLocal()) { // [MQTT-3.8.3-4]
                fail(Status.TOPIC_FILTER);
                return;
            }
            granted.add(new Subscription(session, filter, subscribe.qos(), subscribe.isNoLocal(),
                    subscribe.isRetainAsPublished(),
                    subscribe.properties.number(Property.SUBSCRIPTION_IDENTIFIER, 0)));
            retainHandling.add(subscribe.retainHandling());
            reasonCodes[count++] = (byte) subscribe.qos();
        }
        if (in.status() != Status.OK) {
            fail(in.status());
            return;
        }
        int packetIdentifier = subscribe.packetIdentifier;
        for (int i = 0; i < count; i++) {
            boolean isNew = core.subscribe(granted.get(i));
            int handling = retainHandling.get(i);
            if (handling == 2 || handling == 1 && !isNew) {
                granted.set(i, null);
            }
        }
        output.subAck(PacketType.SUBACK, packetIdentifier, reasonCodes, count);
        for (Subscription subscription : granted) {
            if (subscription != null) {
                core.sendRetained(subscription);
            }
        }
    }

    private static boolean isValidFilter(Slice bytes, String filter) {
        return Topics.checkFilter(bytes.buffer, bytes.offset, bytes.length) == Status.OK
                && (!TopicTree.isShared(filter) || TopicTree.isValidShared(filter));
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
            boolean existed = core.unsubscribe(session, text(subscribe.filter));
            reasonCodes[count++] = (byte) (existed ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED);
        }
        if (in.status() != Status.OK) {
            fail(in.status());
            return;
        }
        output.subAck(PacketType.UNSUBACK, subscribe.packetIdentifier, reasonCodes, count);
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
        Logger.info("Client {} disconnected.", clientId);
        boolean wantsWill = disconnect.reasonCode == ReasonCode.DISCONNECT_WITH_WILL_MESSAGE;
        closed(wantsWill ? will : null); // [MQTT-3.14.4-3]
    }

    /** The socket is gone. */
    void lost(String why) {
        if (state == State.CONNECTED) {
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
        boolean isV5 = version == MqttVersion.V5_0;
        if (!retain && !(isV5 && (subscriptionIdentifier != 0 || !publication.isSameForAll()))) {
            Slice packet = publication.packetQos0(version);
            if (packet.length <= maximumPacketSize) { // [MQTT-3.1.2-24]
                core.statistics().publishSent++;
                output.append(packet);
            }
            return;
        }
        if (fits(publication.topic.length, publication.properties.length, publication.payload.length)) {
            core.statistics().publishSent++;
            output.publish(publication.topic, publication.properties, publication.payload, 0, 0, false, retain,
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
        core.statistics().publishSent++;
        output.publish(topicView, propertiesView, payloadView, outgoing.qos, outgoing.packetIdentifier, dup,
                outgoing.retain,
                outgoing.subscriptionIdentifier, remainingSeconds(message.expiresAtMillis));
    }

    @Override
    public void sendRelease(int packetIdentifier) {
        output.acknowledge(PacketType.PUBREL, packetIdentifier, ReasonCode.SUCCESS);
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
