package dev.libellule.simulator.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.libellule.boards.BoardException;
import dev.libellule.boards.Durations;
import dev.libellule.boards.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Reads which families of devices a fleet has.
 *
 * <pre>
 *   fleet:
 *     - {family: thermometre, count: 5000, topic: "maison/{n}/temp", every: 10 s, range: 15..25, decimals: 1}
 *     - {family: compteur, count: 200, topic: "compteur/{n}/puissance", every: 1 s, range: 0..9000, decimals: 0, qos: 1}
 * </pre>
 */
public final class FleetFile {
    private static final List<String> KEYS = List.of("family", "count", "topic", "every", "range", "decimals", "qos",
            "retain");

    private FleetFile() {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException with the entry, the key, what was seen and what is allowed
     */
    public static List<Family> load(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: cannot be read; check path and rights".formatted(file), e);
        }
    }

    static List<Family> parse(String file, String yaml) {
        JsonNode list;
        try {
            list = new ObjectMapper(new YAMLFactory()).readTree(yaml).path("fleet");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("%s:%d: not YAML".formatted(file, e.getLocation().getLineNr()), e);
        }
        if (!list.isArray() || list.isEmpty()) {
            throw new IllegalArgumentException(file + ": must be a list 'fleet', such as "
                    + "'fleet: [{family: thermometre, count: 100, topic: \"maison/{n}/temp\", every: 10 s, range: 15..25}]'");
        }
        List<Family> families = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            try {
                families.add(family(list.get(i)));
            } catch (BoardException | IllegalArgumentException e) {
                throw new IllegalArgumentException("%s: fleet[%d].%s".formatted(file, i, e.getMessage()), e);
            }
        }
        return families;
    }

    private static Family family(JsonNode entry) {
        for (Iterator<String> keys = entry.fieldNames(); keys.hasNext();) {
            String key = keys.next();
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("%s: unknown key%s Allowed: %s".formatted(key,
                        Nearest.word(key, KEYS).map(word -> "; did you mean '" + word + "'?").orElse("."),
                        String.join(", ", KEYS)));
            }
        }
        String[] range = entry.path("range").asText("0..100").split("\\.\\.", 2);
        double lowest;
        double highest;
        try {
            lowest = Double.parseDouble(range[0].strip());
            highest = Double.parseDouble(range[range.length - 1].strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "range: '%s': write it such as 15..25".formatted(entry.path("range").asText()), e);
        }
        return new Family(entry.path("family").asText(), entry.path("count").asInt(1), entry.path("topic").asText(),
                Durations.parse("every", entry.path("every").asText("10 s")), lowest, highest,
                entry.path("decimals").asInt(1), entry.path("qos").asInt(0), entry.path("retain").asBoolean(false));
    }
}
