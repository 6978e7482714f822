package dev.libellule.boards;

import java.util.List;

/** The keys of each section of a board file, in the order in which people write them. */
final class Keys {
    static final List<String> BOARD = List.of("board", "name", "model", "base", "place", "availability", "serial",
            "mqtt",
            "signals", "sensors", "outputs", "inputs");
    static final List<String> SERIAL = List.of("port", "baud", "dtr", "quiet", "silence", "line");
    static final List<String> MQTT = List.of("client-id", "username");
    static final List<String> SIGNAL = List.of("name", "topic", "unit", "decimals", "range", "change", "min", "max",
            "qos", "retain");
    static final List<String> SENSOR = List.of("chip", "bus", "address", "id", "every", "signals");
    static final List<String> SENSOR_I2C = without(SENSOR, "id");
    static final List<String> SENSOR_ONE_WIRE = without(SENSOR, "bus", "address");
    static final List<String> OUTPUT = List.of("name", "gpio", "command", "topic", "state", "on", "off", "start",
            "exit");
    static final List<String> OUTPUT_PIN = without(OUTPUT, "command");
    static final List<String> OUTPUT_SERIAL = without(OUTPUT, "gpio");
    static final List<String> OUTPUT_MQTT = without(OUTPUT, "gpio", "command", "start", "exit");
    static final List<String> INPUT = List.of("name", "gpio", "pull", "debounce", "topic");

    private Keys() {}

    private static List<String> without(List<String> keys, String... left) {
        return keys.stream().filter(key -> !List.of(left).contains(key)).toList();
    }
}
