package dev.libellule.simulator.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The {@code config.json} of mqttgen as it stands: {@code {"mqtt": {host, port, topic}, "sensors": {name: {key: value}}}}. Each message is
 * of one sensor by chance: its name as {@code id}, a whole number within its {@code range} as {@code value}, and its other keys as they
 * are.
 *
 * @param host of the broker
 * @param port of the broker
 * @param user empty for none
 * @param password empty for none
 * @param topic of all messages
 * @param intervalMillis between two of them, of {@code misc.interval_ms}; 500 if it is not said
 */
public record MqttGen(String host, int port, String user, String password, String topic, long intervalMillis,
        Map<String, JsonNode> sensors) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long USUAL_MILLIS = 500;

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException with what is missing or wrong
     */
    public static MqttGen load(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: cannot be read; check path and rights".formatted(file), e);
        }
    }

    static MqttGen parse(String file, String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("%s:%d: not JSON: %s".formatted(file, e.getLocation().getLineNr(),
                    e.getOriginalMessage()), e);
        }
        JsonNode mqtt = root.path("mqtt");
        Map<String, JsonNode> sensors = new java.util.LinkedHashMap<>();
        root.path("sensors").properties().forEach(sensor -> sensors.put(sensor.getKey(), sensor.getValue()));
        if (mqtt.path("topic").asText().isEmpty() || sensors.isEmpty()) {
            throw new IllegalArgumentException(file
                    + ": must have mqtt.topic and at least one of sensors, as mqttgen's config.json has");
        }
        return new MqttGen(mqtt.path("host").asText("localhost"), mqtt.path("port").asInt(1883),
                mqtt.path("username").asText(), mqtt.path("password").asText(), mqtt.path("topic").asText(),
                root.path("misc").path("interval_ms").asLong(USUAL_MILLIS), sensors);
    }

    /** The one who says all that. */
    public Speaker speaker(long everyMillis, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> names = new ArrayList<>(sensors.keySet());
        return new Speaker() {
            @Override
            public Message next() {
                String name = names.get(random.nextInt(names.size()));
                return new Message(topic, payload(name, random), 0, false);
            }

            @Override
            public long everyMillis() {
                return everyMillis;
            }
        };
    }

    private byte[] payload(String name, SplittableRandom random) {
        JsonNode sensor = sensors.get(name);
        int lowest = sensor.path("range").path(0).asInt(0);
        int highest = Math.max(lowest, sensor.path("range").path(1).asInt(100));
        ObjectNode message = JSON.createObjectNode().put("id", name).put("value", random.nextInt(lowest, highest + 1));
        sensor.properties().stream().filter(key -> !key.getKey().equals("range"))
                .forEach(key -> message.set(key.getKey(), key.getValue()));
        try {
            return JSON.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of our own cannot be written", e);
        }
    }
}
