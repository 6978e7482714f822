package dev.libellule.gateway.app;

import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Slice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How {@code sub} shows a message: the plain form, or that of {@code mosquitto_sub -F}. Taken apart once, then only bytes move. */
final class MessageFormat {
    private static final byte[] NULL = ConnectionOptions.bytes(" (null)");
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ", Locale.ROOT);
    private static final String HEX_LOWER = "0123456789abcdef";
    private static final String HEX_UPPER = "0123456789ABCDEF";

    /** Writes one piece of one message. */
    private interface Piece {
        void write(Publish message, Instant time, OutputStream out) throws IOException;
    }

    private final List<Piece> pieces;
    private final boolean verbose;

    private MessageFormat(List<Piece> pieces, boolean verbose) {
        this.pieces = pieces;
        this.verbose = verbose;
    }

    /** The payload, or the topic, a blank and the payload. */
    static MessageFormat plain(boolean verbose) {
        return new MessageFormat(null, verbose);
    }

    /** Takes a format apart; what it does not know stands for itself. */
    static MessageFormat parse(String format) {
        List<Piece> pieces = new ArrayList<>();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            char next = i + 1 < format.length() ? format.charAt(i + 1) : '\0';
            Piece piece = c == '%' ? piece(next) : c == '@' ? timePiece(next) : null;
            if (piece != null) {
                addText(pieces, text);
                pieces.add(piece);
                i++;
            } else if ((c == '%' || c == '@') && next == c) {
                text.write(c);
                i++;
            } else if (c == '\\' && "ntrae0\\".indexOf(next) >= 0 && next != '\0') {
                text.write(escaped(next));
                i++;
            } else {
                int end = format.offsetByCodePoints(i, 1);
                text.writeBytes(ConnectionOptions.bytes(format.substring(i, end)));
                i = end - 1;
            }
        }
        addText(pieces, text);
        return new MessageFormat(pieces, false);
    }

    private static void addText(List<Piece> pieces, ByteArrayOutputStream text) {
        if (text.size() > 0) {
            byte[] bytes = text.toByteArray();
            pieces.add((message, time, out) -> out.write(bytes));
            text.reset();
        }
    }

    private static int escaped(char letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'a' -> 7;
            case 'e' -> 27;
            case '0' -> 0;
            default -> '\\';
        };
    }

    private static Piece piece(char letter) {
        return switch (letter) {
            case 't' -> (message, time, out) -> write(message.topic, out);
            case 'p' -> (message, time, out) -> write(message.payload, out);
            case 'q' -> (message, time, out) -> out.write('0' + message.qos);
            case 'r' -> (message, time, out) -> out.write(message.retain ? '1' : '0');
            case 'l' -> number((message, time) -> message.payload.length);
            case 'm' -> number((message, time) -> message.packetIdentifier);
            case 'x' -> (message, time, out) -> writeHex(message.payload, HEX_LOWER, out);
            case 'X' -> (message, time, out) -> writeHex(message.payload, HEX_UPPER, out);
            case 'I' -> text((message, time) -> ISO.format(local(time)));
            case 'U' -> text((message, time) -> "%d.%09d".formatted(time.getEpochSecond(), time.getNano()));
            case 'j' -> text((message, time) -> MessageJson.write(message, local(time), false));
            case 'J' -> text((message, time) -> MessageJson.write(message, local(time), true));
            case 'A' -> property(Property.TOPIC_ALIAS);
            case 'C' -> property(Property.CONTENT_TYPE);
            case 'D' -> property(Property.CORRELATION_DATA);
            case 'E' -> property(Property.MESSAGE_EXPIRY_INTERVAL);
            case 'F' -> property(Property.PAYLOAD_FORMAT_INDICATOR);
            case 'R' -> property(Property.RESPONSE_TOPIC);
            case 'P' -> text((message, time) -> userProperties(message));
            case 'S' -> property(Property.SUBSCRIPTION_IDENTIFIER);
            default -> null;
        };
    }

    private static Piece timePiece(char letter) {
        String pattern = switch (letter) {
            case 'Y' -> "yyyy";
            case 'y' -> "yy";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'H' -> "HH";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'F' -> "yyyy-MM-dd";
            case 'T' -> "HH:mm:ss";
            case 'z' -> "Z";
            case 'Z' -> "zzz";
            case 'j' -> "DDD";
            case 'N' -> "nnnnnnnnn";
            default -> null;
        };
        if (letter == 's') {
            return text((message, time) -> Long.toString(time.getEpochSecond()));
        }
        if (pattern == null) {
            return null;
        }
        DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        return text((message, time) -> formatter.format(local(time)));
    }

    /** Something of a message as text. */
    private interface Text {
        String of(Publish message, Instant time);
    }

    /** Something of a message as a number. */
    private interface Number {
        long of(Publish message, Instant time);
    }

    private static Piece text(Text text) {
        return (message, time, out) -> out.write(text.of(message, time).getBytes(StandardCharsets.UTF_8));
    }

    private static Piece number(Number number) {
        return text((message, time) -> Long.toString(number.of(message, time)));
    }

    private static Piece property(int identifier) {
        boolean isNumber = switch (identifier) {
            case Property.TOPIC_ALIAS, Property.MESSAGE_EXPIRY_INTERVAL, Property.PAYLOAD_FORMAT_INDICATOR,
                    Property.SUBSCRIPTION_IDENTIFIER ->
                true;
            default -> false;
        };
        Slice value = new Slice();
        return (message, time, out) -> {
            if (isNumber && message.properties.has(identifier)) {
                out.write(Long.toString(message.properties.number(identifier, 0) & 0xFFFFFFFFL)
                        .getBytes(StandardCharsets.US_ASCII));
            } else if (!isNumber) {
                message.properties.slice(identifier, value);
                write(value, out);
            }
        };
    }

    private static String userProperties(Publish message) {
        Slice name = new Slice();
        Slice value = new Slice();
        StringBuilder all = new StringBuilder();
        int at = message.properties.next(Property.USER_PROPERTY, 0, name, value);
        while (at >= 0) {
            all.append(all.isEmpty() ? "" : " ").append(MessageJson.text(name)).append(':')
                    .append(MessageJson.text(value));
            at = message.properties.next(Property.USER_PROPERTY, at, name, value);
        }
        return all.toString();
    }

    private static ZonedDateTime local(Instant time) {
        return time.atZone(ZoneId.systemDefault());
    }

    /**
     * Writes one message without a line end.
     *
     * @return false when nothing was to be written: an empty payload in the plain form
     */
    boolean write(Publish message, OutputStream out) throws IOException {
        if (pieces != null) {
            Instant now = Instant.now();
            for (Piece piece : pieces) {
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

    private static void writeHex(Slice slice, String digits, OutputStream out) throws IOException {
        for (int i = slice.offset; i < slice.offset + slice.length; i++) {
            out.write(digits.charAt(slice.buffer[i] >> 4 & 15));
            out.write(digits.charAt(slice.buffer[i] & 15));
        }
    }
}
