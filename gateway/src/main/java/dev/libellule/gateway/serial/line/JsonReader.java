package dev.libellule.gateway.serial.line;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object: {@code {"temperature":{"sens1":22,"sens2":23}}} gives {@code temperature.sens1} and {@code temperature.sens2}, as
 * OpenMQTTGateway does down to its {@code RS232maxJSONlevel}. What lies deeper, and lists, stay JSON.
 */
final class JsonReader implements LineReader {
    /** A second value after the first is no JSON line. */
    static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
            DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final int depth;

    /**
     * A reader.
     *
     * @param depth levels of keys that become part of the name, 1 or more
     */
    JsonReader(int depth) {
        this.depth = depth;
    }

    @Override
    public Optional<Line> read(String line) {
        if (line.charAt(0) != '{') {
            return Optional.empty();
        }
        Optional<JsonNode> tree = tree(line);
        if (tree.isEmpty() || !tree.get().isObject()) {
            return Optional.empty();
        }
        List<Line.Pair> pairs = new ArrayList<>();
        collect("", tree.get(), 1, pairs);
        return pairs.isEmpty() ? Optional.empty() : Optional.of(new Line.Values(List.copyOf(pairs)));
    }

    /** The JSON of a line; empty if it is none. */
    static Optional<JsonNode> tree(String line) {
        try {
            return Optional.ofNullable(JSON.readTree(line));
        } catch (JsonProcessingException e) {
            return Optional.empty(); // half a line, or a log that looks like it: the board's log
        }
    }

    private void collect(String prefix, JsonNode object, int level, List<Line.Pair> pairs) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = prefix + Names.level(field.getKey());
            JsonNode value = field.getValue();
            if (value.isObject() && level < depth) {
                collect(name + ".", value, level + 1, pairs);
            } else if (!value.isNull()) {
                pairs.add(new Line.Pair(name, text(value)));
            }
        }
    }

    /** Numbers without exponent, {@code true} as 1: what a signal takes. */
    static String text(JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue() ? "1" : "0";
        }
        if (value.isNumber() && Math.abs(value.decimalValue().scale()) < 30) {
            return value.decimalValue().toPlainString();
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
