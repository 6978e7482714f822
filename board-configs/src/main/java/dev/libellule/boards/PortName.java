package dev.libellule.boards;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which serial port a board is on, by a name that stays the same whatever the socket; read by {@link #of}. */
public sealed interface PortName {
    /** A path, such as one of {@code /dev/serial/by-id} or {@code /dev/serial/by-path}; may be a link. */
    record Device(String path) implements PortName {}

    /**
     * What the USB device says of itself: {@code usb:2341:0043:75834353330351D0A1B2}.
     *
     * @param vendor four hex digits
     * @param product four hex digits
     * @param serial empty if the board has none; then there may be but one of its kind
     */
    record Usb(String vendor, String product, String serial) implements PortName {}

    /** The board's own hello: {@code hello:salon-uno}. */
    record Hello(String board) implements PortName {}

    /** A line behind a TCP socket, as ser2net gives it: {@code tcp://host:port}. */
    record Tcp(String host, int port) implements PortName {}

    /** A line behind a telnet server that also takes baud rate and DTR, RFC 2217: {@code rfc2217://host:port}. */
    record Rfc2217(String host, int port) implements PortName {}

    /** Reads a name. Throws a {@link BoardException} that says what is wrong. */
    static PortName of(String text) {
        if (text.isBlank()) {
            throw new BoardException("port", "is empty; give the path, such as /dev/serial/by-id/... or /dev/ttyACM0");
        }
        Matcher usb = Forms.USB.matcher(text);
        if (usb.matches()) {
            String serial = usb.group(3) == null ? "" : usb.group(3);
            return new Usb(usb.group(1).toLowerCase(Locale.ROOT), usb.group(2).toLowerCase(Locale.ROOT), serial);
        }
        if (text.startsWith("hello:")) {
            String board = text.substring("hello:".length());
            Checks.deviceId("port", board);
            return new Hello(board);
        }
        Matcher socket = Forms.SOCKET.matcher(text);
        if (socket.matches()) {
            String host = socket.group(2);
            String plainHost = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            int port = Integer.parseInt(socket.group(3));
            Checks.between("port", port, 1, 65_535);
            return socket.group(1).equals("tcp") ? new Tcp(plainHost, port) : new Rfc2217(plainHost, port);
        }
        if (text.startsWith("usb:") || text.contains("://")) {
            throw new BoardException("port", ("'%s' is not understood; write a path such as /dev/serial/by-id/..., "
                    + "usb:2341:0043:SERIAL, hello:salon-uno, tcp://host:port or rfc2217://host:port").formatted(text));
        }
        return new Device(text);
    }

    /** How they are written. */
    final class Forms {
        private static final Pattern USB = Pattern.compile("usb:(\\p{XDigit}{4}):(\\p{XDigit}{4})(?::(\\S+))?");
        private static final Pattern SOCKET = Pattern
                .compile("(tcp|rfc2217)://(\\[[0-9a-fA-F:.]+\\]|[^/:\\s]+):(\\d{1,5})/?");

        private Forms() {}
    }
}
