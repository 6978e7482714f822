package dev.libellule.boards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The library and the sketches compile without a warning: those of WiFi boards for a PC, those on a cable for each AVR board. */
class SketchesTest {
    private static final Path LIBRARY = Path.of("arduino", "Libellule");
    private static final Path AVR_CORE = Path.of("/usr/share/arduino/hardware/arduino/avr");

    @TempDir
    Path folder;

    static List<Path> wifiSketches() throws IOException {
        return files(Path.of("boards"), "sketch.ino");
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("wifiSketches")
    void sketchOfAWifiBoardCompilesForEachKindOfBoard(Path sketch) throws Exception {
        require("g++", "g++");
        Files.copy(sketch.resolveSibling("secrets.h.example"), folder.resolve("secrets.h"));
        for (String kind : List.of("ESP8266", "ESP32", "SAMD")) {
            compile(List.of("g++", "-std=gnu++11", "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
                    "-DARDUINO_ARCH_" + kind, "-I", folder.toString(), "-I", "src/test/sketches", "-I",
                    LIBRARY + "/src", "-include", "Arduino.h", "-x", "c++", sketch.toString()));
        }
    }

    @ParameterizedTest
    @CsvSource({"atmega328p, ARDUINO_AVR_UNO, standard", "atmega328p, ARDUINO_AVR_NANO, eightanaloginputs",
            "atmega2560, ARDUINO_AVR_MEGA2560, mega"})
    void libraryAndSketchesCompileForEachAvrBoard(String processor, String board, String variant) throws Exception {
        require("avr-g++", "gcc-avr");
        if (!Files.exists(AVR_CORE)) {
            skip("arduino-core-avr");
        }
        List<String> command = new ArrayList<>(
                List.of("avr-g++", "-mmcu=" + processor, "-DF_CPU=16000000L", "-DARDUINO=10808", "-D" + board,
                        "-DARDUINO_ARCH_AVR", "-DDECIMAL_DIG=__DECIMAL_DIG__", "-I", AVR_CORE + "/cores/arduino",
                        "-I", AVR_CORE + "/variants/" + variant, "-I", LIBRARY + "/src", "-Os", "-std=gnu++11",
                        "-fno-exceptions", "-Wall", "-Wextra", "-Werror", "-include", "Arduino.h", "-fsyntax-only",
                        "-x", "c++"));
        List<Path> sources = new ArrayList<>(files(LIBRARY.resolve("src"), ".cpp"));
        sources.addAll(files(LIBRARY.resolve("examples"), ".ino"));
        sources.addAll(files(Path.of("boards", "arduino-uno"), ".ino"));
        sources.forEach(source -> command.add(source.toString()));
        compile(command);
    }

    @Test
    void theFirstSketchFitsIntoFortyLines() throws IOException {
        assertTrue(Files.readAllLines(LIBRARY.resolve("examples/Hello/Hello.ino")).size() <= 40);
    }

    @Test
    void theReadmeShowsTheFirstSketchAsItIs() throws IOException {
        String sketch = Files.readString(LIBRARY.resolve("examples/Hello/Hello.ino"));
        String shown = "```cpp\n" + sketch.substring(sketch.indexOf("#include")) + "```";
        assertTrue(Files.readString(Path.of("arduino", "README.md")).contains(shown));
    }

    @Test
    void theArduinoToolsFindWhatTheyNeedOfTheLibrary() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(LIBRARY.resolve("library.properties"))) {
            properties.load(reader);
        }
        for (String key : List.of("name", "version", "author", "maintainer", "sentence", "paragraph", "category", "url",
                "architectures")) {
            assertTrue(properties.containsKey(key), key);
        }
        assertEquals(LIBRARY.getFileName().toString(), properties.getProperty("name"));
        assertTrue(Files.exists(LIBRARY.resolve("src").resolve(properties.getProperty("includes"))));
        String source = Files.readString(LIBRARY.resolve("src/Libellule.cpp"));
        assertTrue(source.contains("FIRMWARE[] = \"" + properties.getProperty("version") + "\""), "fw= of the hello");
    }

    @Test
    void theSecretsOfWifiBoardsAreOfOneForm() throws IOException {
        List<Path> forms = files(Path.of("boards"), "secrets.h.example");
        for (Path form : forms) {
            assertEquals(-1, Files.mismatch(forms.getFirst(), form), form::toString);
        }
    }

    private static void compile(List<String> command) throws Exception {
        Process process = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertEquals("", said);
    }

    private static void require(String program, String debianPackage) {
        for (String path : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(path, program))) {
                return;
            }
        }
        skip(debianPackage);
    }

    private static void skip(String debianPackage) {
        String why = "sketches are not compiled: " + debianPackage + " is missing (apt install " + debianPackage + ")";
        if ("true".equals(System.getenv("CI"))) {
            fail(why);
        }
        System.out.println("SKIPPED: " + why);
        Assumptions.abort(why);
    }
}
