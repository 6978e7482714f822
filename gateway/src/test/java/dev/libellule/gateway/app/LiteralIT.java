package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same flags, the same output and exit status: our tools and Debian's side by side, on Mosquitto and on our broker. */
@Timeout(120)
class LiteralIT {
    private static final String SHOW_ALL = "%t|%p|%q|%r|%l|%C|%D|%F|%P|%R";

    @TempDir
    private static Path folder;

    private static Mosquitto mosquitto;
    private static Broker ours;
    private static List<Integer> ports;

    @BeforeAll
    static void start() throws Exception {
        Mosquitto.requireTool("mosquitto_rr", "mosquitto-clients");
        mosquitto = Mosquitto.start(folder);
        ours = Broker.start(new BrokerOptions(List.of(Listener.loopback(0, Transport.TCP)), Limits.DEFAULT,
                BrokerOptions.SYS_INTERVAL), Version.number());
        ports = List.of(mosquitto.port(), ours.port(0));
        for (int port : ports) {
            publish(port, "-t k/json -m {\"a\":1.0,\"b\":[1,\"x\\ty\",null],\"c\":{}} -q 1 "
                    + "-D publish user-property k v -D publish user-property k w -D publish content-type text/plain "
                    + "-D publish response-topic r -D publish payload-format-indicator 1");
            publish(port, "-t k/text -m été -q 2");
            publish(port, "-t k/sub/deep -m x");
        }
    }

    @AfterAll
    static void end() {
        if (ours != null) {
            ours.close();
        }
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    private static void publish(int port, String flags) throws Exception {
        assertEquals(new ToolRun(0, "", ""), ToolRun.theirs("pub", flags(port, "-r " + flags), ""));
    }

    /** Divided at blanks; a dot in a circle stands for one that is part of a word. */
    private static List<String> flags(int port, String line) {
        List<String> flags = new ArrayList<>(List.of("-p", Integer.toString(port)));
        for (String word : line.split(" ")) {
            flags.add(word.replace('⊙', ' '));
        }
        return flags;
    }

    private static void assertSame(String tool, String line, String input) throws Exception {
        for (int port : ports) {
            ToolRun theirs = ToolRun.theirs(tool, flags(port, line), input).withoutTimes();
            assertEquals(theirs, ToolRun.ours(tool, flags(port, line), input).withoutTimes(), tool + " " + line + " on "
                    + (port == mosquitto.port() ? "Mosquitto" : "our broker"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t k/text -C 1", "-v -t k/text -C 1", "-N -t k/text -C 1", "-v -N -t k/text -C 1",
            "-v -t k/# -T k/text -T k/json -C 1", "-v -t k/+ -T k/json -C 1 -q 2", "-t k/text -E",
            "-t k/text -U none -E", "-t k/text -U k/text -E -q 1", "-t k/# -R -W 1",
            "-t k/# -R -W 1 --quiet", "-t none -W 1", "-t k/text -C 1 -V mqttv31 -i literal", "-t k/text -C 1 -V 5",
            "-t k/text -C 1 -V 311 -k 5 --nodelay", "-t k/json -C 1 -F %j", "-t k/json -C 1 -F %J",
            "-t k/json -C 1 -V 5 -F %j", "-t k/json -C 1 -V 5 -F %J", "-t k/json -C 1 -V 5 -q 1 -F %j --pretty",
            "-t k/json -C 1 -V 5 -q 1 -F %J --pretty", "-t k/text -C 1 -F a%Jb",
            "-t k/text -C 1 -F %t⊙%p⊙%q⊙%r⊙%l⊙%x⊙%X",
            "-t k/json -C 1 -V 5 -F %C|%D|%F|%P|%R|%S|%A|%E|", "-t k/json -C 1 -V 5 -F %12C|%-12C|%3.2C|%02F|%3F|%-3F|",
            "-t k/text -C 1 -V 5 -F %5C|%5D|%5F|%05F|%5R|%5S|%-5S|%5A|%05E|",
            "-t k/text -C 1 -F %10t|%-10t|%.3t|%10.3t|%-10.3t|%05l|%5l|%-5l|%3m|%03m|",
            "-t k/text -C 1 -F %3p|%8p|%-8p|%08p|%x|%4X|%5x|",
            "-t k/text -C 1 -F %%@@\\\\\\t\\r\\a\\e\\v|",
            "-t k/text -C 1 -F @a|@A|@b|@B|@C|@d|@D|@e|@F|@g|@G|@h|@j|@m|@n|@t|@u|@U|@V|@w|@W|@y|@Y|@z|@Z|@%|@x",
            "-t k/text -C 1 -F %I", "-L mqtt://localhost:PORT/k/text -C 1",
            "-t k/text -C 1 -V 5 -D subscribe user-property a b",
            "-t k/text -C 1 -x 10 -V 5 -i literal5", "-t k/text -C 1 -c -i literal3",

            "-t k/text -C 1 --will-topic w --will-payload gone --will-qos 1 --will-retain",
            "-t k/text -C 1 -D connect user-property a b -D disconnect user-property c d -D connect receive-maximum 5",
            "-t k/text -C 1 -V 5 --retain-as-published", "-t k/# --retained-only -C 3 -v -q 1"})
    void sub(String line) throws Exception {
        for (int port : ports) {
            List<String> flags = flags(port, line.replace("PORT", Integer.toString(port)));
            ToolRun theirs = ToolRun.theirs("sub", flags, "").withoutTimes();
            assertEquals(theirs, ToolRun.ours("sub", flags, "").withoutTimes(),
                    (port == mosquitto.port() ? "Mosquitto" : "our broker") + ": sub " + line);
        }
    }

    /** Each publishes to a topic that keeps it; Mosquitto's subscriber then shows all that is known of the message. */
    @ParameterizedTest
    @ValueSource(strings = {"-m plain", "-m plain -q 1", "-m plain -q 2", "-m 1 -V mqttv31 -i literal", "-m é⊙à", "-s",
            "-l",
            "-l -q 1", "-f FILE", "-m -t", "-m @FILE", "-m x --repeat 3 -q 1", "-m x --repeat 2 --repeat-delay 0.1",
            "-m x -V 5 -q 2 -M 1", "-m x -D publish content-type a⊙b -D publish user-property n v",
            "-m x -D publish correlation-data c -D publish response-topic r -D publish payload-format-indicator 1 -q 1",
            "-m x -D publish topic-alias 1", "-m x -D will user-property a b --will-topic w --will-payload p -V 5",
            "-m x --will-topic w -k 10 -i literal --quiet", "-m x -q 1 -q 0",
            "-m x -u user -P password"})
    void pub(String line) throws Exception {
        Path file = Files.writeString(folder.resolve("payload"), "of\na file\0");
        String flags = "-r -t p " + line.replace("FILE", file.toString());
        String input = "un\n\ndeux trois\nquatre";
        for (int port : ports) {
            String theirs = published(port, ToolRun.theirs("pub", flags(port, flags), input));
            String own = published(port, ToolRun.ours("pub", flags(port, flags), input));
            assertEquals(theirs, own, (port == mosquitto.port() ? "Mosquitto" : "our broker") + ": pub " + line);
        }
    }

    private static String published(int port, ToolRun run) throws Exception {
        ToolRun shown = ToolRun.theirs("sub", flags(port, "-t p -V 5 -q 2 -C 1 -W 10 -F " + SHOW_ALL), "");
        ToolRun.theirs("pub", flags(port, "-t p -r -n"), "");
        return run.status() + "\n" + run.err() + run.out() + shown.out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t q -e q -m x", "-t q -e q -m x -v", "-t q -e q -m x -F %t,%p,%R",
            "-t q -e q -m x -V 311 -v",
            "-t q -e q -n -v", "-t q -e q -m x -N -q 2 -D publish correlation-data 7 -F %D",
            "-t q -e none -m x -W 1", "-t q -e q -m {} -F %J --pretty"})
    void rr(String line) throws Exception {
        assertSame("rr", line, "all\nof it");
    }
}
