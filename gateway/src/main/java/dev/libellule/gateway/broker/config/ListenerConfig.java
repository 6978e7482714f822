package dev.libellule.gateway.broker.config;

import dev.libellule.gateway.broker.BrokerOptions.Terms;
import dev.libellule.gateway.broker.BrokerOptions.UserName;
import dev.libellule.gateway.broker.tls.TlsFiles;
import java.nio.file.Path;

/**
 * One port of the broker, or one Unix socket.
 *
 * @param port 1 to 65,535; 0 for a Unix socket
 * @param address to bind, a name or a number; empty for all addresses of the machine
 * @param socket path of a Unix socket; null for a port
 * @param protocol what is spoken there
 * @param access who may come in
 * @param tls null for a port in clear; the files have not been opened yet
 * @param terms what a client gets there
 * @param origin the line that asks for it; null for the default listener
 */
public record ListenerConfig(int port, String address, Path socket, Protocol protocol, Access access, TlsFiles tls,
        Terms terms, Origin origin) {
    /** What is spoken on a port. */
    public enum Protocol {
        MQTT, WEBSOCKETS, HTTP_API
    }

    /**
     * Who may come in; the files have not been opened yet.
     *
     * @param anonymousAllowed whether clients without a user name may connect
     * @param passwordFile null for none
     * @param scramFile null for none
     * @param aclFile null for none
     * @param refusesDeniedSubscriptions whether a subscription that can bring nothing is refused
     * @param zeroLengthClientIdAllowed whether clients without an identifier are given one
     * @param autoIdPrefix what such identifiers begin with
     * @param clientIdPrefix what identifiers have to begin with; empty for anything
     * @param isUserNameClientId whether the user name stands in for the identifier
     * @param userName where it comes from
     */
    public record Access(boolean anonymousAllowed, Path passwordFile, Path scramFile, Path aclFile,
            boolean refusesDeniedSubscriptions, boolean zeroLengthClientIdAllowed, String autoIdPrefix,
            String clientIdPrefix, boolean isUserNameClientId,
            UserName userName) {}

    /** Whether other machines can reach it. */
    public boolean isForTheWorld() {
        return socket == null && !address.equals("localhost") && !address.startsWith("127.") && !address.equals("::1");
    }

    /** For messages: {@code 127.0.0.1 port 1883}. */
    public String place() {
        return socket == null ? "%s port %d".formatted(address.isEmpty() ? "*" : address, port) : socket.toString();
    }
}
