package dev.libellule.gateway.broker;

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
import dev.libellule.device.codec.Topics;
import java.nio.charset.StandardCharsets;
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
        AWAITING_CONNECT, AUTHENTICATING, AWAITING_AUTH, CONNECTED, CLOSED
    }

    /** Without CONNECT for so long, a connection is closed. */
    private static final int CONNECT_TIMEOUT_MILLIS = 30_000;
    /** Bytes of a CONNECT: all its fields as long as they can be, and some User Properties; more is not kept for a stranger. */
    private static final int LARGEST_CONNECT = 512 << 10;

    private final BrokerCore core;
    private final Carriers carriers;
    private final ListenerRules rules;
    private final PacketLog log;
    private final MountPoint mountPoint;
    private final Wire wire;
    private final ClientOutput output;
    private final ClientSender sender;
    private final Promises promises;
    private final SubscribeRequests subscribeRequests;
    private final Acknowledgements acknowledgements;
    private final long openedMillis;

    private State state = State.AWAITING_CONNECT;
    private int version = MqttVersion.V3_1_1;
    private Session session;
    private String clientId = "?";
    private Will will;
    private int keepAliveSeconds;
    private long lastReceivedMillis;
    private TopicAliases aliases;
    private EnhancedAuthentication enhanced;
    private EnhancedAuthentication.Outcome firstOutcome;
    private Routes.Route lastRoute;
    /** The route and the rights that {@link #mayPublish} was asked about last, and its answer. */
    private Routes.Route checkedRoute;
    private Rights checkedRights;
    private boolean isCheckedAllowed;
    private final Slice responseTopic = new Slice();

    ClientConnection(BrokerCore core, Carriers carriers, ListenerRules rules, Wire wire) {
        this.core = core;
        this.carriers = carriers;
        this.rules = rules;
        this.log = core.log();
        String mount = rules.terms().mountPoint();
        this.mountPoint = mount.isEmpty() ? null : new MountPoint(mount);
        this.wire = wire;
        this.output = new ClientOutput(carriers, wire, core.statistics());
        this.sender = new ClientSender(core, carriers, wire, output, mountPoint);
        this.promises = new Promises(core.persistence(), output, wire, log);
        this.subscribeRequests = new SubscribeRequests(core, carriers, rules, mountPoint, promises);
        this.acknowledgements = new Acknowledgements(core, carriers, output, promises);
        this.openedMillis = core.nowMillis();
        this.lastReceivedMillis = openedMillis;
    }

    ClientOutput output() {
        return output;
    }

    Session session() {
        return session;
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
        int at = from;
        while (state == State.AWAITING_CONNECT || state == State.AWAITING_AUTH || state == State.CONNECTED) {
            int length = PacketReader.packetLength(bytes, at, to);
            if (length < 0) {
                fail(length);
            } else if (state == State.AWAITING_CONNECT && at < to && !isConnect(bytes[at])) {
                fail(Status.PROTOCOL_ERROR); // [MQTT-3.1.0-1], without waiting for all of it
            } else if (length > largestPacket()) {
                fail(Status.PACKET_TOO_LARGE);
            } else if (length == 0 || to - at < length) {
                break;
            } else {
                lastReceivedMillis = core.nowMillis(); // half a packet is no sign of life, [MQTT-3.1.2-22]
                core.statistics().messagesReceived++;
                core.statistics().bytesReceived += length;
                core.statistics().packetsReceived[PacketType.of(bytes[at])]++;
                handle(bytes, at, at + length);
                at += length;
            }
        }
        return state == State.CLOSED ? to : at;
    }

    private static boolean isConnect(byte first) {
        return (first & 0xFF) == PacketType.firstByte(PacketType.CONNECT);
    }

    private int largestPacket() {
        int most = core.limits().maxPacketSize();
        return state == State.CONNECTED ? most : Math.min(most, LARGEST_CONNECT);
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
        if (state == State.AWAITING_AUTH && type != PacketType.AUTH && type != PacketType.DISCONNECT) {
            fail(Status.PROTOCOL_ERROR); // [MQTT-3.1.2-30]
            return;
        }
        if (log.isOn() && type > PacketType.PUBCOMP) {
            log.received(PacketType.name(type), clientId);
        }
        switch (type) {
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP ->
                check(acknowledgements.take(in, type, session));
            case PacketType.SUBSCRIBE -> check(subscribeRequests.subscribe(in, session));
            case PacketType.UNSUBSCRIBE -> check(subscribeRequests.unsubscribe(in, session));
            case PacketType.PINGREQ -> {
                output.pingResp();
                sending("PINGRESP");
            }
            case PacketType.DISCONNECT -> disconnect(in);
            case PacketType.AUTH -> auth(in);
            default -> fail(Status.PROTOCOL_ERROR); // a second CONNECT, [MQTT-3.1.0-2], or a packet for clients
        }
    }

    private void check(int status) {
        if (status != Status.OK) {
            fail(status);
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
        if (status == Status.OK && connect.properties.has(Property.AUTHENTICATION_DATA)
                && !connect.properties.has(Property.AUTHENTICATION_METHOD)) {
            status = Status.PROTOCOL_ERROR; // 3.1.2.11.10
        }
        if (status != Status.OK) {
            Logger.info("Bad CONNECT from {}: status {}.", wire.peer(), status);
            closed(null);
            return;
        }
        version = connect.version;
        output.setVersion(version);
        String userName = rules.userName(connect, wire);
        if (!rules.terms().told().serverReference().isEmpty()) {
            redirect(rules.terms().told());
            return;
        }
        int refusal = rules.checkConnect(connect, userName, core.limits().policy());
        if (refusal != ReasonCode.SUCCESS) {
            refuse(refusal);
            return;
        }
        String identifier = rules.access().isUserNameClientId() ? userName : text(connect.clientIdentifier);
        boolean assigned = identifier.isEmpty();
        clientId = assigned ? rules.newIdentifier() : identifier;
        boolean isEnhanced = connect.properties.has(Property.AUTHENTICATION_METHOD);
        if (isEnhanced
                && !(EnhancedAuthentication.isKnownMethod(connect.properties) && rules.authenticator().offersScram())) {
            refuse(ReasonCode.BAD_AUTHENTICATION_METHOD); // [MQTT-4.12.0-1]
            return;
        }
        if (connect.hasWill() && mountPoint != null) {
            mountPoint.mount(connect.willTopic);
        }
        if (connect.hasWill() && !TopicTree.isDepthAllowed(connect.willTopic)) {
            refuse(ReasonCode.TOPIC_NAME_INVALID);
            return;
        }
        ConnectRequest request = new ConnectRequest(connect, version, assigned);
        output.setMaximumPacketSize(request.maximumPacketSize() < 0 ? Integer.MAX_VALUE : request.maximumPacketSize());
        state = State.AUTHENTICATING;
        wire.suspendReading();
        if (isEnhanced) {
            enhanced = new EnhancedAuthentication(rules.authenticator(), output, wire.peer());
            firstOutcome = logIn(request, userName);
            enhanced.begin(connect.properties, firstOutcome);
            return;
        }
        byte[] password = connect.password.isPresent() ? connect.password.copy() : null;
        CompletionStage<Integer> verdict = rules.access().userName() == BrokerOptions.UserName.CONNECT_PACKET
                ? rules.authenticator().check(userName, password, wire.peer())
                : CompletableFuture.completedStage(ReasonCode.SUCCESS); // the certificate has been checked
        verdict.thenAccept(reasonCode -> authenticated(request, reasonCode, userName, null))
                .exceptionally(this::failed);
    }

    /** What follows the exchange of a CONNECT. */
    private EnhancedAuthentication.Outcome logIn(ConnectRequest request, String connectUserName) {
        return new EnhancedAuthentication.Outcome() {
            @Override
            public void continues() {
                if (state == State.AUTHENTICATING) {
                    state = State.AWAITING_AUTH;
                    wire.resumeReading();
                }
            }

            @Override
            public void ended(int reasonCode, String userName, AuthData data) {
                boolean isOther = connectUserName != null && !connectUserName.equals(userName);
                authenticated(request, reasonCode == ReasonCode.SUCCESS && isOther
                        ? ReasonCode.NOT_AUTHORIZED
                        : reasonCode, userName == null ? connectUserName : userName, data);
            }
        };
    }

    /** What follows an exchange of a client that is in, 4.12.1. */
    private final class ReAuthentication implements EnhancedAuthentication.Outcome {
        @Override
        public void continues() {
            // it has been sent an AUTH, and all else goes on meanwhile
        }

        @Override
        public void ended(int reasonCode, String userName, AuthData data) {
            if (state != State.CONNECTED) {
                return;
            }
            if (reasonCode == ReasonCode.SUCCESS && userName.equals(session.userName())) {
                output.auth(ReasonCode.SUCCESS, data);
                sending("AUTH");
            } else {
                Logger.info("Client {} from {} failed to authenticate again as '{}'.", clientId, wire.peer(), userName);
                close(reasonCode == ReasonCode.SUCCESS ? ReasonCode.NOT_AUTHORIZED : reasonCode); // [MQTT-4.12.1-2]
            }
        }
    }

    private void auth(PacketReader in) {
        Disconnect auth = carriers.disconnect;
        int status = DisconnectCoder.decode(in, PacketType.AUTH, version, auth);
        if (status != Status.OK || enhanced == null) {
            fail(status == Status.OK ? Status.PROTOCOL_ERROR : status); // [MQTT-4.12.0-7]
            return;
        }
        boolean isIn = state == State.CONNECTED;
        if (!isIn) {
            state = State.AUTHENTICATING;
            wire.suspendReading();
        }
        int reasonCode = enhanced.take(auth, isIn, isIn ? new ReAuthentication() : firstOutcome);
        if (reasonCode != ReasonCode.SUCCESS) {
            close(reasonCode);
        }
    }

    /** Comes back on the broker thread, at once or later. */
    private void authenticated(ConnectRequest request, int reasonCode, String userName, AuthData data) {
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
        if (!core.hasRoomFor(clientId)) {
            Logger.warn("Client {} from {} refused: global_max_clients exceeded.", clientId, wire.peer());
            refuse(ReasonCode.SERVER_BUSY);
            return;
        }
        if (!core.hasMemoryFor(clientId)) {
            Logger.warn("Client {} from {} refused: there is no memory for more sessions.", clientId, wire.peer());
            refuse(ReasonCode.QUOTA_EXCEEDED);
            return;
        }
        state = State.CONNECTED;
        will = request.will();
        keepAliveSeconds = rules.keepAliveSeconds(request.keepAliveSeconds(), core.limits().policy());
        sender.begin(clientId, version,
                Math.min(request.topicAliasMaximum(), rules.terms().maxTopicAliasBroker()));
        BrokerCore.Attached attached = core.attach(clientId, request.cleanStart(), request.expirySeconds(), version,
                request.receiveMaximum(), this);
        session = attached.session();
        core.authorize(session, userName, rules);
        Welcome welcome = new Welcome(attached.sessionPresent() && version != MqttVersion.V3_1,
                keepAliveSeconds == request.keepAliveSeconds() ? -1 : keepAliveSeconds,
                request.assigned() ? clientId : null,
                session.expirySeconds() == request.expirySeconds() ? -1 : session.expirySeconds(),
                request.wantsResponseInformation() && !rules.terms().told().responseInformation().isEmpty()
                        ? rules.terms().told().responseInformation()
                        : null,
                data);
        if (!output.accept(welcome, core.limits(), rules)) {
            refuse(ReasonCode.PACKET_TOO_LARGE); // [MQTT-3.1.2-24]
            return;
        }
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

    /** The client belongs on another server, 4.11. */
    private void redirect(BrokerOptions.Told told) {
        int reasonCode = told.hasMoved() ? ReasonCode.SERVER_MOVED : ReasonCode.USE_ANOTHER_SERVER;
        output.refuse(version == MqttVersion.V5_0 ? reasonCode : ReasonCode.V3_SERVER_UNAVAILABLE,
                told.serverReference());
        closed(null);
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
        if (publish.properties.has(Property.RESPONSE_TOPIC)) {
            publish.properties.slice(Property.RESPONSE_TOPIC, responseTopic);
            if (Topics.checkName(responseTopic.buffer, responseTopic.offset, responseTopic.length) != Status.OK) {
                fail(Status.PROTOCOL_ERROR); // [MQTT-3.3.2-14]
                return;
            }
        }
        int alias = publish.properties.number(Property.TOPIC_ALIAS, -1);
        if (alias >= 0 && !core.memory().has(publish.topic.length)) {
            close(ReasonCode.QUOTA_EXCEEDED);
            return;
        }
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
        if (publish.qos > 0 && !promises.begin(publish, clientId)) {
            if (version != MqttVersion.V5_0) {
                close(ReasonCode.QUOTA_EXCEEDED); // the only way to refuse one: the client comes back with it
            }
            return;
        }
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
            promises.acknowledge(publish.qos == 1 ? PacketType.PUBACK : PacketType.PUBREC, publish.packetIdentifier,
                    reasonCode, clientId);
        }
        promises.slowDown();
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
            aliases = new TopicAliases(core.memory());
        }
        return aliases.resolve(alias, topic);
    }

    private void disconnect(PacketReader in) {
        Disconnect disconnect = carriers.disconnect;
        int status = DisconnectCoder.decode(in, PacketType.DISCONNECT, version, disconnect);
        if (status != Status.OK) {
            fail(status);
            return;
        }
        if (state == State.AWAITING_AUTH) {
            closed(null);
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
        closed(disconnect.reasonCode == ReasonCode.SUCCESS ? null : will); // [MQTT-3.14.4-3], [MQTT-3.1.2-8]
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
        } else if ((state == State.AWAITING_CONNECT || state == State.AWAITING_AUTH)
                && nowMillis - openedMillis > CONNECT_TIMEOUT_MILLIS) {
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
        promises.close();
        wire.closeAfterFlush();
        if (aliases != null) {
            aliases.end();
        }
        if (wasConnected && session.outlet() == this) {
            core.detach(session, willToSend);
        }
    }

    @Override
    public void sendQos0(Publication publication, boolean retain, int subscriptionIdentifier) {
        sender.sendQos0(publication, retain, subscriptionIdentifier);
    }

    @Override
    public boolean send(Outgoing outgoing, boolean dup) {
        return sender.send(outgoing, dup);
    }

    @Override
    public boolean isCongested() {
        return sender.isCongested();
    }

    @Override
    public void sendRelease(int packetIdentifier) {
        acknowledgements.send(PacketType.PUBREL, packetIdentifier, ReasonCode.SUCCESS, clientId);
    }

    private static String text(Slice slice) {
        return new String(slice.buffer, slice.offset, slice.length, StandardCharsets.UTF_8);
    }
}
