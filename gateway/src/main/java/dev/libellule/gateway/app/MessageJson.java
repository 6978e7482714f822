package dev.libellule.gateway.app;

import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A message as JSON, in the words and the order of {@code mosquitto_sub -F %j}. */
final class MessageJson {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'Z",
            Locale.ROOT);

    private MessageJson() {}

    /** A message whose payload is a text; bytes that are none become an array of numbers. */
    static String withText(Publish message, ZonedDateTime time, boolean pretty) {
        JsonText json = head(message, time, pretty);
        String text = message.payload.length == 0 ? null : strictText(message.payload);
        if (message.payload.length == 0) {
            json.literal("null");
        } else if (text == null) {
            json.bytes(message.payload.buffer, message.payload.offset, message.payload.length);
        } else {
            json.text(text);
        }
        return json.endObject().toString();
    }

    /** A message whose payload is JSON itself; null if it is not. */
    static String withJson(Publish message, ZonedDateTime time, boolean pretty) {
        JsonText json = head(message, time, pretty);
        if (message.payload.length == 0) {
            json.literal("null");
        } else {
            try {
                json.json(text(message.payload));
            } catch (IOException e) {
                return null;
            }
        }
        return json.endObject().toString();
    }

    private static JsonText head(Publish message, ZonedDateTime time, boolean pretty) {
        JsonText json = new JsonText(pretty).beginObject().name("tst").text(TIME.format(time)).name("topic")
                .text(text(message.topic)).name("qos").number(message.qos).name("retain")
                .number(message.retain ? 1 : 0).name("payloadlen").number(message.payload.length);
        if (message.qos > 0) {
            json.name("mid").number(message.packetIdentifier);
        }
        if (message.properties.raw.length > 0) {
            json.name("properties").beginObject();
            properties(message, json);
            json.endObject();
        }
        return json.name("payload");
    }

    /** In the order of the packet, the User Properties together in the place of the first. */
    private static void properties(Publish message, JsonText json) {
        byte[] raw = message.properties.raw.copy();
        boolean usersAreWritten = false;
        int at = 0;
        while (at < raw.length) {
            int identifier = raw[at];
            String name = PropertyFlags.name(identifier);
            int length = PropertyFlags.length(raw, at);
            if (identifier == Property.USER_PROPERTY && !usersAreWritten) {
                usersAreWritten = true;
                json.name("user-properties").beginObject();
                userProperties(message, json);
                json.endObject();
            } else if (PropertyFlags.isNumber(identifier)) {
                json.name(name).number(message.properties.number(identifier, 0) & 0xFFFFFFFFL);
            } else if (identifier != Property.USER_PROPERTY) {
                json.name(name).text(new String(raw, at + 3, length - 3, StandardCharsets.UTF_8));
            }
            at += length;
        }
    }

    private static void userProperties(Publish message, JsonText json) {
        Slice name = new Slice();
        Slice value = new Slice();
        int at = message.properties.next(Property.USER_PROPERTY, 0, name, value);
        while (at >= 0) {
            json.name(text(name)).text(text(value));
            at = message.properties.next(Property.USER_PROPERTY, at, name, value);
        }
    }

    /** The payload if it is UTF-8 without U+0000, else null. */
    private static String strictText(Slice slice) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(slice.buffer, slice.offset, slice.length)).toString();
            return text.indexOf('\0') < 0 ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    static String text(Slice slice) {
        return slice.length == 0 ? "" : new String(slice.buffer, slice.offset, slice.length, StandardCharsets.UTF_8);
    }
}
