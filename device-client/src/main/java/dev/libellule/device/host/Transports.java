package dev.libellule.device.host;

/** Makes the transport that a URL names. */
public final class Transports {
    private static final int BUFFER_BYTES = 65_536;
    /** Below TLS and WebSocket, whose records and frames are smaller. */
    private static final int LAYER_BYTES = 32_768;

    private Transports() {}

    /**
     * Makes a transport.
     *
     * <pre>
     *   mqtt://host[:1883]          TCP          ws://host[:80][/path]     WebSocket, path /mqtt unless given
     *   mqtts://host[:8883]         TLS          wss://host[:443][/path]   WebSocket in TLS
     *   unix:/path, unix:///path    Unix socket
     * </pre>
     *
     * <p>An IPv6 address stands in brackets. Users and passwords are none of its business, nor are topics: a URL that has them is refused.
     *
     * @param tls for {@code mqtts} and {@code wss}; null as new {@link TlsOptions}
     * @throws HostException if the URL is none of these, a file of the options cannot be used, or the machine lacks what is needed
     */
    public static HostTransport of(String url, TlsOptions tls) {
        return of(url, tls, new TcpOptions());
    }

    /**
     * Makes a transport that does not go straight to the server.
     *
     * @param url as in {@link #of(String, TlsOptions)}
     * @param tls for {@code mqtts} and {@code wss}; null as new {@link TlsOptions}
     * @param tcp where it comes from, and through which proxy it goes; a Unix socket takes no notice of it
     * @throws HostException if the URL is none of these, a file of the options cannot be used, or the machine lacks what is needed
     */
    public static HostTransport of(String url, TlsOptions tls, TcpOptions tcp) {
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon);
        String rest = url.substring(colon + 1);
        TlsOptions options = tls == null ? new TlsOptions() : tls;
        switch (scheme) {
            case "unix":
                String path = rest.startsWith("//") ? rest.substring(2) : rest;
                if (!path.startsWith("/")) {
                    throw wrong(url,
                            "after unix: comes the path of the socket from the root, such as unix:/run/mosquitto.sock");
                }
                return new UnixTransport(path);
            case "mqtt":
                return tcp.stream(withoutPath(url, rest, 1883), BUFFER_BYTES);
            case "mqtts":
                return tls(withoutPath(url, rest, 8883), options, tcp);
            case "ws":
                ServerAddress plain = address(url, rest, 80);
                return new WebSocketTransport(plain, tcp.stream(plain, LAYER_BYTES), path(rest), 80);
            case "wss":
                ServerAddress encrypted = address(url, rest, 443);
                return new WebSocketTransport(encrypted, tls(encrypted, options, tcp), path(rest), 443);
            default:
                throw wrong(url, "it begins with mqtt://, mqtts://, ws://, wss:// or unix:");
        }
    }

    private static TlsTransport tls(ServerAddress address, TlsOptions options, TcpOptions tcp) {
        return new TlsTransport(address, tcp.stream(address, LAYER_BYTES), options);
    }

    private static ServerAddress withoutPath(String url, String rest, int port) {
        int slash = slash(rest);
        if (slash < rest.length() - 1) {
            throw wrong(url, "after host and port comes nothing more");
        }
        return address(url, rest, port);
    }

    private static ServerAddress address(String url, String rest, int port) {
        if (!rest.startsWith("//")) {
            throw wrong(url, "after the colon come two slashes");
        }
        ServerAddress address = ServerAddress.parse(rest.substring(2, slash(rest)), port);
        if (address == null) {
            throw wrong(url, rest.indexOf('@') >= 0
                    ? "user name and password do not belong here"
                    : "host, host:port or [IPv6 address]:port is expected, the port 1 to 65535");
        }
        return address;
    }

    /**
     * Puts TLS, WebSocket or both upon a stream that the application makes, such as one through a proxy.
     *
     * @param tls null for none
     * @param path of the server's WebSocket; null for none
     * @throws HostException as of the other one
     */
    public static HostTransport over(HostTransport stream, String host, int port, TlsOptions tls, String path) {
        ServerAddress address = new ServerAddress(host, port);
        HostTransport below = tls == null ? stream : new TlsTransport(address, stream, tls);
        return path == null ? below : new WebSocketTransport(address, below, path, tls == null ? 80 : 443);
    }

    private static String path(String rest) {
        int slash = slash(rest);
        return slash == rest.length() ? WebSocketTransport.PATH : rest.substring(slash);
    }

    /** Where host and port end. */
    private static int slash(String rest) {
        int slash = rest.indexOf('/', 2);
        return slash < 0 ? rest.length() : slash;
    }

    private static HostException wrong(String url, String why) {
        int at = url.lastIndexOf('@'); // a password is not to be repeated
        return new HostException(
                "'" + (at < 0 ? url : url.replaceFirst("//.*@", "//...@")) + "' is not the URL of a server: " + why,
                null);
    }
}
