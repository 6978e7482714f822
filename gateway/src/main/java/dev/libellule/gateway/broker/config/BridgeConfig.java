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
 * @param topics at least one
 * @param remote how it connects to the other broker
 * @param localClientId empty for {@code local.} and the remote client identifier
 * @param localCleanSession whether messages for the other broker are dropped while it is away
 * @param restart when to connect again
 * @param notifications what it says about itself
 * @param tls null for a connection in clear
 */
public record BridgeConfig(String name, Origin origin, List<Address> addresses, List<BridgeTopic> topics, Remote remote,
        String localClientId, boolean localCleanSession, Restart restart, Notifications notifications, Tls tls) {
    /** Host name or number, and port. */
    public record Address(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * What it says in its CONNECT to the other broker.
     *
     * @param clientId empty for {@code name.hostname}
     * @param userName empty for none
     * @param password empty for none
     * @param sessionExpirySeconds how long the other broker keeps the session when the bridge is away
     * @param maxPacketSize bytes; 0 for what the other broker takes
     * @param isRetainSent whether the retain flag goes out with messages
     * @param tryPrivate whether it says that it is a bridge
     */
    public record Remote(String clientId, String userName, String password, boolean cleanSession,
            long sessionExpirySeconds, Duration keepAlive, int receiveMaximum, int maxPacketSize, boolean isRetainSent,
            boolean tryPrivate) {
        /** Leaves the password out. */
        @Override
        public String toString() {
            return "Remote[clientId=%s, userName=%s, cleanSession=%s]".formatted(clientId, userName, cleanSession);
        }
    }

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
     * Certificates; the files have not been opened yet.
     *
     * @param caFile null for none
     * @param caPath a folder; null for none
     * @param systemAuthorities whether those of the system are trusted
     * @param certFile null for none
     * @param keyFile null for none
     * @param isInsecure whether the host name in the certificate is not compared
     * @param version {@code tlsv1.2}, {@code tlsv1.3} or empty for both
     */
    public record Tls(Path caFile, Path caPath, boolean systemAuthorities, Path certFile, Path keyFile,
            boolean isInsecure, String version) {}

    public BridgeConfig {
        addresses = List.copyOf(addresses);
        topics = List.copyOf(topics);
    }
}
