package dev.libellule.gateway.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.broker.Policy;
import dev.libellule.gateway.broker.config.ListenerConfig.Protocol;
import dev.libellule.gateway.broker.tls.TlsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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
                        tcp.access().anonymousAllowed(), tcp.access().passwordFile()));
        ListenerConfig webSocket = config.listeners().get(1);
        assertEquals("9001 '' WEBSOCKETS false " + passwords, "%d '%s' %s %s %s".formatted(webSocket.port(),
                webSocket.address(), webSocket.protocol(), webSocket.access().anonymousAllowed(),
                webSocket.access().passwordFile()));
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
        assertEquals("127.0.0.1 port 1883 MQTT true", listener.place() + " " + listener.protocol() + " "
                + listener.access().anonymousAllowed());
        ListenerConfig other = BrokerConfig.loopback(2883).listeners().getFirst();
        assertEquals(2883, other.port());
        assertEquals(listener.access(), other.access());
        assertEquals(listener.terms(), other.terms());
        assertFalse(other.isForTheWorld());
    }

    @Test
    void aListenerMakesAnonymousClientsRefused() {
        assertFalse(parse("listener 1883\n").listeners().getFirst().access().anonymousAllowed());
        assertFalse(parse("port 1884\n").listeners().getFirst().access().anonymousAllowed());
        assertTrue(parse("listener 1883 127.0.0.1\nallow_anonymous true\n").listeners().getFirst().access()
                .anonymousAllowed());
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
        assertTrue(listeners.get(0).access().anonymousAllowed());
        assertNull(listeners.get(0).access().passwordFile());
        assertFalse(listeners.get(1).access().anonymousAllowed());
        assertEquals(Path.of("passwd"), listeners.get(1).access().passwordFile());
    }

    @Test
    void carriageReturnsTabsBlanksAndAMissingEndAreFine() {
        BrokerConfig config = parse(
                "\r\n  # comment\r\n\tlistener\t1885   127.0.0.1 \r\n   sys_interval 3 # seconds\r\nallow_anonymous 1");
        assertEquals(1885, config.listeners().getFirst().port());
        assertEquals("127.0.0.1", config.listeners().getFirst().address());
        assertTrue(config.listeners().getFirst().access().anonymousAllowed());
        assertEquals(Duration.ofSeconds(3), config.sysInterval());
    }

    @Test
    void aPathMayHaveBlanksAndAccents() {
        assertEquals(Path.of("/home/élève/mots de passe"),
                parse("password_file /home/élève/mots de passe\n").listeners().getFirst().access().passwordFile());
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
        assertEquals(List.of(5, -1),
                config.listeners().stream().map(listener -> listener.terms().maxConnections()).toList());
        assertEquals(Protocol.WEBSOCKETS, config.listeners().get(1).protocol(),
                "goes on where it was in the main file");
    }

    @Test
    void saysWhatIsDifferentHereOnlyWhenItIsAskedFor() {
        assertEquals(List.of(), parse("connection_messages true\nmax_keepalive 65535\npersistence false\n").notices());
        List<String> notices = parse("\nautosave_interval 5\n").notices();
        assertEquals(1, notices.size());
        assertTrue(notices.getFirst()
                .endsWith("mosquitto.conf:2: autosave_interval 5: with 'persistence true' all is on the disk"
                        + " within a second, and what is acknowledged is there before"),
                notices.getFirst());
    }

    @Test
    void readsWhatAListenerGives() {
        ListenerConfig listener = parse("""
                clientid_prefixes maison-
                acl_file acl
                listener 8883
                certfile server.crt
                keyfile server.key
                cafile ca.crt
                crlfile ca.crl
                require_certificate true
                use_identity_as_username true
                tls_version tlsv1.3
                mount_point salle1/
                max_connections 10
                max_qos 1
                max_topic_alias 3
                accept_protocol_versions 4, 5
                listener_allow_anonymous true
                auto_id_prefix neuf-
                """).listeners().getFirst();
        assertEquals(new BrokerOptions.Terms(10, 1, 3, "salle1/", Set.of(4, 5), List.of(), null), listener.terms());
        assertEquals(new ListenerConfig.Access(true, null, null, Path.of("acl"), false, true, "neuf-", "maison-", false,
                BrokerOptions.UserName.CERTIFICATE_COMMON_NAME), listener.access());
        assertEquals(new TlsFiles(Path.of("server.crt"), Path.of("server.key"), Path.of("ca.crt"), null,
                Path.of("ca.crl"), "tlsv1.3", "", "", true, true), listener.tls());
    }

    @Test
    void readsWhatHoldsForTheWholeBroker() {
        assertEquals(Limits.DEFAULT, parse("").limits());
        Limits limits = parse("""
                max_inflight_messages 0
                max_queued_messages 0
                max_packet_size 0
                max_inflight_bytes 1
                max_queued_bytes 2
                message_size_limit 3
                memory_limit 4
                max_keepalive 5
                persistent_client_expiration 2w
                retain_available false
                queue_qos0_messages true
                upgrade_outgoing_qos true
                check_retain_source false
                global_max_connections 6
                set_tcp_nodelay false
                connection_messages false
                """).limits();
        assertEquals(new Limits(65_535, 20, Integer.MAX_VALUE, 268_435_460, Limits.DEFAULT.maxPendingBytes(),
                new Policy(-1, 6, 1, 2, 3, 4, 5, 14 * 86_400, false, true, true, false, false, false)), limits);
    }

    @Test
    void readsWhatMayWait() {
        assertEquals(Policy.Budget.DEFAULT, parse("").limits().policy().budget());
        assertEquals(new Policy.Budget(7 * 86_400, 5_000, true, 3_000_000_000_000L), parse("""
                libellule_max_queued_age 7d
                libellule_max_stored_messages 5000
                libellule_queue_drop oldest
                libellule_card_endurance 3
                """).limits().policy().budget());
    }

    @Test
    void readsWhatClientsAreTold() {
        ListenerConfig listener = parse("""
                libellule_server_reference server-moved other.example:1883
                libellule_response_information answers/
                libellule_scram_file /etc/scram
                """).listeners().getFirst();
        assertEquals(new BrokerOptions.Told("other.example:1883", true, "answers/"), listener.terms().told());
        assertEquals(Path.of("/etc/scram"), listener.access().scramFile());
        assertEquals(BrokerOptions.Told.NOTHING, parse("").listeners().getFirst().terms().told());
    }

    @Test
    void aUnixSocketHasAPath() {
        ListenerConfig listener = parse("listener 0 /run/mqtt.sock\n").listeners().getFirst();
        assertEquals(Path.of("/run/mqtt.sock"), listener.socket());
        assertFalse(listener.isForTheWorld());
    }

    @Test
    void anInterfaceOrADomainBecomesAnAddress() {
        assertEquals("127.0.0.1",
                parse("listener 1883\nbind_interface lo\nsocket_domain ipv4\n").listeners().getFirst().address());
        assertEquals("0.0.0.0", parse("listener 1883\nsocket_domain ipv4\n").listeners().getFirst().address());
        assertTrue(refusal("listener 1883\nbind_interface nix0\n").contains("There is no such network interface"));
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
                        + "Error found at mosquitto.conf:2. Allowed: mqtt, websockets, http_api. Did you mean 'websockets'?"),
                arguments("libellule_server_reference there\n",
                        "Error: Invalid 'libellule_server_reference' value (there).\n"
                                + "Error found at mosquitto.conf:1. Write: libellule_server_reference use-another <host>[:<port>], or"
                                + " server-moved in place of use-another if it is for good."),
                arguments("listener x\n", "Error: Invalid 'listener' value (x).\n"
                        + "Error found at mosquitto.conf:1. Write: listener <port> [<address>], or "
                        + "listener 0 <path of a Unix socket>; the port is 1 to 65535."),
                arguments("listener 65536\n", "Error: Invalid 'listener' value (65536).\n"
                        + "Error found at mosquitto.conf:1. Write: listener <port> [<address>], or "
                        + "listener 0 <path of a Unix socket>; the port is 1 to 65535."),
                arguments("pid_file a\npid_file b\n", "Error: Duplicate 'pid_file' value in configuration.\n"
                        + "Error found at mosquitto.conf:2. The first is at mosquitto.conf:1."),
                arguments("listener 1883\ntls_keylog /tmp/keys\n", "Error: Option 'tls_keylog' is not supported.\n"
                        + "Error found at mosquitto.conf:2. Give --tls-keylog FILE when starting: it holds for all listeners."),
                arguments("listener 8883\ncafile ca.crt\n", "Error: Invalid TLS configuration.\n"
                        + "Error found at mosquitto.conf:2. 'cafile' needs a certfile and a keyfile on the same listener;"
                        + " without them the port would be in clear."),
                arguments("listener 8883\ncertfile a.crt\n", "Error: Invalid TLS configuration.\n"
                        + "Error found at mosquitto.conf:2. A certfile needs its keyfile."),
                arguments("listener 8883\ncertfile a.crt\nkeyfile a.key\nrequire_certificate true\n",
                        "Error: Invalid TLS configuration.\nError found at mosquitto.conf:4."
                                + " 'require_certificate' needs a cafile or capath: whose certificates are to be believed."),
                arguments("listener 0\n", "Error: A listener with port 0 must provide a Unix socket path.\n"
                        + "Error found at mosquitto.conf:1. Write: listener 0 /run/libellule/mqtt.sock"),
                arguments("listener 1883\nmount_point a/#\n", "Error: Invalid 'mount_point' value (a/#).\n"
                        + "Error found at mosquitto.conf:2. It is the beginning of topics: neither + nor # may be in it."),
                arguments("listener 1883\naccept_protocol_versions 3, 6\n",
                        "Error: Invalid 'accept_protocol_versions' value (3, 6).\nError found at mosquitto.conf:2."
                                + " Allowed: 3, 4 and 5, for MQTT 3.1, 3.1.1 and 5.0, with commas between."),
                arguments("persistent_client_expiration 2\n",
                        "Error: Invalid 'persistent_client_expiration' value (2).\nError found at mosquitto.conf:1."
                                + " Write a number and s, h, d, w, m or y for seconds to years, such as 2m."),
                arguments("http_dir www\n", "Error: Option 'http_dir' needs websockets or http_api.\n"
                        + "Error found at mosquitto.conf:1. Add a line 'protocol websockets' or 'protocol http_api' to the listener."),
                arguments("listener 1\nenable_proxy_protocol 1\nproxy_protocol_v2_require_tls true\n",
                        "Error: Invalid PROXY protocol configuration.\nError found at mosquitto.conf:3. 'proxy_protocol_v2_require_tls'"
                                + " needs enable_proxy_protocol 2: version 1 says nothing of TLS."),
                arguments("listener 1\ncertfile a\nkeyfile b\nenable_proxy_protocol 2\n",
                        "Error: Invalid PROXY protocol configuration.\nError found at mosquitto.conf:2. 'certfile' does not go together"
                                + " with enable_proxy_protocol: TLS is the proxy's."),
                arguments("plugin_opt_acl_file /etc/acl\n",
                        "Error: Option 'plugin_opt_acl_file' is not supported.\nError found at mosquitto.conf:1."
                                + " Mosquitto's plugins are machine code for Mosquitto and cannot run here."),
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
