package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Wrong flags: one line that says what was wrong and what is right, before anything is connected. */
class PubSubUsageTest {
    static Stream<Arguments> refuses() { // what the message says, command line
        return Stream.of(arguments("which topic? Give one with -t", "pub -m 1"),
                arguments("-t maison/+: one publishes to a topic", "pub -t maison/+ -m 1"),
                arguments("-m=TEXT | -f=FILE | -l | -n | -s", "pub -t a"),
                arguments("mutually exclusive", "pub -t a -m 1 -n"),
                arguments("-q 3: a QoS is 0, 1 or 2", "pub -t a -m 1 -q 3"),
                arguments("-p 70000: a port is 1 to 65535", "pub -t a -m 1 -p 70000"),
                arguments("-V mqttv4: must be mqttv31, mqttv311 or mqttv5", "sub -t a -V mqttv4"),
                arguments("give one with -i", "sub -t a -c"),
                arguments("which topics? Give at least one with -t", "sub"),
                arguments("-t a/#/b: not a topic filter", "sub -t a/#/b"),
                arguments("-T a+: not a topic filter", "sub -t a -T a+"),
                arguments("--will-topic", "sub -t a --will-payload x"),
                arguments("must look like mqtt://", "sub -L http://localhost/a"),
                arguments("--repeat 0: must be 1 or more", "pub -t a -m 1 --repeat 0"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refuses")
    void wrongFlagsAreRefusedInOneLine(String says, String line) {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(err, true));
        assertEquals(Main.WRONG_USAGE, commandLine.execute(line.split(" ")));
        String first = err.toString().lines().findFirst().orElse("");
        assertTrue(first.contains(says), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pub", "sub"})
    void hIsTheHostSoHelpIsWrittenOut(String command) {
        StringWriter out = new StringWriter();
        assertEquals(Main.OK, Main.commandLine().setOut(new PrintWriter(out, true)).execute(command, "--help"));
        assertTrue(out.toString().contains("-h, --host=HOST"));
    }
}
