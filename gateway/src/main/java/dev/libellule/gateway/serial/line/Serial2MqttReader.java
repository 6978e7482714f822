package dev.libellule.gateway.serial.line;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of serial2mqtt: {@code [1,"src/uno/temp","22.5",0,0]} and {@code {"cmd":"MQTT-PUB","topic":...}}.
 *
 * <p>Commands: 0 subscribe, 1 publish, 2 connected, 3 disconnected. A sixth field of the array, or {@code "crc"} of the object, is the
 * check sum of the line with {@code 0000} in its place; serial2mqtt itself never says of which kind, here it is {@link Crc16}.
 */
public final class Serial2MqttReader implements LineReader {
    private static final int SUBSCRIBE = 0;
    private static final int PUBLISH = 1;
    private static final int CONNECTED = 2;
    private static final int DISCONNECTED = 3;
    private static final int CRC_INDEX = 5;
    /** The check sum as it stands in the line; quoted or not. */
    private static final Pattern ARRAY_CRC = Pattern.compile("(,\\s*\"?)([0-9A-Fa-f]{4})(\"?\\s*\\])$");
    private static final Pattern OBJECT_CRC = Pattern.compile("(\"crc\"\\s*:\\s*\"?)([0-9A-Fa-f]{4})(\"?)");

    @Override
    public Optional<Line> read(String line) {
        boolean isObject = line.charAt(0) == '{';
        if (!isObject && line.charAt(0) != '[') {
            return Optional.empty();
        }
        // A check sum is hex without quotes: no JSON, so it is looked at first, and taken out
        Matcher crc = (isObject ? OBJECT_CRC : ARRAY_CRC).matcher(line);
        boolean hasCrc = crc.find() && (isObject || count(line.substring(0, crc.start(2))) == CRC_INDEX);
        String zeroed = hasCrc
                ? line.substring(0, crc.start(2)) + "0000" + line.substring(crc.end(2))
                : line;
        Optional<JsonNode> tree = JsonReader.tree(hasCrc
                ? line.substring(0, crc.start(2)) + (isQuoted(crc) ? "0000" : "0") + line.substring(crc.end(2))
                : line);
        Optional<Line> read = tree.flatMap(isObject ? Serial2MqttReader::object : Serial2MqttReader::array);
        if (read.isPresent() && hasCrc && Integer.parseInt(crc.group(2), 16) != Crc16.of(zeroed)) {
            return Optional
                    .of(new Line.Damaged("check sum %s, should be %04X".formatted(crc.group(2), Crc16.of(zeroed))));
        }
        return read;
    }

    private static boolean isQuoted(Matcher crc) {
        return crc.group(1).endsWith("\"");
    }

    /** Commas outside of texts: the index of the field that begins at the end. */
    private static int count(String start) {
        int commas = 0;
        boolean isInText = false;
        for (int i = 0; i < start.length(); i++) {
            char c = start.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                isInText = !isInText;
            } else if (c == ',' && !isInText) {
                commas++;
            }
        }
        return commas;
    }

    private static Optional<Line> array(JsonNode array) {
        if (!array.isArray() || !array.path(0).isInt()) {
            return Optional.empty();
        }
        return line(array.path(0).intValue(), array.path(1), array.path(2), array.path(3), array.path(4));
    }

    private static Optional<Line> object(JsonNode object) {
        int command = switch (object.path("cmd").asText()) {
            case "MQTT-SUB" -> SUBSCRIBE;
            case "MQTT-PUB" -> PUBLISH;
            case "MQTT-CONN" -> CONNECTED;
            case "MQTT-DISC" -> DISCONNECTED;
            default -> -1;
        };
        return line(command, object.path("topic"), object.path("message"), object.path("qos"),
                object.path("retained"));
    }

    private static Optional<Line> line(int command, JsonNode topic, JsonNode message, JsonNode qos, JsonNode retain) {
        String name = topic.asText();
        return switch (command) {
            case SUBSCRIBE -> name.isEmpty() ? Optional.empty() : Optional.of(new Line.Subscribe(name));
            case PUBLISH -> name.isEmpty() || name.indexOf('+') >= 0 || name.indexOf('#') >= 0
                    ? Optional.empty()
                    : Optional.of(new Line.Message(name, message.isMissingNode() ? "" : JsonReader.text(message),
                            Math.clamp(qos.asInt(0), 0, 2), retain.asInt(0) != 0 || retain.asBoolean(false)));
            case CONNECTED -> name.matches(Names.WORD) ? Optional.of(new Line.Hello(name, "")) : Optional.empty();
            case DISCONNECTED -> Optional.of(new Line.Remark("disconnected"));
            default -> Optional.empty();
        };
    }

    /** A message for the board: {@code [1,"dst/uno/led","1",0,0]}. */
    public static String publish(String topic, String message, int qos, boolean retain) {
        return array(PUBLISH, topic, message).add(qos).add(retain ? 1 : 0).toString();
    }

    /** The gateway is there: {@code [2,"uno",""]}. */
    public static String connected(String board) {
        return array(CONNECTED, board, "").toString();
    }

    private static ArrayNode array(int command, String topic, String message) {
        return JsonNodeFactory.instance.arrayNode().add(command).add(topic).add(message);
    }
}
