package dev.libellule.device.client;

import dev.libellule.device.codec.MqttVersion;

/**
 * What a client says in its CONNECT and how large its tables are. Filled once, before the {@link MqttClient} is made; arrays are kept,
 * not copied. Every method returns the settings themselves.
 */
public final class MqttSettings {
    int version = MqttVersion.V3_1_1;
    byte[] clientIdentifier = new byte[0];
    byte[] userName;
    byte[] password;
    byte[] willTopic;
    byte[] willPayload;
    byte[] willProperties = new byte[0];
    int willQos;
    boolean willRetain;
    int keepAliveSeconds = 60;
    boolean cleanStart = true;
    int sessionExpirySeconds;
    int receiveMaximum = 16;
    boolean announcePacketSize = true;
    int maximumInFlight = 8;
    int inFlightBytes = 512;
    int maximumSubscriptions = 8;
    boolean reconnect = true;
    int connectTimeoutMillis = 10_000;
    int pingrespTimeoutMillis = 10_000;
    int backoffBaseMillis = 500;
    int backoffCapMillis = 60_000;
    int backoffStableMillis = 30_000;
    int seed;
    byte[] connectProperties = new byte[0];
    byte[] subscribeProperties = connectProperties;
    byte[] unsubscribeProperties = connectProperties;
    int incomingAliases;
    int outgoingAliases;
    int longestAliasedTopic;
    boolean streamOversized;
    boolean refuseOversized;
    Authentication authentication;
    Redirect redirect;
    SessionStore sessionStore;

    /** One of {@link MqttVersion#V3_1_1}, the default, {@link MqttVersion#V5_0} and {@link MqttVersion#V3_1}. */
    public MqttSettings version(int version) {
        this.version = version;
        return this;
    }

    /** UTF-8; empty, the default, lets the server choose. */
    public MqttSettings clientIdentifier(byte[] identifier) {
        this.clientIdentifier = identifier;
        return this;
    }

    /** UTF-8; each may be null. Before 5.0 a password without a user name goes with an empty one. */
    public MqttSettings credentials(byte[] userName, byte[] password) {
        this.userName = userName;
        this.password = password;
        return this;
    }

    /** What the server publishes when this client is lost, 3.1.2.5. */
    public MqttSettings will(byte[] topicName, byte[] payload, int qos, boolean retain) {
        this.willTopic = topicName;
        this.willPayload = payload;
        this.willQos = qos;
        this.willRetain = retain;
        return this;
    }

    /** 5.0: the encoded properties of the will, without their length. */
    public MqttSettings willProperties(byte[] encoded) {
        this.willProperties = encoded;
        return this;
    }

    /** 0 to 65,535, default 60; 0 is none. A 5.0 server may say otherwise. */
    public MqttSettings keepAliveSeconds(int seconds) {
        this.keepAliveSeconds = seconds;
        return this;
    }

    /**
     * True, the default: forget an older session. With a session expiry this holds for the first connection only; before 5.0 it is Clean
     * Session and holds for each.
     */
    public MqttSettings cleanStart(boolean clean) {
        this.cleanStart = clean;
        return this;
    }

    /**
     * 5.0: further properties of CONNECT, 3.1.2.11: Request Response Information, Request Problem Information, User Properties.
     *
     * @param encoded without their length, as {@link dev.libellule.device.codec.PacketWriter} writes them
     */
    public MqttSettings connectProperties(byte[] encoded) {
        this.connectProperties = encoded;
        return this;
    }

    /**
     * 5.0: User Properties of each SUBSCRIBE and each UNSUBSCRIBE, 3.8.2.1.3 and 3.10.2.1.2; none by default.
     *
     * @param subscribe encoded without their length, like the other one
     */
    public MqttSettings subscriptionProperties(byte[] subscribe, byte[] unsubscribe) {
        this.subscribeProperties = subscribe;
        this.unsubscribeProperties = unsubscribe;
        return this;
    }

    /**
     * 5.0: Topic Aliases, 3.3.2.3.4; none by default.
     *
     * @param incoming how many the server may use, announced as Topic Alias Maximum
     * @param outgoing how many this client uses at most; the first topics published get them
     * @param longestTopic bytes of a place in the tables; longer topics go without alias
     */
    public MqttSettings topicAliases(int incoming, int outgoing, int longestTopic) {
        this.incomingAliases = incoming;
        this.outgoingAliases = outgoing;
        this.longestAliasedTopic = longestTopic;
        return this;
    }

    /**
     * What to do with a message that is larger than the receive buffer and for which {@link MqttListener#oversized} gives no larger one:
     * acknowledge it and pass over it, which is the default.
     */
    public MqttSettings skipOversized() {
        streamOversized = false;
        refuseOversized = false;
        return this;
    }

    /** As {@link #skipOversized}, but in 5.0 QoS 1 and 2 are acknowledged with Quota exceeded. */
    public MqttSettings refuseOversized() {
        streamOversized = false;
        refuseOversized = true;
        return this;
    }

    /** A message larger than the receive buffer goes to {@link MqttListener#part} in stretches; its topic and properties have to fit. */
    public MqttSettings streamOversized() {
        streamOversized = true;
        return this;
    }

    /** 5.0: enhanced authentication, 4.12; none by default. */
    public MqttSettings authentication(Authentication own) {
        this.authentication = own;
        return this;
    }

    /** 5.0: follows the server's references to another server, 4.11; usually the transport itself. None by default. */
    public MqttSettings redirect(Redirect transport) {
        this.redirect = transport;
        return this;
    }

    /** Keeps the session over a reboot of the device; for a session that is not to be forgotten. None by default. */
    public MqttSettings sessionStore(SessionStore store) {
        this.sessionStore = store;
        return this;
    }

    /** 5.0: how long the server keeps the session without a connection; -1 is for ever, 0, the default, not at all. */
    public MqttSettings sessionExpirySeconds(int seconds) {
        this.sessionExpirySeconds = seconds;
        return this;
    }

    /** How many QoS 2 messages may come in before the first is complete, 1 to 65,535; announced as Receive Maximum in 5.0. */
    public MqttSettings receiveMaximum(int messages) {
        this.receiveMaximum = messages;
        return this;
    }

    /**
     * 5.0: whether the length of the receive buffer is announced as Maximum Packet Size; true by default, to be false where
     * {@link MqttListener#oversized} gives larger buffers.
     */
    public MqttSettings announcePacketSize(boolean announce) {
        this.announcePacketSize = announce;
        return this;
    }

    /**
     * The table of QoS 1 and 2 messages on their way out.
     *
     * @param messages 1 to 65,535, default 8
     * @param bytes room for their packets together, default 512
     */
    public MqttSettings inFlight(int messages, int bytes) {
        this.maximumInFlight = messages;
        this.inFlightBytes = bytes;
        return this;
    }

    /** Places in the table of subscriptions, default 8. */
    public MqttSettings maximumSubscriptions(int count) {
        this.maximumSubscriptions = count;
        return this;
    }

    /** Whether to connect again after a loss or a failed attempt; true by default. */
    public MqttSettings reconnect(boolean reconnect) {
        this.reconnect = reconnect;
        return this;
    }

    /** How long to wait for the stream and the CONNACK together, and for a PINGRESP; 10 seconds each by default. */
    public MqttSettings timeoutsMillis(int connect, int pingresp) {
        this.connectTimeoutMillis = connect;
        this.pingrespTimeoutMillis = pingresp;
        return this;
    }

    /**
     * Waits between attempts: decorrelated jitter.
     *
     * @param base shortest wait, default 500
     * @param cap longest wait, default 60,000
     * @param stable a connection that lasted so long starts over at the base, default 30,000
     * @param seed another one on each device, such as its hardware identifier
     */
    public MqttSettings backoffMillis(int base, int cap, int stable, int seed) {
        this.backoffBaseMillis = base;
        this.backoffCapMillis = cap;
        this.backoffStableMillis = stable;
        this.seed = seed;
        return this;
    }
}
