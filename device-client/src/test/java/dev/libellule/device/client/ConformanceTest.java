package dev.libellule.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/conformance.md and reality agree. */
class ConformanceTest {
    private static final Path TABLE = Path.of("..", "docs", "conformance.md");
    private static final Pattern STATEMENT = Pattern.compile("(3\\.1\\.1 )?\\[MQTT-([0-9.]+-[0-9]+)\\]");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))#(\\w+)`");
    private static final Pattern METHOD = Pattern.compile("\\bvoid (\\w+)\\(");

    /** The rows of the client, of both versions; those of 3.1.1 begin with its name. */
    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        String version = "";
        for (String line : Files.readAllLines(TABLE)) {
            if (line.startsWith("## ")) {
                version = line.contains("3.1.1") ? "3.1.1 " : line.contains("client") ? "" : null;
            }
            Matcher statement = STATEMENT.matcher(line);
            if (version != null && line.startsWith("| [") && statement.find()) {
                String number = version + statement.group(2);
                assertEquals(null, rows.put(number, line), "twice: " + number);
            }
        }
        return rows;
    }

    private static Stream<Path> sources(String folder) throws IOException {
        return Files.walk(Path.of("src", folder, "java")).filter(path -> path.toString().endsWith(".java"));
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyTestOfTheTableIsThere() throws IOException {
        Map<String, Set<String>> methods = new TreeMap<>();
        try (Stream<Path> tests = sources("test")) {
            tests.forEach(path -> {
                Set<String> ofClass = methods.computeIfAbsent(path.getFileName().toString().replace(".java", ""),
                        name -> new HashSet<>());
                Matcher method = METHOD.matcher(text(path));
                while (method.find()) {
                    ofClass.add(method.group(1));
                }
            });
        }
        Set<String> missing = new TreeSet<>();
        int named = 0;
        for (String row : rows().values()) {
            for (Matcher test = TEST.matcher(row); test.find(); named++) {
                if (!methods.getOrDefault(test.group(1), Set.of()).contains(test.group(2))) {
                    missing.add(test.group(1) + "#" + test.group(2));
                }
            }
        }
        assertEquals(Set.of(), missing, "named in " + TABLE + " and not in src/test");
        assertTrue(named > 150, "the table names " + named + " tests only");
    }

    @Test
    void everyRowNamesATestOrSaysWhyThereIsNone() throws IOException {
        for (Map.Entry<String, String> row : rows().entrySet()) {
            List<String> cells = List.of(row.getValue().split("\\|"));
            assertEquals(4, cells.size(), row.getKey());
            assertFalse(cells.get(3).isBlank() || cells.get(2).isBlank(), row.getKey());
            assertTrue(TEST.matcher(cells.get(3)).find() || cells.get(3).contains("application's")
                    || cells.get(3).contains("The client "), row.getKey());
        }
    }

    @Test
    void everyCitationIsInTheTable() throws IOException {
        Map<String, String> rows = rows();
        Set<String> missing = new TreeSet<>();
        int[] cited = new int[1];
        for (String folder : List.of("main", "test")) {
            try (Stream<Path> files = sources(folder)) {
                files.forEach(path -> {
                    boolean isOlder = false;
                    for (Matcher citation = STATEMENT.matcher(text(path)); citation.find(); cited[0]++) {
                        isOlder = citation.group(1) != null
                                || isOlder && citation.group(0).startsWith("[") && follows(path, citation);
                        String number = (isOlder ? "3.1.1 " : "") + citation.group(2);
                        if (!rows.containsKey(number)) {
                            missing.add(path.getFileName() + " cites " + number);
                        }
                    }
                });
            }
        }
        assertEquals(Set.of(), missing, "not in " + TABLE);
        assertTrue(cited[0] > 50, "found " + cited[0] + " citations only");
    }

    /** Whether a citation stands behind another one in the same list: {@code 3.1.1 [MQTT-3.1.3-7], [MQTT-3.1.2-22]}. */
    private static boolean follows(Path path, Matcher citation) {
        return text(path).substring(0, citation.start()).endsWith("], ");
    }
}
