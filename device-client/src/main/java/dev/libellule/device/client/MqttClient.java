package dev.libellule.device.client;

import dev.libellule.device.codec.ConnAck;
import dev.libellule.device.codec.ConnAckCoder;
import dev.libellule.device.codec.Disconnect;
import dev.libellule.device.codec.DisconnectCoder;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Properties;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;

/**
 * An MQTT client, 3.1.1 or 5.0, in one object: no thread, no clock, nothing allocated once it is made.
 *
 * <p>The application calls {@link #step} again and again; in it the client connects, reads, answers, keeps alive, sends again what was not
 * acknowledged, and connects anew after a loss. {@link #publish} and {@link #subscribe} only queue; the next step writes all that was
 * queued at once. One thread calls everything.
 *
 * <pre>
 *   IDLE ─connect()▶ OPENING ─stream▶ GREETING ─CONNACK▶ CONNECTED ─disconnect()▶ LEAVING ▶ IDLE
 *                       ▲   └────────────┴──lost──────────┘
 *                       └─ back-off ── WAITING ◀┘
 * </pre>
 */
public final class MqttClient {
    private static final int IDLE = 0;
    private static final int WAITING = 1;
    private static final int OPENING = 2;
    private static final int GREETING = 3;
    private static final int CONNECTED = 4;
    private static final int LEAVING = 5;

    /** Where the transport goes: to its own server, for one connection to another one, or to another one while it is there. */
    private static final int AT_HOME = 0;
    private static final int ELSEWHERE_ONCE = 1;
    private static final int MOVED = 2;

    /** A packet cannot be handled before more of its bytes are there. */
    private static final int NEEDS_MORE = 1;
    /** DISCONNECT with a Reason Code and a Session Expiry Interval. */
    private static final int LONGEST_DISCONNECT = 9;

    private final MqttSettings settings;
    private final Transport transport;
    private final MqttListener listener;
    private final SendBuffer out;
    private final ReceiveBuffer in;
    private final Session session;
    private final Greeting greeting;
    private final KeepAlive keepAlive;
    private final Backoff backoff;
    private final AuthenticationExchange authentication;
    private final PacketReader reader = new PacketReader();
    private final Properties properties = new Properties(); // of the packet that came last, whichever it is
    private final ConnAck connAck = new ConnAck(properties);
    private final Disconnect disconnect = new Disconnect(properties);
    private final Publish outgoing = new Publish(properties);
    private final Slice slice = new Slice();

    private int state;
    private int nowMillis;
    private int sinceMillis; // of WAITING, of OPENING and GREETING together, of CONNECTED, of LEAVING
    private int waitMillis;
    private int connections;
    private int reasonCode;
    private int oversized;
    private int redirected;
    private boolean mayHaveMore;
    private boolean oversizedIsTold; // of the packet at hand

    /**
     * Makes a client; it does nothing before {@link #connect}.
     *
     * @param receiveBuffer holds the largest packet that comes in; the client's until it is no longer used
     * @param sendBuffer holds the largest packet that goes out and 16 bytes; the larger, the more packets a write takes along
     */
    public MqttClient(MqttSettings settings, Transport transport, MqttListener listener, byte[] receiveBuffer,
            byte[] sendBuffer) {
        this.settings = settings;
        this.transport = transport;
        this.listener = listener;
        out = new SendBuffer(sendBuffer);
        in = new ReceiveBuffer(receiveBuffer);
        session = new Session(settings, this, listener, out, properties);
        authentication = new AuthenticationExchange(settings.authentication);
        greeting = new Greeting(settings, receiveBuffer.length, authentication);
        keepAlive = new KeepAlive(settings.pingrespTimeoutMillis);
        backoff = new Backoff(settings.backoffBaseMillis, settings.backoffCapMillis, settings.backoffStableMillis,
                settings.seed);
        session.restore(greeting);
    }

    /** The version that it speaks, a {@link MqttVersion}. */
    public int version() {
        return settings.version;
    }

    /** Starts; the next {@link #step} begins to connect. Does nothing when started already. */
    public void connect() {
        if (state == IDLE) {
            state = WAITING;
            waitMillis = 0;
            sinceMillis = nowMillis;
        }
    }

    /** Says DISCONNECT behind all that is queued, without the will, and ends; the following steps carry it out. */
    public void disconnect() {
        disconnect(ReasonCode.SUCCESS);
    }

    /** Says DISCONNECT with a Reason Code, 5.0, such as {@link ReasonCode#DISCONNECT_WITH_WILL_MESSAGE}, and ends. */
    public void disconnect(int reason) {
        if (state == CONNECTED) {
            sayDisconnect(reason);
            state = LEAVING;
            sinceMillis = nowMillis;
        } else if (state != IDLE && state != LEAVING) {
            end(Status.OK);
        }
    }

    /**
     * Says DISCONNECT with a Reason Code and another Session Expiry Interval than CONNECT did, 5.0, and ends.
     *
     * @param sessionExpirySeconds 0 ends the session; -1 is for ever
     * @return 0; {@link Status#PROTOCOL_ERROR} if CONNECT had none, 3.14.2.2.2; {@link Status#PACKET_TOO_LARGE} if the server takes less
     */
    public int disconnect(int reason, int sessionExpirySeconds) {
        if (settings.version != MqttVersion.V5_0 || settings.sessionExpirySeconds == 0 && sessionExpirySeconds != 0) {
            return Status.PROTOCOL_ERROR;
        }
        return leave(reason, null, sessionExpirySeconds);
    }

    /** Says DISCONNECT with a Reason Code and encoded properties, 5.0, and ends; else as with another Session Expiry Interval. */
    public int disconnect(int reason, byte[] properties) {
        return leave(reason, properties, 0);
    }

    private int leave(int reason, byte[] encoded, int sessionExpirySeconds) {
        if (settings.version != MqttVersion.V5_0 || state != CONNECTED || !makeRoom(0)) {
            disconnect(reason);
            return Status.OK;
        }
        if (session.limits.maximumPacketSize < LONGEST_DISCONNECT + (encoded == null ? 0 : encoded.length)) {
            return Status.PACKET_TOO_LARGE; // [MQTT-3.2.2-15]
        }
        PacketWriter writer = out.openForAnswer();
        DisconnectCoder.begin(writer, PacketType.DISCONNECT, reason);
        if (encoded == null) {
            writer.property32(Property.SESSION_EXPIRY_INTERVAL, sessionExpirySeconds);
        } else {
            writer.writeBytes(encoded, 0, encoded.length);
        }
        writer.endProperties();
        if (writer.end() < 0) {
            return Status.BUFFER_FULL;
        }
        out.closeForGood();
        state = LEAVING;
        sinceMillis = nowMillis;
        return Status.OK;
    }

    /**
     * Authenticates anew on the established connection, 4.12.1; the settings have an {@link Authentication}.
     *
     * @return the length of what was queued, or negative: {@link Status#PROTOCOL_ERROR} while the last one goes on,
     *         {@link Status#BUFFER_FULL} means after a step
     */
    public int authenticate() {
        if (state != CONNECTED) {
            return ClientStatus.NOT_CONNECTED;
        }
        int length = authentication.beginAgain(out.open());
        out.close();
        return length;
    }

    /** True while the server has not answered {@link #authenticate} for good. */
    public boolean isAuthenticating() {
        return state == CONNECTED && authentication.isUnderWay();
    }

    /** How long the server keeps the session after the connection, as the two have agreed; 5.0. */
    public int sessionExpirySeconds() {
        return session.limits.sessionExpirySeconds;
    }

    /** 0 while not connected; else the number of this connection, counted from 1. */
    public int connection() {
        return state == CONNECTED ? connections : 0;
    }

    public boolean isConnected() {
        return state == CONNECTED;
    }

    /** True when nothing goes on and nothing will before {@link #connect}. */
    public boolean isIdle() {
        return state == IDLE;
    }

    /** The Reason Code of the latest CONNACK or DISCONNECT that came in; in 3.1.1 a return code. */
    public int reasonCode() {
        return reasonCode;
    }

    /** The server's answer to CONNECT; its properties, 5.0, are valid within {@link MqttListener#connected} only. */
    public ConnAck connAck() {
        return connAck;
    }

    /** Messages of QoS 1 and 2 that are not acknowledged for good. */
    public int unacknowledged() {
        return session.unacknowledged();
    }

    /** Messages that came in and did not fit into the receive buffer, since the start. */
    public int oversized() {
        return oversized;
    }

    /** Records that the {@link SessionStore} could not take, since the start. */
    public int storeFailures() {
        return session.storeFailures();
    }

    /** True while queued bytes wait for the transport: step again as soon as it takes some. */
    public boolean hasUnsent() {
        return !out.isEmpty();
    }

    /**
     * Queues one message.
     *
     * @return at QoS 0: 0; at QoS 1 and 2: its Packet Identifier; negative when it was not taken: {@link Status#BUFFER_FULL} and
     *         {@link ClientStatus#IN_FLIGHT_FULL} mean after a step, others never
     */
    public int publish(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain) {
        outgoing.topic.set(topicName);
        outgoing.payload.set(payload, offset, length);
        outgoing.propertiesToSend.clear();
        outgoing.qos = qos;
        outgoing.retain = retain;
        return publish(outgoing);
    }

    /**
     * Queues one message, with properties if they are set; 5.0. Reads topic, payload, QoS, RETAIN and {@code propertiesToSend}; sets the
     * Packet Identifier.
     *
     * @return as of the other {@code publish}
     */
    public int publish(Publish message) {
        return state == CONNECTED ? session.publish(message) : ClientStatus.NOT_CONNECTED;
    }

    /**
     * Wants to be subscribed, now and on each connection to come; takes effect in the next step, together with others.
     *
     * @param topicFilter kept, not copied
     * @param options the QoS; in 5.0 all Subscription Options of 3.8.3.1
     * @return 0, or negative when it is no filter or the table is full
     */
    public int subscribe(byte[] topicFilter, int options) {
        return session.subscribe(topicFilter, options, 0);
    }

    /**
     * Wants to be subscribed with a Subscription Identifier, 5.0.
     *
     * @param subscriptionIdentifier 1 to 268,435,455, or 0 for none
     */
    public int subscribe(byte[] topicFilter, int options, int subscriptionIdentifier) {
        return session.subscribe(topicFilter, options, subscriptionIdentifier);
    }

    /** No longer wants to be subscribed; see {@link #subscribe(byte[], int)}. */
    public int unsubscribe(byte[] topicFilter) {
        return session.unsubscribe(topicFilter);
    }

    /**
     * Does all there is to do now, and never blocks.
     *
     * @param now any clock that goes on by 1 each millisecond; it may wrap
     * @return how many milliseconds may pass until the next step, unless bytes come in, the transport takes some again, or the application
     *         queues something; 0 after packets came in, for then the application may go on; {@link Integer#MAX_VALUE} when idle
     */
    public int step(int now) {
        nowMillis = now;
        mayHaveMore = false;
        if (state == WAITING && (waitMillis == 0 || now - sinceMillis >= waitMillis)) { // 0: however long it was idle
            state = OPENING;
            sinceMillis = now;
            in.clear();
            out.clear();
            oversizedIsTold = false;
        }
        if (state == OPENING) {
            open();
        }
        if (state == GREETING || state == CONNECTED) {
            receive();
        }
        if (state == CONNECTED) {
            session.step();
            pollKeepAlive();
        }
        if (state >= GREETING) {
            flush();
        }
        if (state == LEAVING && (out.isEmpty() || now - sinceMillis >= settings.connectTimeoutMillis)) {
            end(Status.OK);
        } else if ((state == OPENING || state == GREETING) && now - sinceMillis >= settings.connectTimeoutMillis) {
            lose(ClientStatus.CONNECT_TIMEOUT);
        }
        return sleepMillis();
    }

    private int sleepMillis() {
        if (mayHaveMore) {
            return 0;
        }
        switch (state) {
            case IDLE:
                return Integer.MAX_VALUE;
            case WAITING:
                return Math.max(0, waitMillis - (nowMillis - sinceMillis));
            case CONNECTED:
                return Math.max(0, keepAlive.remainingMillis(nowMillis));
            default:
                return Math.max(0, settings.connectTimeoutMillis - (nowMillis - sinceMillis));
        }
    }

    private void open() {
        int status = transport.connect();
        if (status < 0) {
            lose(status);
        } else if (status == Transport.CONNECTED) {
            int length = greeting.write(out.openForAnswer());
            out.close();
            if (length < 0) {
                lose(length);
                return;
            }
            state = GREETING;
        }
    }

    private void receive() {
        int status = in.fill(transport);
        mayHaveMore = status > 0;
        keepAlive.heard(status, nowMillis);
        while (state == GREETING || state == CONNECTED) {
            int length = in.toStream() > 0 ? 1 : in.next();
            if (length == 0) {
                break;
            }
            if (!out.hasRoomForAnswer()) {
                flush();
                if (!out.hasRoomForAnswer()) {
                    break; // the server does not read; nor do we
                }
            }
            int result;
            if (in.toStream() > 0) {
                result = handleStretch();
            } else if (length > in.capacity()) {
                result = handleOversized(length);
            } else {
                result = length < 0 ? length : handle(length);
            }
            if (result == NEEDS_MORE) {
                break;
            }
            mayHaveMore = true;
            if (result < 0 && (state == GREETING || state == CONNECTED)) {
                refuse(result);
            }
        }
        if (status < 0 && state != IDLE && state != WAITING) {
            lose(status);
        }
    }

    private int handle(int length) {
        int firstByte = in.firstByte();
        int type = PacketType.of(firstByte);
        in.take(reader, length);
        if (type != PacketType.PUBLISH && firstByte != PacketType.firstByte(type)) {
            return Status.RESERVED_FLAGS; // 2.1.3
        }
        if (type == PacketType.AUTH && settings.version == MqttVersion.V5_0) {
            return handleAuth();
        }
        if (state == GREETING) {
            return type == PacketType.CONNACK ? handleConnAck() : Status.PROTOCOL_ERROR; // [MQTT-3.2.0-1]
        }
        if (type == PacketType.PINGRESP) {
            keepAlive.answered(nowMillis);
            return reader.finish();
        }
        if (type == PacketType.DISCONNECT && settings.version == MqttVersion.V5_0) {
            int status = DisconnectCoder.decode(reader, type, settings.version, disconnect);
            reasonCode = disconnect.reasonCode;
            if (status == Status.OK) {
                loseAndFollow(ClientStatus.SERVER_DISCONNECTED); // 3.14.4
            }
            return status;
        }
        return session.handle(reader, firstByte);
    }

    private int handleConnAck() {
        int status = ConnAckCoder.decode(reader, settings.version, connAck);
        if (status != Status.OK) {
            return status;
        }
        reasonCode = connAck.reasonCode;
        if (reasonCode != ReasonCode.SUCCESS) {
            loseAndFollow(ClientStatus.CONNECTION_REFUSED);
            return Status.OK;
        }
        if (connAck.sessionPresent && greeting.isClean()) {
            return Status.PROTOCOL_ERROR; // [MQTT-3.2.2-4]
        }
        status = authentication.accept(connAck.properties);
        if (status != Status.OK) {
            return status;
        }
        if (greeting.accepted(connAck)) {
            greeting.clientIdentifier(slice);
            session.keepIdentifier(slice);
        }
        session.limits.read(connAck, settings.keepAliveSeconds, settings.sessionExpirySeconds);
        if (!session.limits.canBeKept()) {
            return Status.PACKET_TOO_LARGE;
        }
        authentication.connected(session.limits.maximumPacketSize);
        keepAlive.start(session.limits.keepAliveSeconds, nowMillis);
        state = CONNECTED;
        sinceMillis = nowMillis;
        connections++;
        session.connected(connAck.sessionPresent, greeting.topicAliasMaximum());
        listener.connected(this, connAck.sessionPresent);
        return Status.OK;
    }

    private int handleAuth() {
        int status = DisconnectCoder.decode(reader, PacketType.AUTH, settings.version, disconnect);
        if (status != Status.OK) {
            return status;
        }
        flush(); // an answer may be long
        status = authentication.handle(disconnect, state == GREETING, out.openForAnswer());
        out.close();
        return status < 0 ? status : Status.OK;
    }

    /** A packet larger than the receive buffer: goes on in a larger one, or goes by in pieces without losing the link. */
    private int handleOversized(int length) {
        byte[] larger = oversizedIsTold ? null : listener.oversized(this, length);
        oversizedIsTold = true;
        if (larger != null && larger.length >= length) {
            in.replace(larger);
            oversizedIsTold = false;
            mayHaveMore = true;
            return NEEDS_MORE;
        }
        int firstByte = in.firstByte();
        if (PacketType.of(firstByte) != PacketType.PUBLISH || state != CONNECTED) {
            return Status.PACKET_TOO_LARGE;
        }
        in.peek(reader);
        int result = session.handleOversized(reader, firstByte, length, in.isFull(), settings.streamOversized);
        if (result == Status.TRUNCATED) {
            return NEEDS_MORE;
        }
        if (result < 0) {
            return result;
        }
        oversized++;
        oversizedIsTold = false;
        mayHaveMore = true;
        if (result == Status.OK) {
            in.skip(length);
        } else if (result == in.capacity()) {
            return Status.PACKET_TOO_LARGE; // no room for a single byte behind its head
        } else {
            in.stream(result, length - result);
        }
        return Status.OK;
    }

    private int handleStretch() {
        if (in.takeStretch(slice) == 0) {
            return NEEDS_MORE;
        }
        session.handleStretch(slice, in.toStream());
        if (in.toStream() == 0) {
            in.streamed();
        }
        return Status.OK;
    }

    /** A packet that may not be: 5.0 servers are told why, 4.13. */
    private void refuse(int status) {
        if (settings.version == MqttVersion.V5_0 && state == CONNECTED && out.hasRoomForAnswer()) {
            sayDisconnect(ClientStatus.reasonCode(status));
            out.flush(transport);
        }
        if (status == ClientStatus.TOPIC_ALIAS_TOO_LONG) {
            greeting.allowNoAliases();
        }
        lose(status);
    }

    /** The server has ended or refused the connection, perhaps with the name of another server, 4.11. */
    private void loseAndFollow(int status) {
        properties.slice(Property.SERVER_REFERENCE, slice);
        boolean refersOn = settings.redirect != null && redirected == AT_HOME && slice.isPresent()
                && (reasonCode == ReasonCode.USE_ANOTHER_SERVER || reasonCode == ReasonCode.SERVER_MOVED);
        lose(status);
        if (refersOn && state == WAITING && settings.redirect.follow(slice.buffer, slice.offset, slice.length)) {
            redirected = reasonCode == ReasonCode.SERVER_MOVED ? MOVED : ELSEWHERE_ONCE;
            waitMillis = 0;
        }
    }

    private void sayDisconnect(int reason) {
        DisconnectCoder.encode(out.openForAnswer(), PacketType.DISCONNECT, settings.version, reason);
        out.closeForGood();
    }

    private void pollKeepAlive() {
        int action = keepAlive.poll(nowMillis);
        if (action == KeepAlive.CLOSE_CONNECTION) {
            lose(ClientStatus.PING_TIMEOUT); // 3.1.2.10
        } else if (action == KeepAlive.SEND_PINGREQ && out.hasRoomForAnswer()) { // a full buffer is not answered either
            PacketWriter writer = out.openForAnswer();
            writer.begin(PacketType.firstByte(PacketType.PINGREQ), 0);
            writer.endKnown();
            out.close();
        }
    }

    /** Writes early because a packet of this length does not fit behind the others. */
    boolean makeRoom(int length) {
        return out.flush(transport) >= 0 && out.free() >= length; // a lost stream is noticed by the next step
    }

    private void flush() {
        int written = out.flush(transport);
        if (written < 0) {
            lose(written);
        } else if (written > 0 && state == CONNECTED) {
            keepAlive.sent(nowMillis);
        }
    }

    private void lose(int status) {
        if (redirected == ELSEWHERE_ONCE || redirected == MOVED && state != CONNECTED) {
            redirected = AT_HOME;
            settings.redirect.home();
        }
        if (state == CONNECTED) {
            backoff.connectionLasted(nowMillis - sinceMillis);
        }
        if (state == LEAVING || !settings.reconnect) {
            end(state == LEAVING ? Status.OK : status);
            return;
        }
        transport.close();
        state = WAITING;
        sinceMillis = nowMillis;
        waitMillis = backoff.nextMillis();
        listener.disconnected(this, status);
    }

    private void end(int status) {
        transport.close();
        state = IDLE;
        listener.disconnected(this, status);
    }

    /** A stretch of the assigned or own Client Identifier. */
    public void clientIdentifier(Slice out) {
        greeting.clientIdentifier(out);
    }
}
