package dev.libellule.gateway.app;

import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Slice;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/** One piece of a message as {@code -F} shows it: what stands for a letter behind %. */
interface MessagePiece {
    /** Letters that need the time. */
    String TIMED = "IUjJ";
    /** Decimals of C's {@code %f}. */
    int DECIMALS = 6;

    /** Writes the piece. */
    void write(Publish message, ZonedDateTime time, OutputStream out) throws IOException;

    /**
     * What stands for a letter; null if nothing does.
     *
     * @param complain receives a line about a message that cannot be shown so
     */
    static MessagePiece of(char letter, FormatField field, boolean pretty, Consumer<String> complain) {
        DateTimeFormatter iso = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ", Locale.ROOT);
        return switch (letter) {
            case '%' -> (message, time, out) -> out.write('%');
            case 't' -> (message, time, out) -> field.text(message.topic.buffer, message.topic.offset,
                    message.topic.length, out);
            case 'p' -> (message, time, out) -> field.payload(message.payload.buffer, message.payload.offset,
                    message.payload.length, out);
            case 'x' -> (message, time, out) -> field.hex(message.payload.buffer, message.payload.offset,
                    message.payload.length, "0123456789abcdef", out);
            case 'X' -> (message, time, out) -> field.hex(message.payload.buffer, message.payload.offset,
                    message.payload.length, "0123456789ABCDEF", out);
            case 'q' -> (message, time, out) -> out.write('0' + message.qos);
            case 'r' -> (message, time, out) -> out.write(message.retain ? '1' : '0');
            case 'l' -> (message, time, out) -> field.number(Integer.toString(message.payload.length), out);
            case 'm' -> (message, time, out) -> field.number(Integer.toString(message.packetIdentifier), out);
            case 'f' -> real(Float.BYTES, field, complain);
            case 'd' -> real(Double.BYTES, field, complain);
            case 'I' -> (message, time, out) -> {
                byte[] text = iso.format(time).getBytes(StandardCharsets.US_ASCII);
                field.text(text, 0, text.length, out);
            };
            case 'U' -> (message, time, out) -> write("%d.%09d".formatted(time.toEpochSecond(), time.getNano()), out);
            case 'j' -> (message, time, out) -> write(MessageJson.withText(message, time, pretty), out);
            case 'J' -> (message, time, out) -> writeJson(message, time, pretty, complain, out);
            case 'A' -> number(Property.TOPIC_ALIAS, field);
            case 'E' -> number(Property.MESSAGE_EXPIRY_INTERVAL, field);
            case 'F' -> number(Property.PAYLOAD_FORMAT_INDICATOR, field);
            case 'S' -> number(Property.SUBSCRIPTION_IDENTIFIER, field);
            case 'C' -> bytes(Property.CONTENT_TYPE, field, field.width());
            case 'R' -> bytes(Property.RESPONSE_TOPIC, field, 0);
            case 'D' -> bytes(Property.CORRELATION_DATA, FormatField.PLAIN, 0);
            case 'P' -> (message, time, out) -> write(userProperties(message), out);
            default -> null;
        };
    }

    private static void write(String text, OutputStream out) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void writeJson(Publish message, ZonedDateTime time, boolean pretty, Consumer<String> complain,
            OutputStream out) throws IOException {
        String json = MessageJson.withJson(message, time, pretty);
        if (json == null) {
            complain.accept(
                    "Error: Message payload is not valid JSON on topic " + MessageJson.text(message.topic) + ".");
        } else {
            write(json, out);
        }
    }

    /** The payload as a floating-point number in this machine's order of bytes. */
    private static MessagePiece real(int length, FormatField field, Consumer<String> complain) {
        return (message, time, out) -> {
            Slice payload = message.payload;
            if (payload.length != length) {
                complain.accept("Error: Message payload is not a number of %d bytes on topic %s.".formatted(length,
                        MessageJson.text(message.topic)));
                return;
            }
            ByteBuffer buffer = ByteBuffer.wrap(payload.buffer, payload.offset, length).order(ByteOrder.nativeOrder());
            double value = length == Float.BYTES ? buffer.getFloat() : buffer.getDouble();
            field.number(decimal(value, field.precision() < 0 ? DECIMALS : field.precision()), out);
        };
    }

    private static String decimal(double value, int decimals) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        return Double.isInfinite(value)
                ? value > 0 ? "inf" : "-inf"
                : new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static MessagePiece number(int identifier, FormatField field) {
        return (message, time, out) -> {
            if (message.properties.has(identifier)) {
                field.number(Long.toString(message.properties.number(identifier, 0) & 0xFFFFFFFFL), out);
            } else {
                field.absentNumber(out);
            }
        };
    }

    private static MessagePiece bytes(int identifier, FormatField field, int widthIfAbsent) {
        Slice value = new Slice();
        return (message, time, out) -> {
            if (message.properties.has(identifier)) {
                message.properties.slice(identifier, value);
                field.text(value.buffer, value.offset, value.length, out);
            } else {
                out.write(" ".repeat(widthIfAbsent).getBytes(StandardCharsets.US_ASCII));
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
}
