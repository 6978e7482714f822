package dev.libellule.boards;

import dev.libellule.boards.Chips.Attached;
import dev.libellule.boards.Chips.Chip;
import dev.libellule.boards.Chips.ChipQuantity;
import dev.libellule.boards.Chips.ChipSetting;
import dev.libellule.boards.InputEntry.Pull;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads {@code chips.yaml}, the list of chips. What is wrong in it is our own mistake. */
final class ChipsReader {
    private static final List<String> KEYS = List.of("title", "attached", "addresses", "pins", "pull", "debounce",
            "every", "shortest", "settings", "channels", "outputs-only", "kinds", "quantities");

    private final String name;
    private final Map<String, Yaml> body;

    private ChipsReader(String name, Yaml.Fields body) {
        this.name = name;
        this.body = fields(body);
        if (!KEYS.containsAll(this.body.keySet())) {
            throw new IllegalStateException("chips.yaml: " + name + ": unknown key; there are " + KEYS);
        }
    }

    static Map<String, Chip> read() {
        Map<String, Chip> chips = new LinkedHashMap<>();
        fields((Yaml.Fields) Resources.yaml("chips.yaml"))
                .forEach((name, chip) -> chips.put(name, new ChipsReader(name, (Yaml.Fields) chip).chip()));
        return Collections.unmodifiableMap(chips);
    }

    private Chip chip() {
        Attached attached = Words.of(Attached.class, "attached", required("attached"));
        Duration every = text("every").map(text -> Units.duration("every", text)).orElse(Duration.ofSeconds(5));
        return new Chip(name, required("title"), attached, list("addresses", text -> Units.integer("addresses", text)),
                list("pins", Function.identity()),
                text("pull").map(text -> Words.of(Pull.class, "pull", text)).orElse(Pull.NONE),
                text("debounce").map(text -> Units.duration("debounce", text)).orElse(Duration.ZERO), every,
                text("shortest").map(text -> Units.duration("shortest", text)).orElse(SensorEntry.SHORTEST_EVERY),
                each("settings", ChipsReader::setting), outputs(),
                list("outputs-only", text -> Units.integer("outputs-only", text)),
                list("kinds", text -> Words.of(OutputPart.Kind.class, "kinds", text)),
                each("quantities", ChipsReader::quantity));
    }

    private int outputs() {
        int standard = body.containsKey("kinds") ? 1 : 0;
        return text("channels").map(text -> Units.integer("channels", text)).orElse(standard);
    }

    private String required(String key) {
        return text(key).orElseThrow(() -> new IllegalStateException("chips.yaml: " + name + ": no '" + key + "'"));
    }

    private Optional<String> text(String key) {
        return Optional.ofNullable(body.get(key)).map(value -> ((Yaml.Text) value).text());
    }

    private <T> List<T> list(String key, Function<String, T> parser) {
        return body.get(key) instanceof Yaml.Items items
                ? items.items().stream().map(item -> parser.apply(((Yaml.Text) item).text())).toList()
                : List.of();
    }

    private <T> Map<String, T> each(String key, Function<Map.Entry<String, Yaml.Fields>, T> parser) {
        Map<String, T> parsed = new LinkedHashMap<>();
        if (body.get(key) instanceof Yaml.Fields all) {
            fields(all).forEach(
                    (entry, value) -> parsed.put(entry, parser.apply(Map.entry(entry, (Yaml.Fields) value))));
        }
        return parsed;
    }

    private static ChipSetting setting(Map.Entry<String, Yaml.Fields> entry) {
        Range range = Units.range("range", Resources.text(entry.getValue(), "range"));
        return new ChipSetting(entry.getKey(),
                Units.integer("default", Resources.text(entry.getValue(), "default")),
                range.minimum().intValueExact(), range.maximum().intValueExact());
    }

    private static ChipQuantity quantity(Map.Entry<String, Yaml.Fields> entry) {
        return new ChipQuantity(entry.getKey(), Resources.text(entry.getValue(), "unit"),
                Units.integer("decimals", Resources.text(entry.getValue(), "decimals")),
                Units.range("range", Resources.text(entry.getValue(), "range")));
    }

    private static Map<String, Yaml> fields(Yaml.Fields body) {
        return body.fields().stream().collect(Collectors.toMap(Yaml.Field::key, Yaml.Field::value, (a, _) -> {
            throw new IllegalStateException("chips.yaml: line " + a.line() + ": a key stands twice");
        }, LinkedHashMap::new));
    }
}
