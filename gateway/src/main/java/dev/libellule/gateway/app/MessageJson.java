package dev.libellule.gateway.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Slice;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A message as one line of JSON, in the words and the order of {@code mosquitto_sub -F %j}. */
final class MessageJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'Z",
            Locale.ROOT);

    private MessageJson() {}

    /**
     * Writes a message.
     *
     * @param payloadIsJson puts the payload in as JSON rather than as text, if it is some
     */
    static String write(Publish message, ZonedDateTime time, boolean payloadIsJson) {
        ObjectNode node = JSON.createObjectNode();
        node.put("tst", TIME.format(time)).put("topic", text(message.topic)).put("qos", message.qos)
                .put("retain", message.retain ? 1 : 0)
                .put("payloadlen", message.payload.length);
        if (message.qos > 0) {
            node.put("mid", message.packetIdentifier);
        }
        ObjectNode properties = properties(message);
        if (!properties.isEmpty()) {
            node.set("properties", properties);
        }
        if (message.payload.length == 0) {
            node.putNull("payload");
        } else if (!payloadIsJson || !putJson(node, message)) {
            node.put("payload", text(message.payload));
        }
        return node.toString();
    }

    private static boolean putJson(ObjectNode node, Publish message) {
        try {
            node.set("payload", JSON.readTree(text(message.payload)));
            return true;
        } catch (JsonProcessingException e) {
            return false; // then it is text
        }
    }

    private static ObjectNode properties(Publish message) {
        ObjectNode properties = JSON.createObjectNode();
        Slice name = new Slice();
        Slice value = new Slice();
        int at = message.properties.next(Property.USER_PROPERTY, 0, name, value);
        while (at >= 0) {
            properties.withObject("/user-properties").put(text(name), text(value));
            at = message.properties.next(Property.USER_PROPERTY, at, name, value);
        }
        putText(properties, "content-type", message, Property.CONTENT_TYPE);
        putText(properties, "correlation-data", message, Property.CORRELATION_DATA);
        putText(properties, "response-topic", message, Property.RESPONSE_TOPIC);
        putNumber(properties, "message-expiry-interval", message, Property.MESSAGE_EXPIRY_INTERVAL);
        putNumber(properties, "payload-format-indicator", message, Property.PAYLOAD_FORMAT_INDICATOR);
        putNumber(properties, "subscription-identifier", message, Property.SUBSCRIPTION_IDENTIFIER);
        return properties;
    }

    private static void putText(ObjectNode properties, String name, Publish message, int identifier) {
        if (message.properties.has(identifier)) {
            Slice value = new Slice();
            message.properties.slice(identifier, value);
            properties.put(name, text(value));
        }
    }

    private static void putNumber(ObjectNode properties, String name, Publish message, int identifier) {
        if (message.properties.has(identifier)) {
            properties.put(name, message.properties.number(identifier, 0) & 0xFFFFFFFFL);
        }
    }

    static String text(Slice slice) {
        return slice.length == 0 ? "" : new String(slice.buffer, slice.offset, slice.length, StandardCharsets.UTF_8);
    }
}
