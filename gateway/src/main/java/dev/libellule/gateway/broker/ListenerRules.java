package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/** What holds for the clients of one listener: who may come in, and on what terms. Broker thread; {@link #change} sets it anew. */
final class ListenerRules {
    private Authenticator authenticator;
    private Listener listener;
    private int connections;

    ListenerRules(Listener listener, Authenticator authenticator) {
        this.listener = listener;
        this.authenticator = authenticator;
    }

    /** Rules of a listener without any of its own. */
    static ListenerRules with(Authenticator authenticator) {
        return new ListenerRules(Listener.loopback(0, BrokerOptions.Transport.TCP), authenticator);
    }

    /** The configuration was read again: other passwords, rights and certificates for those who come from now on. */
    void change(Listener newListener, Authenticator newAuthenticator) {
        listener = newListener;
        authenticator = newAuthenticator;
    }

    /** Of the listener, for records: what is the same after the next start. */
    String name() {
        return listener.toString();
    }

    Listener listener() {
        return listener;
    }

    Authenticator authenticator() {
        return authenticator;
    }

    BrokerOptions.Access access() {
        return listener.access();
    }

    BrokerOptions.Terms terms() {
        return listener.terms();
    }

    /** Counts one connection more; false if there is no room for it, {@code max_connections}. */
    boolean admit() {
        if (terms().maxConnections() >= 0 && connections >= terms().maxConnections()) {
            return false;
        }
        connections++;
        return true;
    }

    void left() {
        connections--;
    }

    /** The rights of a client; null when it may do everything. */
    Rights rights(String userName, String clientId) {
        return access().acl() == null ? null : access().acl().rights(userName, clientId);
    }

    /** With our own option a subscription that can bring nothing is refused, rather than granted in vain. */
    boolean refuses(String filter, Rights rights) {
        return rights != null && access().refusesDeniedSubscriptions()
                && !rights.mayReceiveSomeOf(TopicTree.withoutGroup(filter));
    }

    /** From the CONNECT, or from the certificate where the listener says so; null if there is none. */
    String userName(Connect connect, Wire wire) {
        return switch (access().userName()) {
            case CONNECT_PACKET -> connect.userName.isPresent()
                    ? new String(connect.userName.copy(), StandardCharsets.UTF_8)
                    : null;
            case CERTIFICATE_COMMON_NAME -> wire.certificateName(false);
            case CERTIFICATE_SUBJECT -> wire.certificateName(true);
        };
    }

    /** An identifier for a client that has none: {@code auto_id_prefix} and a UUID, as Mosquitto's. */
    String newIdentifier() {
        return access().autoIdPrefix() + UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
    }

    /**
     * Whether a CONNECT is within what the listener allows, before anybody's password is looked at.
     *
     * @param userName null for an anonymous client
     * @return {@link ReasonCode#SUCCESS}, or what it is refused with
     */
    int checkConnect(Connect connect, String userName, Policy policy) {
        BrokerOptions.Access access = access();
        if (!terms().protocolVersions().contains(connect.version)) {
            return ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
        }
        if (userName == null && access.userName() != BrokerOptions.UserName.CONNECT_PACKET) {
            return ReasonCode.BAD_USER_NAME_OR_PASSWORD; // the certificate that has it is missing
        }
        if (access.isUserNameClientId()) {
            return userName == null || userName.isEmpty() ? ReasonCode.NOT_AUTHORIZED : ReasonCode.SUCCESS;
        }
        boolean mayBeEmpty = access.zeroLengthClientIdAllowed() && connect.version != MqttVersion.V3_1
                && (connect.version == MqttVersion.V5_0 || connect.cleanStart);
        if (connect.clientIdentifier.length == 0 && !mayBeEmpty) {
            return ReasonCode.CLIENT_IDENTIFIER_NOT_VALID; // 3.1.1 [MQTT-3.1.3-8]
        }
        String identifier = new String(connect.clientIdentifier.copy(), StandardCharsets.UTF_8);
        if (!identifier.startsWith(access.clientIdPrefix())) {
            return ReasonCode.NOT_AUTHORIZED;
        }
        if (connect.version != MqttVersion.V5_0
                && keepAliveSeconds(connect.keepAliveSeconds, policy) != connect.keepAliveSeconds) {
            return ReasonCode.CLIENT_IDENTIFIER_NOT_VALID; // as Mosquitto: 3.1.1 has no way to say which would do
        }
        return connect.hasWill()
                ? checkPublish(connect.willQos, connect.willRetain, policy.retainAvailable()) // [MQTT-3.2.2-12], [MQTT-3.2.2-13]
                : ReasonCode.SUCCESS;
    }

    /** The Keep Alive that holds, {@code max_keepalive}. */
    int keepAliveSeconds(int requested, Policy policy) {
        int longest = policy.maxKeepAliveSeconds();
        boolean isLimited = longest > 0 && longest < Policy.ANY_KEEP_ALIVE;
        return isLimited && (requested == 0 || requested > longest) ? longest : requested;
    }

    /**
     * Whether a QoS and a RETAIN flag are within what clients of this listener were told, 3.2.2.3.4 and 3.2.2.3.5.
     *
     * @return {@link ReasonCode#SUCCESS}, or what ends the connection
     */
    int checkPublish(int qos, boolean retain, boolean retainAvailable) {
        if (qos > terms().maxQos()) {
            return ReasonCode.QOS_NOT_SUPPORTED; // [MQTT-3.2.2-11]
        }
        return retain && !retainAvailable ? ReasonCode.RETAIN_NOT_SUPPORTED : ReasonCode.SUCCESS; // [MQTT-3.2.2-14]
    }
}
