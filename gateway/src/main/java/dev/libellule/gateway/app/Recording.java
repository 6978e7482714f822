package dev.libellule.gateway.app;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What came over a serial line, with its times, as text: a header, then a line for each piece that was read.
 *
 * <pre>
 *   # libellule serial 1 /dev/ttyACM0 115200
 *   0.000 @salon-uno fw=0.1.0\r\n
 *   1.021 T:22.5\r\nT:2
 * </pre>
 *
 * <p>Seconds since the first piece; bytes that are no letters of ASCII, and the backslash, as {@code \r}, {@code \n} or {@code \xB0}.
 */
final class Recording {
    private static final String HEADER = "# libellule serial 1 ";

    /**
     * One piece.
     *
     * @param millis since the beginning
     */
    record Piece(long millis, byte[] bytes) {}

    private Recording() {}

    static String header(String port, int baud) {
        return HEADER + port + " " + baud;
    }

    static String line(long millis, byte[] bytes, int length) {
        StringBuilder text = new StringBuilder("%d.%03d ".formatted(millis / 1000, millis % 1000));
        for (int i = 0; i < length; i++) {
            int b = bytes[i] & 0xFF;
            switch (b) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\\' -> text.append("\\\\");
                default -> text.append(b >= ' ' && b <= '~' ? String.valueOf((char) b) : "\\x%02X".formatted(b));
            }
        }
        return text.toString();
    }

    /** Checks the first line of a file. */
    static void checkHeader(String file, BufferedReader in) throws IOException {
        String first = in.readLine();
        if (first == null || !first.startsWith(HEADER)) {
            throw new IllegalArgumentException(
                    file + " is no recording of a serial line; make one with: libellule serial record PORT FILE");
        }
    }

    /** The next piece; empty at the end. */
    static Optional<Piece> next(String file, BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && (line.isBlank() || line.startsWith("#"))) {
            line = in.readLine();
        }
        if (line == null) {
            return Optional.empty();
        }
        int blank = line.indexOf(' ');
        try {
            String[] time = line.substring(0, blank).split("\\.");
            return Optional.of(new Piece(Long.parseLong(time[0]) * 1000 + Long.parseLong(time[1]),
                    bytes(line.substring(blank + 1))));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(file + ": this line is none of a recording: " + line, e);
        }
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            char kind = text.charAt(++i);
            switch (kind) {
                case 'r' -> bytes.write('\r');
                case 'n' -> bytes.write('\n');
                case '\\' -> bytes.write('\\');
                case 'x' -> {
                    bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException("unknown escape \\" + kind);
            }
        }
        return bytes.toByteArray();
    }
}
