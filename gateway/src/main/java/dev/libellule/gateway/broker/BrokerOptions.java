package dev.libellule.gateway.broker;

import java.time.Duration;
import java.util.List;

/**
 * What a broker is started with.
 *
 * @param listeners where it is to be reached; may be empty for local clients only
 * @param limits what one client gets
 * @param sysInterval between two publications of {@code $SYS}; zero for none
 */
public record BrokerOptions(List<Listener> listeners, Limits limits, Duration sysInterval) {
    /** Mosquitto's {@code sys_interval}. */
    public static final Duration SYS_INTERVAL = Duration.ofSeconds(10);

    /** What is spoken on a port. */
    public enum Transport {
        TCP, WEBSOCKET
    }

    /**
     * One port.
     *
     * @param address to bind, such as {@code 127.0.0.1}; empty for all addresses of the machine
     * @param port 1 to 65,535, or 0 for any free one
     * @param anonymousAllowed whether clients without a user name may connect
     * @param credentials checks user names and passwords; null lets every user name in if anonymous clients are allowed
     */
    public record Listener(String address, int port, Transport transport, boolean anonymousAllowed,
            Credentials credentials) {
        /** A listener on this machine only, for anybody. */
        public static Listener loopback(int port, Transport transport) {
            return new Listener("127.0.0.1", port, transport, true, null);
        }
    }

    /** Knows who has which password. May take its time: it is called on a thread of its own. */
    @FunctionalInterface
    public interface Credentials {
        boolean check(String userName, byte[] password);
    }

    public BrokerOptions {
        listeners = List.copyOf(listeners);
    }

    /** Anonymous clients of this machine, on TCP. */
    public static BrokerOptions loopback(int port) {
        return new BrokerOptions(List.of(Listener.loopback(port, Transport.TCP)), Limits.DEFAULT, SYS_INTERVAL);
    }
}
