package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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

/** The server's part of docs/conformance.md and reality agree. */
class ServerConformanceTest {
    private static final Path TABLE = Path.of("..", "docs", "conformance.md");
    private static final Pattern ROW = Pattern.compile("\\| \\[MQTT-([0-9.]+-[0-9]+)\\] \\| [^|]+ \\| ([^|]+) \\|");
    private static final Pattern CITATION = Pattern.compile("(3\\.1\\.1 )?\\[MQTT-([0-9.]+-[0-9]+)\\]");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))#(\\w+)`");
    private static final Pattern METHOD = Pattern.compile("(?:@Test|@ParameterizedTest).*?\\bvoid (\\w+)\\(",
            Pattern.DOTALL);

    /** Statement and what shows it; those of 3.1.1 begin with its name. */
    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        String version = null;
        for (String line : Files.readAllLines(TABLE)) {
            if (line.startsWith("## ")) {
                version = !line.startsWith("## The server")
                        ? null
                        : line.contains("5.0") && !line.contains("before") ? "" : "3.1.1 ";
            }
            Matcher row = ROW.matcher(line);
            if (version != null && line.startsWith("| [")) {
                assertTrue(row.matches(), line);
                assertNull(rows.put(version + row.group(1), row.group(2)), "twice: " + line);
            }
        }
        return rows;
    }

    private static Map<Path, String> sources(String folder) throws IOException {
        Map<Path, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src", folder, "java", "dev", "libellule", "gateway", "broker"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.put(file, Files.readString(file));
            }
        }
        return sources;
    }

    @Test
    void everyRowNamesTestsThatAreThere() throws IOException {
        Map<String, Set<String>> methods = new HashMap<>();
        sources("test").forEach((file, text) -> {
            Set<String> ofClass = new HashSet<>();
            METHOD.matcher(text).results().forEach(method -> ofClass.add(method.group(1)));
            methods.put(file.getFileName().toString().replace(".java", ""), ofClass);
        });
        Set<String> missing = new TreeSet<>();
        rows().forEach((statement, shownBy) -> {
            List<String> tests = TEST.matcher(shownBy).results()
                    .filter(test -> !methods.getOrDefault(test.group(1), Set.of()).contains(test.group(2)))
                    .map(test -> statement + " " + test.group()).toList();
            missing.addAll(tests);
            if (!TEST.matcher(shownBy).find()) {
                missing.add(statement + " names no test");
            }
        });
        assertEquals(Set.of(), missing);
    }

    @Test
    void allStatementsAreThere() throws IOException {
        Map<String, String> rows = rows();
        assertTrue(rows.size() >= 247, rows.size() + " rows");
        for (String statement : List.of("3.1.2-24", "3.3.4-9", "4.3.3-13", "4.12.0-6", "6.0.0-4", "3.1.1 4.8.0-1")) {
            assertTrue(rows.containsKey(statement), statement);
        }
    }

    @Test
    void everyCitationIsInTheTable() throws IOException {
        Map<String, String> rows = rows();
        Set<String> missing = new TreeSet<>();
        int[] cited = new int[1];
        for (String folder : List.of("main", "test")) {
            sources(folder).forEach((file, text) -> CITATION.matcher(text).results().forEach(citation -> {
                cited[0]++;
                String number = (citation.group(1) == null ? "" : "3.1.1 ") + citation.group(2);
                if (!rows.containsKey(number)) {
                    missing.add(file.getFileName() + " cites " + number);
                }
            }));
        }
        assertEquals(Set.of(), missing);
        assertTrue(cited[0] > 150, cited[0] + " citations");
    }
}
