package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Wrong flags: one line that says what was wrong and what is right, before anything is connected. */
class PubSubUsageTest {
    static Stream<Arguments> refuses() { // what the message says, command line
        return Stream.of(arguments("which topic? Give one with -t", "pub -m 1"),
                arguments("-t maison/+: one publishes to a topic", "pub -t maison/+ -m 1"),
                arguments("-m=TEXT | -f=FILE | -n | -s | -l", "pub -t a"),
                arguments("Only one type of message can be sent at once", "pub -t a -m 1 -n"),
                arguments("-q 3: a QoS is 0, 1 or 2", "pub -t a -m 1 -q 3"),
                arguments("-p 70000: a port is 1 to 65535", "pub -t a -m 1 -p 70000"),
                arguments("-V mqttv4: must be mqttv31, mqttv311 or mqttv5", "sub -t a -V mqttv4"),
                arguments("give one with -i", "sub -t a -c"),
                arguments("which topics? Give at least one with -t", "sub"),
                arguments("-t a/#/b: not a topic filter", "sub -t a/#/b"),
                arguments("-T a+: not a topic filter", "sub -t a -T a+"),
                arguments("--will-topic", "sub -t a --will-payload x"),
                arguments("--will-topic a/#: one publishes to a topic", "sub -t a --will-topic a/#"),
                arguments("--will-qos 3", "sub -t a --will-topic b --will-qos 3"),
                arguments("-P needs a user name", "pub -t a -m 1 -P x"),
                arguments("-k 70000", "pub -t a -m 1 -k 70000"), arguments("-M 0", "pub -t a -m 1 -M 0"),
                arguments("-x x: must be 0 to 4294967295", "sub -t a -V 5 -i b -x x"),
                arguments("give one with -i", "sub -t a -V 5 -x -1"),
                arguments("-i and -I exclude each other", "sub -t a -i b -I c"),
                arguments("-F %z: Invalid format specifier 'z'", "sub -t a -F %z"),
                arguments("-F a%5: Incomplete format specifier", "sub -t a -F a%5"),
                arguments("-F \\q: Invalid escape specifier 'q'", "sub -t a -F \\q"),
                arguments("-F a\\: Incomplete escape specifier", "sub -t a -F a\\"),
                arguments("-D will: a packet, a property and a value", "pub -t a -m 1 -D will"),
                arguments("connect, publish, subscribe", "pub -t a -m 1 -D puback reason-string x"),
                arguments("publish has content-type, correlation-data, message-expiry-interval",
                        "pub -t a -m 1 -D publish subscription-identifier 1"),
                arguments("a number of 0 to 255 is expected", "pub -t a -m 1 -D publish payload-format-indicator 256"),
                arguments("a packet, a property and a value", "pub -t a -m 1 -D publish user-property k"),
                arguments("--cafile /none: there is no such file", "pub -t a -m 1 --cafile /none"),
                arguments("--cert and --key belong together", "pub -t a -m 1 --cert /none"),
                arguments("--ciphers AES128-CCM: this Java has not all of these", "pub -t a -m 1 --ciphers AES128-CCM"),
                arguments("--tls-keylog works only from the launcher ./libellule", "pub -t a -m 1 --tls-keylog /keys"),
                arguments("'tlsv1.1' is no TLS version; there are tlsv1.2 and tlsv1.3",
                        "pub -t a -m 1 --tls-version tlsv1.1"),
                arguments("--psk: Java's TLS has no pre-shared keys", "pub -t a -m 1 --psk 00"),
                arguments("'http://...@a' does not look like socks5h://[user[:password]@]host[:port]",
                        "pub -t a -m 1 --proxy http://u:secret@a"),
                arguments("'a:99999' does not look like", "pub -t a -m 1 --proxy socks5h://u:p@a:99999"),
                arguments("--unix /s: a Unix socket has no address (-A)", "pub -t a -m 1 --unix /s -A 127.0.0.1"),
                arguments("--random-filter 0.0: must be 0.1 to 100", "sub -t a --random-filter 0"),
                arguments("-R and --retained-only", "sub -t a -R --retained-only"),
                arguments("--retain-handling x: must be always, new or never", "sub -t a --retain-handling x"),
                arguments("where does the response come? Give a topic with -e", "rr -t a -m 1"),
                arguments("-e a/+: the response comes to a topic", "rr -t a -e a/+ -m 1"),
                arguments("-l: a request is one message", "rr -t a -e b -l"),
                arguments("-L mqtt://...@: must look like", "sub -L mqtt://u:secret@"),
                arguments("must look like mqtt://", "sub -L http://localhost/a"),
                arguments("Only one type of message can be sent at once", "pub -t a -m 1 -m 2"),
                arguments("Only one type of message can be sent at once", "pub -t a -m 1 -n"),
                arguments("--repeat 0: must be 1 or more", "pub -t a -m 1 --repeat 0"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refuses")
    void wrongFlagsAreRefusedInOneLine(String says, String line) {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(err, true));
        assertEquals(Main.FAILED, commandLine.execute(line.split(" ")));
        String first = err.toString().lines().findFirst().orElse("");
        assertTrue(first.contains(says), err.toString());
    }

    /** The flags of Mosquitto 2.1's manual pages: each is there, if only to be refused with its reason. */
    @ParameterizedTest
    @CsvSource(delimiter = ':', value = {
            "pub:-f --file -l --stdin-line -m --message -n --null-message -r --retain -s --stdin-file --repeat --repeat-delay",
            "sub:-C -E -F -N -R -T --filter-out -U --unsubscribe -v --verbose -W -w --watch --message-rate --pretty --random-filter "
                    + "--remove-retained --retain-as-published --retain-handling --retained-only",
            "rr:-e -F -f --file -m --message -N -n --null-message -R -s --stdin-file -v --verbose -W --latency --pretty "
                    + "--retain-as-published --retain-handling",
            "passwd:-b -c -D -H -I -U"})
    void everyFlagOfTheManualsIsThere(String tool, String flags) {
        CommandSpec spec = Main.commandLine().getSubcommands().get(tool).getCommandSpec();
        String shared = tool.equals("passwd")
                ? ""
                : " -A --cafile --capath --cert --ciphers -c --disable-clean-session -D --property -d --debug --help -h --host -I "
                        + "--id-prefix -i --id --insecure --key --keyform -k --keepalive -L --url -M --mptcp --no-tls --nodelay -o -P "
                        + "--pw -p --port --proxy --psk --psk-identity -q --qos --quiet -S --tls-alpn --tls-engine "
                        + "--tls-engine-kpass-sha1 --tls-keylog --tls-use-os-certs --tls-version -t --topic --unix -u --username -V "
                        + "--protocol-version --version --will-payload --will-qos --will-retain --will-topic --ws -x";
        assertEquals(List.of(), Stream.of((flags + shared).split(" ")).filter(flag -> spec.findOption(flag) == null)
                .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pub", "sub", "rr"})
    void hIsTheHostSoHelpIsWrittenOut(String command) {
        StringWriter out = new StringWriter();
        assertEquals(Main.OK, Main.commandLine().setOut(new PrintWriter(out, true)).execute(command, "--help"));
        assertTrue(out.toString().contains("-h, --host=HOST"));
    }
}
