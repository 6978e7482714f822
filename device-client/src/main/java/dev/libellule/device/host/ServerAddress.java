package dev.libellule.device.host;

import java.nio.charset.StandardCharsets;

/**
 * Where a stream goes: the server of the configuration, or for now the one that it refers to, 4.11. The layers of one stream share one, so
 * that socket, certificate check and HTTP speak of the same server.
 */
final class ServerAddress {
    private final String homeHost;
    private final int homePort;
    private String host;
    private int port;

    ServerAddress(String host, int port) {
        homeHost = host;
        homePort = port;
        home();
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** Host and port as in a URL. */
    String text() {
        return urlHost() + ":" + port;
    }

    /** The host as in a URL: an IPv6 address in brackets. */
    String urlHost() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    void home() {
        host = homeHost;
        port = homePort;
    }

    /** Goes to the first of the references that is one; without a port it means the port of the configuration. */
    boolean follow(byte[] reference, int offset, int length) {
        for (String part : new String(reference, offset, length, StandardCharsets.UTF_8).split(" ")) {
            ServerAddress found = parse(part, homePort);
            if (found != null) {
                host = found.host;
                port = found.port;
                return true;
            }
        }
        return false;
    }

    /**
     * Reads {@code host}, {@code host:port}, {@code [address]} or {@code [address]:port}, the forms of 4.11.
     *
     * @return null if it is none of them
     */
    static ServerAddress parse(String text, int defaultPort) {
        int end; // of the host
        String host;
        if (text.startsWith("[")) {
            end = text.indexOf(']') + 1;
            host = end == 0 ? "" : text.substring(1, end - 1);
        } else {
            int colon = text.indexOf(':');
            end = colon < 0 ? text.length() : colon;
            host = text.substring(0, end);
        }
        boolean inBrackets = end > host.length();
        if (!isHost(host, inBrackets)) {
            return null;
        }
        if (end == text.length()) {
            return new ServerAddress(host, defaultPort);
        }
        int port = text.charAt(end) == ':' ? port(text.substring(end + 1)) : 0;
        return port == 0 ? null : new ServerAddress(host, port);
    }

    /** What neither a resolver, nor TLS, nor an HTTP header could be led astray by; a name of other scripts comes as {@code xn--}. */
    private static boolean isHost(String host, boolean inBrackets) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-'
                    || c == '_';
            if (!plain && !(inBrackets && (c == ':' || c == '%' && host.indexOf(':') >= 0))) {
                return false;
            }
        }
        return !host.isEmpty() && host.length() <= 255;
    }

    /** 1 to 65,535, or 0 if it is no port. */
    private static int port(String digits) {
        int port = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9' || i >= 5) {
                return 0;
            }
            port = port * 10 + c - '0';
        }
        return port <= 65_535 ? port : 0;
    }
}
