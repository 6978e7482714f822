package dev.libellule.gateway.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of options against Mosquitto's manual, and the document that is made of it. */
class OptionsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "mosquitto-options.md");

    static Stream<String> manual() throws IOException {
        try (var in = OptionsTest.class.getResourceAsStream("mosquitto.conf-options.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("manual")
    void everyOptionOfTheManualIsKnown(String name) {
        assertNotNull(Options.named(name));
    }

    /** With {@code -Dlibellule.write=true} the document is written instead. */
    @Test
    void theDocumentIsTheTable() throws IOException {
        String table = document();
        if (Boolean.getBoolean("libellule.write")) {
            Files.writeString(DOCUMENT, table);
        }
        assertEquals(table, Files.readString(DOCUMENT),
                "docs/mosquitto-options.md is made of Options; write it with: mvn test -pl gateway -am"
                        + " -Dtest=OptionsTest -Dlibellule.write=true -Dsurefire.failIfNoSpecifiedTests=false");
    }

    private static String document() {
        StringBuilder out = new StringBuilder(String.join("\n", //
                "# Options of mosquitto.conf",
                "",
                "Every option of Mosquitto 2.1's manual, and a few of ours (`libellule_…`). Made of the table that the program",
                "reads files with (`gateway.broker.config.Options`); a test compares the two. An option that is not in it is",
                "refused with the nearest right word.",
                "",
                "- **yes**: it does what Mosquitto's manual says.",
                "- **notice**: the start goes on; a line of the log says what is different here.",
                "- **refused**: the start ends with status 3, unless the value is the default: going on would be unsafe or",
                "  surprising.",
                "",
                ""));
        for (Scope scope : Scope.values()) {
            out.append("## ").append(switch (scope) {
                case GLOBAL -> "The whole broker";
                case LISTENER -> "A listener: below its line `listener`, or above all of them for the default one";
                case SECURITY -> "All listeners; with `per_listener_settings true` the listener above";
                case BRIDGE -> "A bridge: below its line `connection`";
            }).append("\n\n| option | value | default | here |\n|---|---|---|---|\n");
            Options.ALL.stream().filter(option -> option.scope() == scope).forEach(option -> out.append(row(option)));
            out.append('\n');
        }
        return out.substring(0, out.length() - 1);
    }

    private static String row(Option option) {
        String names = String.join("`, `", option.names());
        String fate = switch (option.fate()) {
            case Option.Fate.Supported() -> "yes";
            case Option.Fate.Noticed(var difference) -> "notice: " + difference;
            case Option.Fate.Refused(var reason) -> "refused: " + reason;
        };
        return "| `%s`%s | %s | %s | %s |%n".formatted(names, option.isRepeatable() ? ", again and again" : "",
                type(option.type()), option.standard().isEmpty() ? "" : "`" + option.standard() + "`", fate)
                .replace(System.lineSeparator(), "\n");
    }

    private static String type(ValueType type) {
        return switch (type) {
            case ValueType.Flag() -> "true, false";
            case ValueType.Whole(var smallest, var largest) -> String.format(Locale.ROOT, "%,d to %,d", smallest,
                    largest);
            case ValueType.OneOf(var words) -> String.join(", ", words);
            case ValueType.Text() -> "text";
            case ValueType.Words() -> "words";
        };
    }

    @Test
    void everyOptionHasAValueThatItsTypeTakes() {
        assertEquals(List.of(), Options.ALL.stream().filter(
                option -> !option.standard().isEmpty() && option.type().wrong(option.standard()) != null)
                .map(Option::name).toList());
    }
}
