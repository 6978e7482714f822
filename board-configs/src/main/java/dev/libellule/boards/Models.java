package dev.libellule.boards;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The models that board files may name, as {@code models.yaml} lists them, with the board file that is shipped for each. */
public final class Models {
    /** A board that has no folder here. */
    public static final String OTHER = "other";

    private static final Map<String, Model> BY_NAME = read();

    private Models() {}

    /** All models by their name, in the order of the list. */
    public static Map<String, Model> byName() {
        return BY_NAME;
    }

    /** The board files that are shipped, one for each model that has a folder. */
    public static List<Board> shippedBoards() {
        return BY_NAME.keySet().stream().filter(name -> !name.equals(OTHER)).map(Models::shippedBoard).toList();
    }

    private static Board shippedBoard(String model) {
        return BoardFile.parse("boards/" + model + "/board.yaml", Resources.bytes("/boards/" + model + "/board.yaml"));
    }

    /** How the gateway reaches a board. */
    public enum Reached {
        PINS, SERIAL, MQTT, ANY;

        /** In words that go on from "a board that". */
        String described() {
            return switch (this) {
                case SERIAL -> "is on a serial line";
                case MQTT -> "speaks MQTT by itself";
                case PINS, ANY -> "has pins and buses of its own";
            };
        }
    }

    /** One model of board. */
    public record Model(String name, String title, Reached reached) {}

    private static Map<String, Model> read() {
        Map<String, Model> models = new LinkedHashMap<>();
        for (Yaml.Field field : ((Yaml.Fields) Resources.yaml("models.yaml")).fields()) {
            Yaml.Fields body = (Yaml.Fields) field.value();
            models.put(field.key(), new Model(field.key(), Resources.text(body, "title"),
                    Words.of(Reached.class, "reached", Resources.text(body, "reached"))));
        }
        return Collections.unmodifiableMap(models);
    }
}
