package dev.libellule.gateway.broker.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One bridge: a {@code connection} line and what follows it.
 *
 * @param name from the {@code connection} line
 * @param origin that line
 * @param addresses at least one
 * @param isRoundRobin whether all addresses are equal; else the first is returned to as soon as it is there
 * @param topics at least one
 * @param remote how it connects to the other broker
 * @param local the session here
 * @param start when to connect
 * @param notifications what it says about itself
 * @param way what the bytes go through
 * @param tls null for a connection in clear
 */
public record BridgeConfig(String name, Origin origin, List<Address> addresses, boolean isRoundRobin,
        List<BridgeTopic> topics, Remote remote, Local local, Start start, Notifications notifications, Way way,
        Tls tls) {
    /** Host name or number, and port. */
    public record Address(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** {@code bridge_protocol_version}. */
    public enum Version {
        /** Not said: 5.0, and 3.1.1 where the other broker does not know that. */
        BEST, V50, V311, V31
    }

    /** Who speaks to the other broker. */
    public enum Client {
        OWN, PAHO
    }

    /**
     * What it says in its CONNECT to the other broker.
     *
     * @param clientId empty for {@code name.hostname}
     * @param userName empty for none
     * @param password empty for none
     * @param sessionExpirySeconds how long the other broker keeps the session when the bridge is away
     * @param receiveMaximum messages of QoS 1 and 2 under way, each way; 0 for {@code max_inflight_messages} out and 20 in
     * @param maxPacketSize bytes; 0 for what the other broker takes
     * @param maxTopicAlias how many Topic Aliases the other broker may use
     * @param isRetainSent whether the retain flag goes out with messages
     * @param tryPrivate whether it says that it is a bridge
     * @param attemptUnsubscribe whether it ends subscriptions that an older configuration may have left there
     */
    public record Remote(String clientId, String userName, String password, boolean cleanSession,
            long sessionExpirySeconds, Duration keepAlive, int receiveMaximum, int maxPacketSize, int maxTopicAlias,
            boolean isRetainSent, boolean tryPrivate, boolean attemptUnsubscribe, Version version, Client client) {
        /** Leaves the password out. */
        @Override
        public String toString() {
            return "Remote[clientId=%s, userName=%s, cleanSession=%s, version=%s]".formatted(clientId, userName,
                    cleanSession, version);
        }
    }

    /**
     * The session here, in which messages wait for the other broker.
     *
     * @param clientId empty for {@code local.} and the remote client identifier
     * @param cleanSession whether messages for the other broker are dropped while it is away
     * @param isLiveFirst whether what comes goes before what has waited; else all goes in order
     * @param latePerSecond so many messages that have waited go in a second; 0 for as many as can
     */
    public record Local(String clientId, boolean cleanSession, boolean isLiveFirst, int latePerSecond) {}

    /** {@code start_type}. */
    public enum StartType {
        AUTOMATIC, LAZY, ONCE
    }

    /**
     * When to connect.
     *
     * @param threshold lazy: so many messages have to wait
     * @param idle lazy: after so long without a message the connection ends
     */
    public record Start(StartType type, int threshold, Duration idle, Restart restart) {}

    /**
     * Decorrelated jitter.
     *
     * @param base the shortest wait
     * @param cap the longest wait
     * @param stable a connection that lasted so long was a good one: the next wait begins at the base again
     */
    public record Restart(Duration base, Duration cap, Duration stable) {}

    /**
     * What it says about itself: 1 or 0, retained.
     *
     * @param topic empty for {@code $SYS/broker/connection/<name>/state}
     */
    public record Notifications(boolean isOn, boolean isLocalOnly, String topic) {}

    /**
     * What the bytes go through.
     *
     * @param bindAddress of this machine; empty for the system's choice
     * @param keepAlive of TCP: seconds of silence, seconds between probes, number of probes; empty for none
     * @param userTimeout how long what was sent may stay unacknowledged; zero for the usual
     * @param webSocketPath null for plain TCP
     * @param proxy null for none
     */
    public record Way(String bindAddress, List<Integer> keepAlive, Duration userTimeout, String webSocketPath,
            Proxy proxy) {
        public Way {
            keepAlive = List.copyOf(keepAlive);
        }
    }

    /**
     * A proxy on the way.
     *
     * @param isSocks SOCKS5, RFC 1928; else HTTP CONNECT, RFC 9110, 9.3.6
     * @param userName empty for none
     */
    public record Proxy(boolean isSocks, Address address, String userName, String password) {
        /** Leaves the password out. */
        @Override
        public String toString() {
            return (isSocks ? "SOCKS5 " : "HTTP ") + "proxy " + address;
        }
    }

    /**
     * Certificates; the files have not been opened yet.
     *
     * @param caFile null for none
     * @param caPath a folder; null for none
     * @param systemAuthorities whether those of the system are trusted
     * @param certFile null for none
     * @param keyFile null for none
     * @param isInsecure whether the host name in the certificate is not compared
     * @param version {@code tlsv1.2}, {@code tlsv1.3} or empty for both
     * @param alpn the protocol to ask for, RFC 7301; empty for none
     * @param requireOcsp whether the server has to prove that its certificate is not revoked, RFC 6960
     * @param ciphers OpenSSL's names, separated by colons, of both versions of TLS; empty for Java's choice
     */
    public record Tls(Path caFile, Path caPath, boolean systemAuthorities, Path certFile, Path keyFile,
            boolean isInsecure, String version, String alpn, boolean requireOcsp, String ciphers) {}

    public BridgeConfig {
        addresses = List.copyOf(addresses);
        topics = List.copyOf(topics);
    }
}
