package dev.libellule.gateway.app;

import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Slice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How {@code sub} and {@code rr} show a message: the plain form, or that of {@code mosquitto_sub -F}. Taken apart once, then only bytes
 * move. Letters behind @ that
 * {@code strftime} does not know show nothing.
 */
final class MessageFormat {
    private static final byte[] NULL = ConnectionOptions.bytes(" (null)");
    private static final String ESCAPES = "\\0aenrtv";
    private static final byte[] ESCAPED = {'\\', 0, 7, 27, '\n', '\r', '\t', 11};

    private final List<MessagePiece> pieces = new ArrayList<>();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final boolean verbose;
    private boolean isPlain;
    private boolean isTimed;

    private MessageFormat(boolean verbose) {
        this.verbose = verbose;
    }

    /** The payload, or the topic, a blank and the payload. */
    static MessageFormat plain(boolean verbose) {
        MessageFormat format = new MessageFormat(verbose);
        format.isPlain = true;
        return format;
    }

    /**
     * Takes a format apart.
     *
     * @param pretty whether JSON goes over several lines
     * @param complain receives a line about a message that cannot be shown so
     * @throws IllegalArgumentException that names a letter which means nothing, in Mosquitto's words
     */
    static MessageFormat parse(String format, boolean pretty, Consumer<String> complain) {
        MessageFormat parsed = new MessageFormat(false);
        for (int i = 0; i < format.length();) {
            i = parsed.add(format, i, pretty, complain);
        }
        parsed.addText();
        return parsed;
    }

    /** Takes what begins there; where the next begins. */
    private int add(String format, int at, boolean pretty, Consumer<String> complain) {
        char c = format.charAt(at);
        if (c == '%') {
            return addPiece(format, at + 1, pretty, complain);
        }
        if (c == '@' || c == '\\') {
            if (at + 1 == format.length()) {
                throw new IllegalArgumentException("Incomplete %s specifier".formatted(c == '@' ? "format" : "escape"));
            }
            addSpecial(c, format.charAt(at + 1));
            return at + 2;
        }
        int end = format.offsetByCodePoints(at, 1);
        text.writeBytes(ConnectionOptions.bytes(format.substring(at, end)));
        return end;
    }

    private void addSpecial(char kind, char letter) {
        if (kind == '\\') {
            int escape = ESCAPES.indexOf(letter);
            if (escape < 0) {
                throw new IllegalArgumentException("Invalid escape specifier '" + letter + "'");
            }
            text.write(ESCAPED[escape]);
        } else if (letter == '@') {
            text.write('@');
        } else {
            TimeFormat.Text time = TimeFormat.of(letter);
            if (time != null) {
                isTimed = true;
                addText();
                pieces.add((message, now, out) -> out.write(time.of(now).getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /** {@code [-][0][width][.precision]letter}. */
    private int addPiece(String format, int start, boolean pretty, Consumer<String> complain) {
        int at = start;
        boolean isLeft = is(format, at, '-');
        at += isLeft ? 1 : 0;
        boolean isZero = is(format, at, '0');
        at += isZero ? 1 : 0;
        int widthEnd = digitsEnd(format, at);
        int width = number(format, at, widthEnd);
        at = widthEnd;
        int precision = -1;
        if (is(format, at, '.')) {
            int precisionEnd = digitsEnd(format, at + 1);
            precision = number(format, at + 1, precisionEnd);
            at = precisionEnd;
        }
        if (at == format.length()) {
            throw new IllegalArgumentException("Incomplete format specifier");
        }
        char letter = format.charAt(at);
        MessagePiece piece = MessagePiece.of(letter, new FormatField(isLeft, isZero, width, precision), pretty,
                complain);
        if (piece == null) {
            throw new IllegalArgumentException("Invalid format specifier '" + letter + "'");
        }
        isTimed |= MessagePiece.TIMED.indexOf(letter) >= 0;
        addText();
        pieces.add(piece);
        return at + 1;
    }

    private static boolean is(String format, int at, char c) {
        return at < format.length() && format.charAt(at) == c;
    }

    private static int digitsEnd(String format, int start) {
        int end = start;
        while (end < format.length() && format.charAt(end) >= '0' && format.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    /** No terminal is wider than five digits. */
    private static int number(String format, int start, int end) {
        return start == end ? 0 : Integer.parseInt(format.substring(Math.max(start, end - 5), end));
    }

    private void addText() {
        if (text.size() > 0) {
            byte[] bytes = text.toByteArray();
            pieces.add((message, time, out) -> out.write(bytes));
            text.reset();
        }
    }

    /**
     * Writes one message without a line end.
     *
     * @return false when nothing was to be written: an empty payload in the plain form
     */
    boolean write(Publish message, OutputStream out) throws IOException {
        if (!isPlain) {
            ZonedDateTime now = isTimed ? ZonedDateTime.now(ZoneId.systemDefault()) : null;
            for (MessagePiece piece : pieces) {
                piece.write(message, now, out);
            }
            return true;
        }
        boolean empty = message.payload.length == 0;
        if (verbose) {
            write(message.topic, out);
            if (empty) {
                out.write(NULL);
                return true;
            }
            out.write(' ');
        }
        write(message.payload, out);
        return !empty;
    }

    private static void write(Slice slice, OutputStream out) throws IOException {
        if (slice.length > 0) {
            out.write(slice.buffer, slice.offset, slice.length);
        }
    }
}
