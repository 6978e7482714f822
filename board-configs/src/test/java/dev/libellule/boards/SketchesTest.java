package dev.libellule.boards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The sketches compile without a warning: those of WiFi boards for a PC, that of the Uno for each AVR board. */
class SketchesTest {
    private static final Path AVR_CORE = Path.of("/usr/share/arduino/hardware/arduino/avr");

    @TempDir
    Path folder;

    static List<Path> wifiSketches() throws IOException {
        try (Stream<Path> boards = Files.list(Path.of("boards"))) {
            return boards.map(board -> board.resolve("sketch/sketch.ino")).filter(Files::exists).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("wifiSketches")
    void belowWhatIsSpecialTheSketchesOfWifiBoardsAreTheSame(Path sketch) throws IOException {
        assertEquals(common(wifiSketches().getFirst()), common(sketch));
    }

    private static String common(Path sketch) throws IOException {
        String text = Files.readString(sketch);
        int start = text.indexOf("// ---------- From here to the end the same for each WiFi board ----------\n");
        assertTrue(start > 0, "the line that begins the common part is missing");
        return text.substring(start);
    }

    @ParameterizedTest
    @MethodSource("wifiSketches")
    void sketchOfAWifiBoardCompilesForAPc(Path sketch) throws Exception {
        require("g++", "g++");
        Files.copy(sketch.resolveSibling("secrets.h.example"), folder.resolve("secrets.h"));
        compile(List.of("g++", "-std=gnu++11", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-I",
                folder.toString(), "-I", "src/test/sketches", "-include", "Arduino.h", "-x", "c++", sketch.toString()));
    }

    @ParameterizedTest
    @CsvSource({"atmega328p, ARDUINO_AVR_UNO, standard", "atmega328p, ARDUINO_AVR_NANO, eightanaloginputs",
            "atmega2560, ARDUINO_AVR_MEGA2560, mega"})
    void sketchOfTheUnoCompilesForEachAvrBoard(String processor, String board, String variant) throws Exception {
        require("avr-g++", "gcc-avr");
        if (!Files.exists(AVR_CORE)) {
            skip("arduino-core-avr");
        }
        compile(List.of("avr-g++", "-mmcu=" + processor, "-DF_CPU=16000000L", "-DARDUINO=10808", "-D" + board,
                "-DARDUINO_ARCH_AVR", "-DDECIMAL_DIG=__DECIMAL_DIG__", "-I", AVR_CORE + "/cores/arduino",
                "-I", AVR_CORE + "/variants/" + variant, "-Os", "-std=gnu++11", "-fno-exceptions", "-Wall", "-Wextra",
                "-Werror", "-include", "Arduino.h", "-x", "c++", "-c",
                "boards/arduino-uno/libellule-uno/libellule-uno.ino", "-o", folder.resolve("sketch.o").toString()));
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
