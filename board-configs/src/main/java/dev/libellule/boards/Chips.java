package dev.libellule.boards;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The chips that board files may name, as {@code chips.yaml} lists them. To add a chip, add it there. */
public final class Chips {
    private static final Map<String, Chip> BY_NAME = read();

    private Chips() {}

    /** All chips by their name, in the order of the list. */
    public static Map<String, Chip> byName() {
        return BY_NAME;
    }

    /** How a chip is connected, and so where it stands in a board file. */
    public enum Attached {
        I2C, ONE_WIRE, OUTPUT, INPUT
    }

    /**
     * One kind of chip.
     *
     * @param addresses I2C addresses that it can be strapped to, the usual one first; empty for the others
     * @param every default interval between two samples
     * @param quantities by name; empty for an output or input
     */
    public record Chip(String name, String title, Attached attached, List<Integer> addresses, Duration every,
            Map<String, ChipQuantity> quantities) {}

    /**
     * One thing that a chip measures.
     *
     * @param unit what its driver gives; board files cannot choose another
     * @param decimals default of a signal
     * @param range default of a signal: what the datasheet says the chip can measure
     */
    public record ChipQuantity(String name, String unit, int decimals, Range range) {}

    private static Map<String, Chip> read() {
        Map<String, Chip> chips = new LinkedHashMap<>();
        for (Yaml.Field field : ((Yaml.Fields) Resources.yaml("chips.yaml")).fields()) {
            chips.put(field.key(), chip(field.key(), (Yaml.Fields) field.value()));
        }
        return java.util.Collections.unmodifiableMap(chips);
    }

    private static Chip chip(String name, Yaml.Fields body) {
        List<Integer> addresses = new ArrayList<>();
        Map<String, ChipQuantity> quantities = new LinkedHashMap<>();
        Duration every = Duration.ofSeconds(5);
        for (Yaml.Field field : body.fields()) {
            switch (field.value()) {
                case Yaml.Items list -> list.items()
                        .forEach(item -> addresses.add(Units.integer("addresses", ((Yaml.Text) item).text())));
                case Yaml.Fields map -> map.fields()
                        .forEach(entry -> quantities.put(entry.key(),
                                quantity(entry.key(), (Yaml.Fields) entry.value())));
                case Yaml.Text text when field.key().equals("every") -> every = Units.duration("every", text.text());
                case Yaml.Text _,Yaml.Nothing _ -> {
                    /* title and attached are read below */ }
            }
        }
        Attached attached = Words.of(Attached.class, "attached", Resources.text(body, "attached"));
        return new Chip(name, Resources.text(body, "title"), attached, List.copyOf(addresses), every,
                java.util.Collections.unmodifiableMap(quantities));
    }

    private static ChipQuantity quantity(String name, Yaml.Fields body) {
        return new ChipQuantity(name, Resources.text(body, "unit"),
                Units.integer("decimals", Resources.text(body, "decimals")),
                Units.range("range", Resources.text(body, "range")));
    }
}
