package dev.libellule.gateway.broker;

import dev.libellule.gateway.broker.auth.ScramVerifier;
import dev.libellule.gateway.broker.tls.TlsEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a broker is started with.
 *
 * @param listeners where it is to be reached; may be empty for local clients only
 * @param limits what one client gets
 * @param sysInterval between two publications of {@code $SYS}; zero for none
 * @param store the file where what has to survive is kept; null to keep all in memory
 */
public record BrokerOptions(List<Listener> listeners, Limits limits, Duration sysInterval, Path store) {
    /** Mosquitto's {@code sys_interval}. */
    public static final Duration SYS_INTERVAL = Duration.ofSeconds(10);

    /** What is spoken on a port. */
    public enum Transport {
        TCP, WEBSOCKET,
        /** No MQTT, but what {@link HttpApi} answers. */
        HTTP_API
    }

    /**
     * One port, or one Unix socket.
     *
     * @param address to bind, such as {@code 127.0.0.1}; empty for all addresses of the machine
     * @param port 1 to 65,535, or 0 for any free one
     * @param socket path of a Unix socket in place of address and port; null for none
     * @param access who may come in and what they may do
     * @param tls certificates; null for a port in clear
     * @param terms what a client gets there
     */
    public record Listener(String address, int port, Path socket, Transport transport, Access access,
            TlsEndpoint tls, Terms terms) {
        /**
         * A listener with the usual terms and no access control list.
         *
         * @param anonymousAllowed whether clients without a user name may connect
         * @param credentials checks user names and passwords; null lets every user name in if anonymous clients are allowed
         */
        public Listener(String address, int port, Transport transport, boolean anonymousAllowed,
                Credentials credentials) {
            this(address, port, null, transport, Access.of(anonymousAllowed, credentials), null, Terms.USUAL);
        }

        /** A listener on this machine only, for anybody. */
        public static Listener loopback(int port, Transport transport) {
            return new Listener("127.0.0.1", port, transport, true, null);
        }

        /** The same place, which stays open when the configuration is read again. */
        boolean isAtSamePlace(Listener other) {
            return address.equals(other.address) && port == other.port && Objects.equals(socket, other.socket)
                    && transport == other.transport && (tls == null) == (other.tls == null);
        }

        /** For log lines: {@code 127.0.0.1 port 1883}. */
        @Override
        public String toString() {
            return socket == null ? "%s port %d".formatted(address.isEmpty() ? "*" : address, port) : socket.toString();
        }
    }

    /** Where the user name of a client comes from. */
    public enum UserName {
        CONNECT_PACKET, CERTIFICATE_COMMON_NAME, CERTIFICATE_SUBJECT
    }

    /**
     * Who may come in and what they may do.
     *
     * @param anonymousAllowed whether clients without a user name may connect
     * @param credentials checks user names and passwords; null lets every user name in if anonymous clients are allowed
     * @param acl the access control list; null lets everybody do everything
     * @param refusesDeniedSubscriptions whether a subscription that can bring nothing is refused rather than granted in vain
     * @param zeroLengthClientIdAllowed whether clients without an identifier are given one
     * @param autoIdPrefix what such identifiers begin with
     * @param clientIdPrefix what identifiers of clients have to begin with; empty for anything
     * @param isUserNameClientId whether the user name stands in for the identifier
     * @param userName where it comes from
     */
    public record Access(boolean anonymousAllowed, Credentials credentials, AccessList acl,
            boolean refusesDeniedSubscriptions, boolean zeroLengthClientIdAllowed, String autoIdPrefix,
            String clientIdPrefix, boolean isUserNameClientId, UserName userName) {
        static Access of(boolean anonymousAllowed, Credentials credentials) {
            return new Access(anonymousAllowed, credentials, null, false, true, "auto-", "", false,
                    UserName.CONNECT_PACKET);
        }
    }

    /**
     * What a client of a listener gets; the words are those of Mosquitto's configuration.
     *
     * @param maxConnections at the same time; -1 for any number
     * @param maxQos 0, 1 or 2
     * @param maxTopicAlias aliases that a client may set, 0 to 65,535
     * @param maxTopicAliasBroker aliases that we set for a client, if it allows as many, 0 to 65,535
     * @param mountPoint put before the client's topics, which it does not see; empty for none
     * @param protocolVersions 3, 4 and 5 for MQTT 3.1, 3.1.1 and 5.0
     * @param origins of web pages that may connect; empty for all
     * @param httpDir a folder of files for browsers; null for none
     * @param told what clients of 5.0 are told beyond that
     * @param proxy what stands before the listener
     */
    public record Terms(int maxConnections, int maxQos, int maxTopicAlias, int maxTopicAliasBroker, String mountPoint,
            Set<Integer> protocolVersions, List<String> origins, Path httpDir, Told told, Proxy proxy) {
        /** With nothing to be told. */
        public Terms(int maxConnections, int maxQos, int maxTopicAlias, String mountPoint,
                Set<Integer> protocolVersions, List<String> origins, Path httpDir) {
            this(maxConnections, maxQos, maxTopicAlias, 10, mountPoint, protocolVersions, origins, httpDir,
                    Told.NOTHING, Proxy.NONE);
        }

        public static final Terms USUAL = new Terms(-1, 2, 10, "", Set.of(3, 4, 5), List.of(), null);
    }

    /**
     * What clients of 5.0 are told, if it is configured.
     *
     * @param serverReference the server to go to, {@code host:port}, 4.11; empty to stay here
     * @param hasMoved for good, rather than for now
     * @param responseInformation what topics of answers begin with, 4.10; empty for nothing
     */
    public record Told(String serverReference, boolean hasMoved, String responseInformation) {
        public static final Told NOTHING = new Told("", false, "");
    }

    /**
     * A proxy before a listener, which says by the PROXY protocol who is behind it.
     *
     * @param version 1 or 2; 0 for no proxy
     * @param requiresTls whether clients have to reach the proxy with TLS; version 2
     * @param requiresCertificate whether they have to show the proxy a certificate that it accepts; version 2
     */
    public record Proxy(int version, boolean requiresTls, boolean requiresCertificate) {
        public static final Proxy NONE = new Proxy(0, false, false);
    }

    /** Knows what each client may do. */
    @FunctionalInterface
    public interface AccessList {
        /**
         * The rights of a client.
         *
         * @param userName null for an anonymous client
         */
        Rights rights(String userName, String clientId);
    }

    /** Knows who has which password. May take its time: it is called on a thread of its own. */
    @FunctionalInterface
    public interface Credentials {
        boolean check(String userName, byte[] password);

        /** Whether there are users of SCRAM-SHA-256. */
        default boolean hasScram() {
            return false;
        }

        /** What checks a user of SCRAM-SHA-256; null if there is none of that name. */
        default ScramVerifier scram(String userName) {
            return null;
        }
    }

    public BrokerOptions {
        listeners = List.copyOf(listeners);
    }

    /** Keeps all in memory. */
    public BrokerOptions(List<Listener> listeners, Limits limits, Duration sysInterval) {
        this(listeners, limits, sysInterval, null);
    }

    /** Anonymous clients of this machine, on TCP. */
    public static BrokerOptions loopback(int port) {
        return new BrokerOptions(List.of(Listener.loopback(port, Transport.TCP)), Limits.DEFAULT, SYS_INTERVAL);
    }
}
