package dev.libellule.gateway.broker.config;

import dev.libellule.gateway.broker.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a broker is to do: the contents of a {@code mosquitto.conf} and the files it includes.
 *
 * @param listeners at least one
 * @param persistence where state is kept
 * @param log where the log goes
 * @param limits what one client gets
 * @param sysInterval between two publications of {@code $SYS}; zero for none
 * @param pidFile null for none
 * @param user whom the program becomes when root starts it
 * @param bridges to other brokers
 * @param notices one line for each option that is accepted but does something else here
 */
public record BrokerConfig(List<ListenerConfig> listeners, Persistence persistence, Log log, Limits limits,
        Duration sysInterval, Path pidFile, String user, List<BridgeConfig> bridges, List<String> notices) {
    /**
     * Where state is kept.
     *
     * @param isOn whether it is kept at all
     * @param location a folder; null for the working directory
     */
    public record Persistence(boolean isOn, Path location, String file, Duration autosaveInterval) {
        private static final String MOSQUITTOS = "mosquitto.db";

        /** The file to use; null to keep all in memory. Mosquitto's own file has another format and is left alone. */
        public Path store() {
            if (!isOn) {
                return null;
            }
            String name = file.equals(MOSQUITTOS) ? "libellule.db" : file;
            return location == null ? Path.of(name) : location.resolve(name);
        }
    }

    /**
     * Where the log goes.
     *
     * @param destinations such as {@code stderr}, or {@code file /var/log/mosquitto.log}
     * @param types such as {@code error}; empty for Mosquitto's default
     * @param timestamp whether lines begin with the time
     * @param timestampFormat in the letters of C's strftime; empty for seconds since 1970
     */
    public record Log(List<String> destinations, List<String> types, boolean timestamp, String timestampFormat) {}

    public BrokerConfig {
        listeners = List.copyOf(listeners);
        bridges = List.copyOf(bridges);
        notices = List.copyOf(notices);
    }

    /** What holds without a configuration file: this machine only, anonymous clients allowed. */
    public static BrokerConfig loopback(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port %d: must be 1 to 65535, or 0 for any free one".formatted(port));
        }
        return ConfigBuilder.loopback(port);
    }
}
