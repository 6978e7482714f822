package dev.libellule.device.host;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;

/** The HTTP request and response that begin a WebSocket, RFC 6455, 4.1. */
final class WebSocketGreeting {
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3

    private final String path;
    private final int usualPort;
    private final SecureRandom random = new SecureRandom();
    private String key = "";

    WebSocketGreeting(String path, int usualPort) {
        boolean good = path.startsWith("/") && path.length() <= 1024;
        for (int i = 0; i < path.length(); i++) {
            good &= path.charAt(i) > ' ' && path.charAt(i) < 0x7F && path.charAt(i) != '#';
        }
        if (!good) {
            throw new HostException("'" + path + "' is no path of a WebSocket; it begins with a slash, as "
                    + WebSocketTransport.PATH
                    + " does, and has neither blanks nor letters beyond ASCII (write %20 and the like)",
                    null);
        }
        this.path = path;
        this.usualPort = usualPort;
    }

    /** A request with a new key. */
    byte[] request(ServerAddress address) {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        key = Base64.getEncoder().encodeToString(nonce);
        return ("GET " + path + " HTTP/1.1\r\nHost: "
                + (address.port() == usualPort ? address.urlHost() : address.text())
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key
                + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n") // [MQTT-6.0.0-3]
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** What is wrong with the response, for people; null if it is the right one. */
    String check(String response) {
        String[] lines = response.split("\r\n");
        String[] status = lines[0].split(" ", 3);
        if (!lines[0].startsWith("HTTP/1.") || status.length < 2) {
            return "the server does not answer as a web server does; is this its WebSocket port?";
        }
        if (!status[1].equals("101")) {
            return refusal(printable(lines[0]), status[1], header(lines, "location"));
        }
        if (!header(lines, "upgrade").equalsIgnoreCase("websocket")
                || !(", " + header(lines, "connection").toLowerCase(Locale.ROOT) + ",").matches(".*, *upgrade *,.*")) {
            return "the server answered '" + printable(lines[0])
                    + "' but did not switch to WebSocket; is a proxy in between?";
        }
        if (!header(lines, "sec-websocket-accept").equals(accept(key))) {
            return "the server's answer does not belong to this request (Sec-WebSocket-Accept); is a cache in between?";
        }
        if (!header(lines, "sec-websocket-extensions").isEmpty()) {
            return "the server uses WebSocket extensions that nobody asked for: "
                    + printable(header(lines, "sec-websocket-extensions"));
        }
        String protocol = header(lines, "sec-websocket-protocol");
        return protocol.equals("mqtt") // [MQTT-6.0.0-4]
                ? null
                : "the server's WebSocket at " + path + " speaks "
                        + (protocol.isEmpty() ? "no named protocol" : "'" + printable(protocol) + "'")
                        + ", not 'mqtt'; is this the right path?";
    }

    private String refusal(String line, String code, String location) {
        String saying = "the server answered '" + line + "' instead of opening a WebSocket at " + path;
        if (!location.isEmpty()) {
            return saying + "; it refers to " + printable(location);
        }
        switch (code) {
            case "401":
            case "403":
            case "407":
                return saying + "; it wants a permission that MQTT cannot give, as of a proxy";
            default:
                return saying + "; is this the right path?";
        }
    }

    /** The value of a header; that of several, with commas between them. */
    private static String header(String[] lines, String name) {
        StringBuilder value = new StringBuilder();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0 && lines[i].substring(0, colon).trim().equalsIgnoreCase(name)) {
                value.append(value.length() == 0 ? "" : ",").append(lines[i].substring(colon + 1).trim());
            }
        }
        return value.toString();
    }

    /** What a server answers to a key. */
    static String accept(String key) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new HostException("this JVM has no SHA-1, which WebSocket needs", e);
        }
    }

    /** At most 200 characters, none of which moves a terminal's cursor. */
    static String printable(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= 200 ? plain : plain.substring(0, 200) + "...";
    }
}
