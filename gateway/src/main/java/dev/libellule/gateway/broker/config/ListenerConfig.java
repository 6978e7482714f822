package dev.libellule.gateway.broker.config;

import java.nio.file.Path;

/**
 * One port of the broker.
 *
 * @param port 1 to 65,535
 * @param address to bind, a name or a number; empty for all addresses of the machine
 * @param protocol what is spoken there
 * @param maxConnections clients at the same time; -1 for any number
 * @param anonymousAllowed whether clients without a user name may connect
 * @param passwordFile null for none; it has not been opened yet
 * @param origin the line that asks for it; null for the default listener
 */
public record ListenerConfig(int port, String address, Protocol protocol, int maxConnections, boolean anonymousAllowed,
        Path passwordFile, Origin origin) {
    /** What is spoken on a port. */
    public enum Protocol {
        MQTT, WEBSOCKETS
    }
}
