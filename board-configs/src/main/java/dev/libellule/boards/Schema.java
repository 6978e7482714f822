package dev.libellule.boards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.libellule.boards.Chips.Chip;
import dev.libellule.boards.OutputEntry.Level;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The JSON Schema of board files, draft 2020-12, for editors that complete and check while one types. Made from the keys, chips and
 * models that the reader knows. What concerns two keys, such as a topic used twice, only {@code libellule boards check} finds.
 */
public final class Schema {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String TIME = "^\\d+(\\.\\d+)?\\s*(ms|s|min|h|d)$";
    private static final String ENDS = "-?\\d+(\\.\\d+)?\\s*\\.\\.\\s*[-+]?\\d+(\\.\\d+)?";

    private Schema() {}

    /** The schema as text, the same each time. */
    public static String json() {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
                .withArrayIndenter(DefaultPrettyPrinter.FixedSpaceIndenter.instance)
                .withObjectIndenter(new DefaultIndenter("  ", "\n"));
        try {
            return new ObjectMapper().writer(printer).writeValueAsString(root()) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of our own cannot be written", e);
        }
    }

    private static ObjectNode root() {
        ObjectNode root = object("board file", Keys.BOARD, List.of("board", "model"), Schema::boardKey);
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "Libellule board file");
        ArrayNode kinds = root.putArray("allOf");
        kinds.add(kind("serial", Keys.SIGNAL_SERIAL, Keys.OUTPUT_SERIAL, "sensors", "inputs", "mqtt", "provider",
                "offline"));
        kinds.add(
                kind("mqtt", Keys.SIGNAL_MQTT, Keys.OUTPUT_MQTT, "sensors", "inputs", "serial", "provider", "offline"));
        return root;
    }

    /** What else holds where a section is there: fewer keys, and no sections of another kind of board. */
    private static ObjectNode kind(String section, List<String> signal, List<String> output, String... without) {
        ObjectNode rule = NODES.objectNode();
        rule.putObject("if").putArray("required").add(section);
        ObjectNode properties = rule.putObject("then").putObject("properties");
        properties.set("signals", onlyKeys(signal));
        properties.set("outputs", onlyKeys(output));
        for (String key : without) {
            properties.put(key, false);
        }
        return rule;
    }

    private static ObjectNode onlyKeys(List<String> keys) {
        ObjectNode list = NODES.objectNode();
        list.putObject("items").set("propertyNames", words(keys));
        return list;
    }

    private static ObjectNode boardKey(String key) {
        return switch (key) {
            case "board" -> pattern("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$");
            case "name" -> text(Checks.LONGEST_TEXT);
            case "model" -> words(Models.byName().keySet());
            case "base", "place" -> pattern("^[^/+#$][^/+#]*$");
            case "availability" -> topic();
            case "serial" -> object(key, Keys.SERIAL, List.of("port"), Schema::serialKey);
            case "mqtt" -> object(key, Keys.MQTT, List.of(), _ -> text(Checks.LONGEST_TEXT));
            case "provider" -> words(Words.all(PinProvider.class));
            case "offline" -> object(key, Keys.OFFLINE, List.of(), Schema::offlineKey);
            case "signals" -> list(object("signal", Keys.SIGNAL, List.of("name"), Schema::signalKey));
            case "sensors" -> list(withChips(Keys.SENSOR, List.of("chip", "signals"), Chip::measures));
            case "outputs" -> list(withChips(Keys.OUTPUT, List.of("name"), Chip::acts));
            case "inputs" -> list(object("input", Keys.INPUT, List.of("name"), Schema::inputKey));
            default -> throw unknown(key);
        };
    }

    private static ObjectNode serialKey(String key) {
        return switch (key) {
            case "port" -> text(Checks.LONGEST_TEXT * 10);
            case "baud" -> number(SerialLine.SLOWEST, SerialLine.FASTEST);
            case "dtr" -> words(Words.all(SerialLine.Dtr.class));
            case "line" -> words(Words.all(SerialLine.LineFamily.class));
            case "quiet", "silence" -> pattern(TIME);
            default -> anything(); // a section that is described by its own part of the reference
        };
    }

    private static ObjectNode offlineKey(String key) {
        return switch (key) {
            case "messages" -> number(1, Offline.MOST_MESSAGES);
            case "longest" -> pattern(TIME);
            case "drop" -> words(Words.all(Offline.Drop.class));
            default -> throw unknown(key);
        };
    }

    private static ObjectNode signalKey(String key) {
        return switch (key) {
            case "name", "pin" -> word();
            case "topic" -> topic();
            case "unit" -> text(Checks.LONGEST_UNIT);
            case "decimals" -> number(0, 9);
            case "scale", "offset" -> fraction(null);
            case "round" -> fraction(0);
            case "map" -> pattern("^" + ENDS + "\\s+to\\s+" + ENDS + "$");
            case "range", "clamp" -> pattern("^" + ENDS + "$");
            case "median" -> number(1, Shape.LONGEST_MEDIAN);
            case "mean" -> number(1, Shape.LONGEST_MEAN);
            case "change" -> anyOf(fraction(null), pattern("^\\d+(\\.\\d+)?\\s*%?$"));
            case "min", "max", "old", "stuck" -> pattern(TIME);
            case "qos" -> number(0, 2);
            case "retain", "json", "properties", "keep-offline" -> flag();
            case "priority" -> number(0, Telling.HIGHEST_PRIORITY);
            default -> throw unknown(key);
        };
    }

    private static ObjectNode inputKey(String key) {
        return switch (key) {
            case "name" -> word();
            case "as" -> words(Words.all(InputEntry.Kind.class));
            case "gpio" -> number(0, 27);
            case "chip" -> words(Chips.byName().values().stream().filter(Chip::isExpander).map(Chip::name).toList());
            case "bus", "channel" -> number(0, 255);
            case "address" -> anyOf(number(0x03, 0x77), pattern("^0[xX][0-9a-fA-F]{2}$"));
            case "pull" -> words(Words.all(InputEntry.Pull.class));
            case "active" -> words(Words.all(Active.class));
            case "debounce", "hold" -> pattern(TIME);
            case "json" -> flag();
            case "topic" -> topic();
            default -> throw unknown(key);
        };
    }

    /** Keys of a sensor or an output, and of no chip or any. */
    private static ObjectNode chipKey(String key) {
        return switch (key) {
            case "name", "command", "pin" -> word();
            case "gpio" -> number(0, 27);
            case "bus", "select", "channel" -> number(0, 255);
            case "address" -> anyOf(number(0x03, 0x77), pattern("^0[xX][0-9a-fA-F]{2}$"));
            case "id" -> text(Checks.LONGEST_TEXT);
            case "pull" -> words(Words.all(InputEntry.Pull.class));
            case "active" -> words(Words.all(Active.class));
            case "debounce", "every", "longest-on", "shortest-off", "refuse-queued" -> pattern(TIME);
            case "signals" -> list(object("signal", Keys.SIGNAL_CHIP, List.of("name"), Schema::signalKey));
            case "as" -> words(Words.all(OutputPart.Kind.class));
            case "topic", "state" -> topic();
            case "on", "off" -> text(Checks.LONGEST_TEXT);
            case "qos" -> number(0, 2);
            case "json" -> flag();
            case "start" -> words(List.of("off", "on"));
            case "exit" -> words(Words.all(Level.class));
            case "without-link" -> pattern("^(keep|(off|on)\\s+after\\s+\\d+(\\.\\d+)?\\s*(ms|s|min|h|d))$");
            default -> number(Integer.MIN_VALUE, Integer.MAX_VALUE); // a pin or a setting, by the chip
        };
    }

    /** A sensor or an output: the keys of all chips, and for each chip only its own. */
    private static ObjectNode withChips(List<String> common, List<String> required, Predicate<Chip> which) {
        List<Chip> chips = Chips.byName().values().stream().filter(which).toList();
        Set<String> all = new LinkedHashSet<>(common);
        chips.forEach(chip -> all.addAll(ChipReader.keys(chip)));
        ObjectNode entry = object("entry", all, required,
                key -> key.equals("chip") ? words(chips.stream().map(Chip::name).toList()) : chipKey(key));
        ArrayNode rules = entry.putArray("allOf");
        for (Chip chip : chips) {
            ObjectNode rule = rules.addObject();
            ObjectNode condition = rule.putObject("if");
            condition.putArray("required").add("chip");
            condition.putObject("properties").putObject("chip").put("const", chip.name());
            rule.putObject("then").set("propertyNames", words(chip.measures()
                    ? Keys.sensor(chip)
                    : Keys.outputHere(java.util.Optional.of(chip))));
        }
        return entry;
    }

    private static ObjectNode object(String title, Collection<String> keys, List<String> required,
            java.util.function.Function<String, ObjectNode> type) {
        ObjectNode node = NODES.objectNode();
        node.put("title", title);
        node.put("type", "object");
        node.put("additionalProperties", false);
        if (!required.isEmpty()) {
            required.forEach(node.putArray("required")::add);
        }
        ObjectNode properties = node.putObject("properties");
        keys.forEach(key -> properties.set(key, type.apply(key)));
        return node;
    }

    private static ObjectNode list(ObjectNode items) {
        ObjectNode node = NODES.objectNode().put("type", "array").put("minItems", 1);
        node.set("items", items);
        return node;
    }

    private static ObjectNode anything() {
        return NODES.objectNode();
    }

    private static ObjectNode flag() {
        return NODES.objectNode().put("type", "boolean");
    }

    private static ObjectNode pattern(String pattern) {
        return NODES.objectNode().put("type", "string").put("pattern", pattern);
    }

    private static ObjectNode topic() {
        return pattern("^[^+#$][^+#]*$");
    }

    /** Also what an editor takes for a number or a boolean. */
    private static ObjectNode text(int longest) {
        ObjectNode node = NODES.objectNode();
        node.putArray("type").add("string").add("number").add("boolean");
        return node.put("maxLength", longest);
    }

    private static ObjectNode word() {
        ObjectNode node = NODES.objectNode();
        node.putArray("type").add("string").add("number");
        return node.put("pattern", "^[\\p{L}\\p{N}_.-]+$");
    }

    private static ObjectNode number(int least, int most) {
        ObjectNode node = NODES.objectNode().put("type", "integer");
        if (least != Integer.MIN_VALUE) {
            node.put("minimum", least).put("maximum", most);
        }
        return node;
    }

    private static ObjectNode fraction(Integer above) {
        ObjectNode node = NODES.objectNode().put("type", "number");
        return above == null ? node : node.put("exclusiveMinimum", above.intValue());
    }

    private static ObjectNode anyOf(ObjectNode first, ObjectNode second) {
        ObjectNode node = NODES.objectNode();
        node.putArray("anyOf").add(first).add(second);
        return node;
    }

    /** Words; {@code off} and {@code on} may be booleans to an editor that reads YAML 1.1. */
    private static ObjectNode words(Collection<String> words) {
        ObjectNode node = NODES.objectNode();
        ArrayNode list = node.putArray("enum");
        words.forEach(list::add);
        if (words.contains("on") && words.contains("off")) {
            list.add(true).add(false);
        }
        return node;
    }

    private static IllegalStateException unknown(String key) {
        return new IllegalStateException("the schema does not know the key '%s': say in Schema what its values are"
                .formatted(key));
    }
}
