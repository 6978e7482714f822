package dev.libellule.boards;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps README.md, the reference of board files, and the code together. */
class ReferenceTest {
    private static final Pattern HEADING = Pattern.compile("^## `(.+)`.*");
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z0-9-]+)` \\|.*");

    @Test
    void everyKeyIsDocumentedAndEveryDocumentedKeyExists() throws IOException {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        keys.put("board", Keys.BOARD);
        keys.put("serial", Keys.SERIAL);
        keys.put("mqtt", Keys.MQTT);
        keys.put("offline", Keys.OFFLINE);
        keys.put("signals", Keys.SIGNAL);
        keys.put("sensors", Keys.SENSOR);
        keys.put("outputs", Keys.OUTPUT);
        keys.put("inputs", Keys.INPUT);
        assertEquals(keys, documented());
    }

    @Test
    void everyPartOfARecordHasItsKey() {
        assertEquals(Set.copyOf(Keys.BOARD), parts(Map.of("id", "board"), Board.class));
        Set<String> serial = parts(Map.of("family", "line"), SerialLine.class, LineForm.class);
        serial.remove("form"); // its keys stand beside the others
        assertEquals(Set.copyOf(Keys.SERIAL), serial);
        assertEquals(Set.copyOf(Keys.MQTT), parts(Map.of(), MqttLink.class));
        assertEquals(Set.copyOf(Keys.OFFLINE), parts(Map.of(), Offline.class));
        Set<String> signal = parts(Map.of(), SignalEntry.class, Shape.class, Telling.class);
        signal.removeAll(Set.of("shape", "telling")); // groups of keys
        assertEquals(Set.copyOf(Keys.SIGNAL), signal);
        Set<String> output = parts(Map.of(), OutputEntry.class, OutputRules.class, OutputPart.class,
                ChipPlace.I2c.class, ChipPlace.Pwm.class);
        output.removeAll(List.of("rules", "part", "at", "settings")); // groups of keys, and keys of their own, by the chip
        assertEquals(Set.copyOf(Keys.OUTPUT), output);
        Set<String> input = parts(Map.of(), InputEntry.class, InputPart.class, ChipPlace.I2c.class);
        input.removeAll(List.of("part", "at"));
        assertEquals(Set.copyOf(Keys.INPUT), input);
        Set<String> sensor = parts(Map.of(), SensorEntry.class, ChipPlace.I2c.class, ChipPlace.Spi.class,
                ChipPlace.OneWire.class, ChipPlace.Pins.class);
        sensor.removeAll(List.of("at", "settings", "pins")); // keys of their own, by the chip
        assertEquals(Set.copyOf(Keys.SENSOR), sensor);
    }

    @Test
    void everyChipAndModelIsDocumented() throws IOException {
        String text = reference();
        for (String name : Chips.byName().keySet()) {
            assertEquals(true, text.contains("`" + name + "`"), name);
        }
        for (String name : Models.byName().keySet()) {
            assertEquals(true, text.contains("`" + name + "`"), name);
        }
    }

    @Test
    void theExampleIsRight() throws IOException {
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(reference());
        int count = 0;
        while (example.find()) {
            BoardFile.parse("README.md", example.group(1).getBytes(StandardCharsets.UTF_8));
            count++;
        }
        assertEquals(1, count);
    }

    private static Set<String> parts(Map<String, String> otherwise, Class<?>... records) {
        return Stream.of(records).flatMap(type -> Stream.of(type.getRecordComponents()))
                .map(part -> otherwise.getOrDefault(part.getName(), part.getName()))
                .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Map<String, List<String>> documented() throws IOException {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> keys = new ArrayList<>();
        for (String line : reference().lines().toList()) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                keys = new ArrayList<>();
                sections.put(heading.group(1), keys);
            } else if (line.startsWith("## ")) {
                keys = new ArrayList<>();
            }
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                keys.add(row.group(1));
            }
        }
        return sections;
    }

    private static String reference() throws IOException {
        return Files.readString(Path.of("README.md"));
    }
}
