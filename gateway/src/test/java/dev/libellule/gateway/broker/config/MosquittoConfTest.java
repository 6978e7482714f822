package dev.libellule.gateway.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.libellule.gateway.broker.config.ListenerConfig.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MosquittoConfTest {
    @TempDir
    Path folder;

    private BrokerConfig parse(String text) {
        return MosquittoConf.parse(write("mosquitto.conf", text));
    }

    private Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String refusal(String text) {
        return assertThrows(ConfigException.class, () -> parse(text)).getMessage().replace(folder + "/", "");
    }

    @Test
    void readsTheBlockOfTheTutorialAsItStands() {
        BrokerConfig config = parse("""
                pid_file /var/run/mosquitto.pid
                persistence true
                persistence_location /var/lib/mosquitto/
                log_dest file /var/log/mosquitto/mosquitto.log
                include_dir /etc/mosquitto/conf.d
                listener 1883
                listener 9001
                protocol websockets
                password_file /etc/mosquitto/passwd
                allow_anonymous false
                """);
        Path passwords = Path.of("/etc/mosquitto/passwd");
        assertEquals(2, config.listeners().size());
        ListenerConfig tcp = config.listeners().get(0);
        assertEquals("1883 '' MQTT false " + passwords,
                "%d '%s' %s %s %s".formatted(tcp.port(), tcp.address(), tcp.protocol(),
                        tcp.anonymousAllowed(), tcp.passwordFile()));
        ListenerConfig webSocket = config.listeners().get(1);
        assertEquals("9001 '' WEBSOCKETS false " + passwords, "%d '%s' %s %s %s".formatted(webSocket.port(),
                webSocket.address(), webSocket.protocol(), webSocket.anonymousAllowed(), webSocket.passwordFile()));
        assertEquals(Path.of("/var/run/mosquitto.pid"), config.pidFile());
        assertTrue(config.persistence().isOn());
        assertEquals(Path.of("/var/lib/mosquitto"), config.persistence().location());
        assertEquals(List.of("file /var/log/mosquitto/mosquitto.log"), config.log().destinations());
        assertEquals(Duration.ofSeconds(10), config.sysInterval());
        assertEquals(List.of(), config.bridges());
    }

    @Test
    void withoutAListenerItIsThisMachineOnlyAndAnonymous() {
        ListenerConfig listener = parse("# nothing\n").listeners().getFirst();
        assertEquals(new ListenerConfig(1883, "127.0.0.1", Protocol.MQTT, -1, true, null, null), listener);
        assertEquals(new ListenerConfig(2883, "127.0.0.1", Protocol.MQTT, -1, true, null, null),
                BrokerConfig.loopback(2883).listeners().getFirst());
    }

    @Test
    void aListenerMakesAnonymousClientsRefused() {
        assertFalse(parse("listener 1883\n").listeners().getFirst().anonymousAllowed());
        assertFalse(parse("port 1884\n").listeners().getFirst().anonymousAllowed());
        assertTrue(parse("listener 1883 127.0.0.1\nallow_anonymous true\n").listeners().getFirst().anonymousAllowed());
    }

    @Test
    void thePortLineMeansAllAddresses() {
        ListenerConfig listener = parse("port 1884\n").listeners().getFirst();
        assertEquals(1884, listener.port());
        assertEquals("", listener.address());
    }

    @Test
    void thePortLineAndAListenerAreTwo() {
        assertEquals(List.of(1884, 1885), parse("port 1884\nlistener 1885\n").listeners().stream()
                .map(ListenerConfig::port).toList());
    }

    @Test
    void perListenerSettingsKeepListenersApart() {
        List<ListenerConfig> listeners = parse("""
                per_listener_settings true
                listener 1883 localhost
                allow_anonymous true
                listener 1884
                password_file passwd
                """).listeners();
        assertTrue(listeners.get(0).anonymousAllowed());
        assertNull(listeners.get(0).passwordFile());
        assertFalse(listeners.get(1).anonymousAllowed());
        assertEquals(Path.of("passwd"), listeners.get(1).passwordFile());
    }

    @Test
    void carriageReturnsTabsBlanksAndAMissingEndAreFine() {
        BrokerConfig config = parse(
                "\r\n  # comment\r\n\tlistener\t1885   127.0.0.1 \r\n   sys_interval 3 # seconds\r\nallow_anonymous 1");
        assertEquals(1885, config.listeners().getFirst().port());
        assertEquals("127.0.0.1", config.listeners().getFirst().address());
        assertTrue(config.listeners().getFirst().anonymousAllowed());
        assertEquals(Duration.ofSeconds(3), config.sysInterval());
    }

    @Test
    void aPathMayHaveBlanksAndAccents() {
        assertEquals(Path.of("/home/élève/mots de passe"),
                parse("password_file /home/élève/mots de passe\n").listeners().getFirst().passwordFile());
    }

    @Test
    void includesFilesInMosquittosOrderEachFromTheStart() {
        for (String name : List.of("b", "A", "01", "a", "B", "00")) {
            write("conf.d/" + name + ".conf", "log_type " + name + "\n");
        }
        write("conf.d/notes.txt", "nonsense");
        write("conf.d/z.conf", "max_connections 5\n");
        BrokerConfig config = parse(
                "listener 1883\ninclude_dir " + folder.resolve("conf.d") + "\nprotocol websockets\n");
        assertEquals(List.of("00", "01", "A", "a", "B", "b"), config.log().types());
        assertEquals(List.of(5, -1), config.listeners().stream().map(ListenerConfig::maxConnections).toList());
        assertEquals(Protocol.WEBSOCKETS, config.listeners().get(1).protocol(),
                "goes on where it was in the main file");
    }

    @Test
    void saysWhatIsDifferentHereOnlyWhenItIsAskedFor() {
        assertEquals(List.of(), parse("connection_messages true\nmax_keepalive 65535\npersistence false\n").notices());
        List<String> notices = parse("\nuser pi\n").notices();
        assertEquals(1, notices.size());
        assertTrue(notices.getFirst().endsWith("mosquitto.conf:2: user pi: the program stays the user who started it;"
                + " do not start it as root"), notices.getFirst());
    }

    static Stream<Arguments> refuses() { // text, message
        return Stream.of(
                arguments("\nlistner 1883\n", "Error: Unknown configuration variable 'listner'.\n"
                        + "Error found at mosquitto.conf:2. Did you mean 'listener'?"),
                arguments("zzzzzzzz\n", "Error: Unknown configuration variable 'zzzzzzzz'.\n"
                        + "Error found at mosquitto.conf:1. See: man mosquitto.conf"),
                arguments("allow_anonymous maybe\n", "Error: Invalid 'allow_anonymous' value (maybe).\n"
                        + "Error found at mosquitto.conf:1. Allowed: true or false."),
                arguments("allow_anonymous true false\n", "Error: Invalid 'allow_anonymous' value (true false).\n"
                        + "Error found at mosquitto.conf:1. One word is enough."),
                arguments("allow_anonymous\n", "Error: Empty 'allow_anonymous' value in configuration.\n"
                        + "Error found at mosquitto.conf:1. Allowed: true or false."),
                arguments("sys_interval 65536\n", "Error: Invalid 'sys_interval' value (65536).\n"
                        + "Error found at mosquitto.conf:1. Allowed: 0 to 65535."),
                arguments("listener 9001\nprotocol websocket\n", "Error: Invalid 'protocol' value (websocket).\n"
                        + "Error found at mosquitto.conf:2. Allowed: mqtt, websockets. Did you mean 'websockets'?"),
                arguments("listener x\n", "Error: Invalid 'listener' value (x).\n"
                        + "Error found at mosquitto.conf:1. Write: listener <port> [<address>]; the port is 1 to 65535."),
                arguments("listener 65536\n", "Error: Invalid 'listener' value (65536).\n"
                        + "Error found at mosquitto.conf:1. Write: listener <port> [<address>]; the port is 1 to 65535."),
                arguments("pid_file a\npid_file b\n", "Error: Duplicate 'pid_file' value in configuration.\n"
                        + "Error found at mosquitto.conf:2. The first is at mosquitto.conf:1."),
                arguments("acl_file /etc/mosquitto/acl\n", "Error: Option 'acl_file' is not supported.\n"
                        + "Error found at mosquitto.conf:1. Access control lists are not read yet;"
                        + " without them everybody could do everything."),
                arguments("allow_anonymous true\nper_listener_settings true\n",
                        "Error: per_listener_settings must be set before any other security settings.\n"
                                + "Error found at mosquitto.conf:2. Move it above mosquitto.conf:1."),
                arguments("topic maison/# out\n", "Error: Invalid bridge configuration.\n"
                        + "Error found at mosquitto.conf:1. 'topic' belongs to a bridge: put it below a line 'connection <name>'."));
    }

    @ParameterizedTest
    @MethodSource
    void refuses(String text, String message) {
        assertEquals(message, refusal(text));
    }

    @Test
    void namesTheIncludedFileThatIsWrong() {
        write("conf.d/a.conf", "\n\nfoo 1\n");
        assertTrue(refusal("include_dir " + folder.resolve("conf.d")).contains("Error found at conf.d/a.conf:3."));
    }

    @Test
    void saysWhyAFileCannotBeRead() throws IOException {
        Path missing = folder.resolve("none.conf");
        assertEquals("Error: Unable to open config file %s.%nThere is no such file; check the path.".formatted(missing),
                assertThrows(ConfigException.class, () -> MosquittoConf.parse(missing)).getMessage());
        Path latin = Files.write(folder.resolve("latin.conf"), "# é".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(
                assertThrows(ConfigException.class, () -> MosquittoConf.parse(latin)).getMessage().contains("UTF-8"));
        assertTrue(
                assertThrows(ConfigException.class, () -> MosquittoConf.parse(folder)).getMessage().contains("folder"));
    }
}
