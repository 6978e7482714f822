package dev.libellule.boards;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The pins of each model that has any, as {@code pinouts.yaml} lists them. */
public final class Pinouts {
    private static final String WARNING = "not: ";
    private static final Map<String, Pinout> BY_MODEL = read();

    private Pinouts() {}

    /** All pinouts by the name of their model, in the order of the list. */
    public static Map<String, Pinout> byModel() {
        return BY_MODEL;
    }

    /**
     * One pin.
     *
     * @param place its number on the connector; empty where pins have names only
     * @param name as it is printed on the board or in its documentation
     * @param key as board files write it; empty for power, ground and what cannot be used
     * @param does what else it can be, such as {@code I2C1 SDA}
     * @param warning what must not be forgotten when it is used; may be empty
     */
    public record Pin(String place, String name, String key, List<String> does, String warning) {}

    /**
     * The pins of one model, in two rows.
     *
     * @param left from the top
     * @param right from the top
     */
    public record Pinout(String title, List<Pin> left, List<Pin> right) {
        /** The pin that board files write so. */
        public Optional<Pin> pin(String key) {
            return pins().filter(pin -> !key.isEmpty() && pin.key().equals(key)).findFirst();
        }

        /** The pin that can be something, such as {@code I2C1 SDA}. */
        public Optional<Pin> that(String does) {
            return pins().filter(pin -> pin.does().contains(does)).findFirst();
        }

        Stream<Pin> pins() {
            return Stream.concat(left.stream(), right.stream());
        }

        List<String> keys() {
            return pins().map(Pin::key).filter(key -> !key.isEmpty()).toList();
        }
    }

    private static Map<String, Pinout> read() {
        Map<String, Pinout> pinouts = new LinkedHashMap<>();
        for (Yaml.Field field : ((Yaml.Fields) Resources.yaml("pinouts.yaml")).fields()) {
            Yaml.Fields body = (Yaml.Fields) field.value();
            pinouts.put(field.key(), new Pinout(Resources.text(body, "title"), row(body, "left"), row(body, "right")));
        }
        return Collections.unmodifiableMap(pinouts);
    }

    private static List<Pin> row(Yaml.Fields model, String side) {
        List<Pin> pins = new ArrayList<>();
        for (Yaml.Field field : model.fields()) {
            if (field.key().equals(side)) {
                ((Yaml.Items) field.value()).items().forEach(item -> pins.add(pin((Yaml.Fields) item)));
            }
        }
        return List.copyOf(pins);
    }

    private static Pin pin(Yaml.Fields body) {
        String place = "";
        String key = "";
        String warning = "";
        List<String> does = new ArrayList<>();
        for (Yaml.Field field : body.fields()) {
            switch (field.value()) {
                case Yaml.Text text when field.key().equals("place") -> place = text.text();
                case Yaml.Text text when field.key().equals("pin") -> key = text.text();
                case Yaml.Items list -> {
                    for (Yaml item : list.items()) {
                        String word = ((Yaml.Text) item).text();
                        if (word.startsWith(WARNING)) {
                            warning = word.substring(WARNING.length());
                        } else {
                            does.add(word);
                        }
                    }
                }
                case Yaml.Text _,Yaml.Fields _,Yaml.Nothing _ -> {
                    /* name is read below */ }
            }
        }
        return new Pin(place, Resources.text(body, "name"), key, List.copyOf(does), warning);
    }
}
