package dev.libellule.boards;

import dev.libellule.boards.Chips.Chip;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of each section of a board file, in the order in which people write them. */
final class Keys {
    static final List<String> BOARD = List.of("board", "name", "model", "base", "place", "availability", "serial",
            "mqtt", "provider", "offline",
            "signals", "sensors", "outputs", "inputs");
    static final List<String> SERIAL = List.of("port", "baud", "dtr", "quiet", "silence", "buffer", "answer",
            "line", "columns", "depth", "others", "prefix");
    static final List<String> MQTT = List.of("client-id", "username");
    static final List<String> OFFLINE = List.of("messages", "longest", "drop");
    static final List<String> SIGNAL = List.of("name", "pin", "topic", "unit", "decimals", "scale", "offset", "map",
            "range", "median", "mean", "clamp", "round", "change", "min", "max", "old", "stuck", "qos", "retain",
            "json", "properties", "keep-offline", "priority");
    static final List<String> SIGNAL_CHIP = without(SIGNAL, "pin");
    static final List<String> SIGNAL_SERIAL = without(SIGNAL, "keep-offline", "priority");
    static final List<String> SIGNAL_MQTT = List.of("name", "pin", "topic", "unit", "decimals", "range", "change",
            "min",
            "max", "qos", "retain");
    /** Of any sensor; pins and settings come on top, by its chip. */
    static final List<String> SENSOR = List.of("chip", "bus", "address", "select", "id", "pull", "debounce", "every",
            "signals");
    /** Of any output; pins and settings come on top, by its chip. */
    static final List<String> OUTPUT = List.of("name", "gpio", "active", "pin", "chip", "bus", "address", "channel",
            "as", "command", "topic", "state", "on", "off", "qos", "json", "start", "exit", "longest-on",
            "shortest-off",
            "without-link", "refuse-queued");
    private static final List<String> OF_CHIP = List.of("chip", "bus", "address", "channel", "as");
    static final List<String> OUTPUT_SERIAL = without(
            without(OUTPUT, "gpio", "active", "without-link", "refuse-queued"),
            OF_CHIP);
    static final List<String> OUTPUT_MQTT = without(OUTPUT_SERIAL, "command", "json", "start", "exit", "longest-on",
            "shortest-off");
    static final List<String> INPUT = List.of("name", "as", "gpio", "chip", "bus", "address", "channel", "pull",
            "active", "debounce", "hold", "topic", "json");
    static final List<String> INPUT_PIN = without(INPUT, "bus", "address", "channel");
    static final List<String> INPUT_CHIP = without(INPUT, "gpio", "pull");

    private Keys() {}

    /** The keys of a sensor with this chip. */
    static List<String> sensor(Chip chip) {
        return joined(List.of("chip"), ChipReader.keys(chip), List.of("every", "signals"));
    }

    /** The keys of an output of this machine, on a chip or, without one, on a plain pin. */
    static List<String> outputHere(Optional<Chip> chip) {
        return joined(List.of("name"), chip.map(known -> joined(List.of("chip"), ChipReader.keys(known), List.of("as")))
                .orElse(List.of("gpio", "active", "chip")),
                List.of("topic", "state", "on", "off", "qos", "json", "start", "exit",
                        "longest-on", "shortest-off", "without-link", "refuse-queued"));
    }

    private static List<String> joined(List<String> first, List<String> second, List<String> third) {
        return Stream.of(first, second, third).flatMap(List::stream).distinct().toList();
    }

    private static List<String> without(List<String> keys, String... left) {
        return without(keys, List.of(left));
    }

    private static List<String> without(List<String> keys, List<String> left) {
        return keys.stream().filter(key -> !left.contains(key)).toList();
    }
}
