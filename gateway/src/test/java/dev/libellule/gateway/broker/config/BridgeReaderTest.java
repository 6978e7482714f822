package dev.libellule.gateway.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.libellule.gateway.broker.config.BridgeConfig.Client;
import dev.libellule.gateway.broker.config.BridgeConfig.StartType;
import dev.libellule.gateway.broker.config.BridgeConfig.Version;
import dev.libellule.gateway.broker.config.BridgeTopic.Direction;
import java.io.IOException;
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

class BridgeReaderTest {
    private static final String HEAD = "connection amont\naddress upstream.example\n";

    @TempDir
    Path folder;

    private BrokerConfig parse(String text) throws IOException {
        return MosquittoConf.parse(Files.writeString(folder.resolve("b.conf"), text));
    }

    private BridgeConfig bridge(String lines) throws IOException {
        return parse(HEAD + lines).bridges().getFirst();
    }

    private BridgeTopic topic(String line) throws IOException {
        return bridge(line).topics().getFirst();
    }

    @Test
    void readsTheLinesThatPeopleHave() throws IOException {
        BridgeConfig bridge = parse("""
                connection maison-vers-serveur
                address upstream.example:8883
                topic maison/# out 1 "" site37/
                topic ctrl/# in 1 "" site37/
                bridge_protocol_version mqttv50
                cleansession false
                restart_timeout 5 30 60          # base cap stable: decorrelated jitter
                notifications true               # $SYS/broker/connection/<name>/state 1/0
                try_private true
                remote_username sondes
                remote_password mot2 passe
                bridge_cafile /etc/ssl/ca.pem
                bridge_certfile c.pem
                bridge_keyfile k.pem
                """).bridges().getFirst();
        assertEquals("maison-vers-serveur", bridge.name());
        assertEquals(List.of(new BridgeConfig.Address("upstream.example", 8883)), bridge.addresses());
        BridgeTopic out = bridge.topics().get(0);
        assertEquals("OUT 1 maison/# site37/maison/#",
                "%s %d %s %s".formatted(out.direction(), out.qos(), out.localFilter(), out.remoteFilter()));
        BridgeTopic in = bridge.topics().get(1);
        assertEquals("IN 1 ctrl/# site37/ctrl/# at line 4", "%s %d %s %s at line %d".formatted(in.direction(), in.qos(),
                in.localFilter(), in.remoteFilter(), in.origin().line()));
        assertEquals(new BridgeConfig.Restart(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(60)),
                bridge.start().restart());
        assertEquals(new BridgeConfig.Notifications(true, false, ""), bridge.notifications());
        assertEquals("mot2 passe", bridge.remote().password());
        assertFalse(bridge.remote().toString().contains("mot2"));
        assertEquals(
                new BridgeConfig.Tls(Path.of("/etc/ssl/ca.pem"), null, false, Path.of("c.pem"), Path.of("k.pem"), false,
                        "", "", false, ""),
                bridge.tls());
    }

    @Test
    void hasMosquittosDefaults() throws IOException {
        BridgeConfig bridge = bridge("topic #\n");
        assertEquals(new BridgeConfig.Address("upstream.example", 1883), bridge.addresses().getFirst());
        assertEquals(new BridgeTopic("#", Direction.OUT, 0, "", "", bridge.topics().getFirst().origin()),
                bridge.topics().getFirst());
        assertEquals(
                new BridgeConfig.Remote("", "", "", false, 4_294_967_295L, Duration.ofSeconds(60), 0, 0, 10, true, true,
                        true, Version.BEST, Client.OWN),
                bridge.remote());
        assertEquals(new BridgeConfig.Local("", false, false, 0), bridge.local());
        assertEquals(new BridgeConfig.Start(StartType.AUTOMATIC, 10, Duration.ofSeconds(60), new BridgeConfig.Restart(
                Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(60))), bridge.start());
        assertEquals(new BridgeConfig.Way("", List.of(), Duration.ZERO, null, null), bridge.way());
        assertFalse(bridge.isRoundRobin());
        assertTrue(bridge.notifications().isOn());
        assertNull(bridge.tls());
    }

    @Test
    void takesOldNamesAndSeveralAddresses() throws IOException {
        BridgeConfig bridge = parse(
                "connection a\naddresses one:1884 [::1]:1885 two\nclientid me\nusername u\npassword p\ntopic #\n")
                .bridges().getFirst();
        assertEquals("[one:1884, [::1]:1885, two:1883]", bridge.addresses().toString());
        assertEquals("me u p", "%s %s %s".formatted(bridge.remote().clientId(), bridge.remote().userName(),
                bridge.remote().password()));
    }

    @Test
    void mapsOneTopicOnAnother() throws IOException {
        BridgeTopic topic = topic("topic \"\" both 2 local/one far/two\n");
        assertEquals("local/one far/two", topic.localFilter() + " " + topic.remoteFilter());
    }

    @Test
    void takesATopicWithBlanksInQuotes() throws IOException {
        assertEquals("maison/1er étage/#", topic("topic \"maison/1er étage/#\" in 1\n").localFilter());
    }

    @Test
    void readsEveryOtherOptionOfABridge() throws IOException {
        BridgeConfig bridge = bridge("""
                topic # out 1
                address second.example:1884
                round_robin true
                bridge_protocol_version mqttv311
                bridge_attempt_unsubscribe false
                bridge_bind_address 127.0.0.1
                bridge_max_packet_size 1000
                bridge_max_topic_alias 3
                bridge_outgoing_retain false
                bridge_receive_maximum 7
                bridge_session_expiry_interval 3600
                bridge_tcp_keepalive 10 5 3
                bridge_tcp_user_timeout 7000
                cleansession false
                local_cleansession true
                local_clientid here
                idle_timeout 9
                start_type lazy
                threshold 4
                try_private false
                notifications_local_only true
                notification_topic a/b
                bridge_tls_use_os_certs true
                bridge_alpn mqtt
                bridge_require_ocsp true
                bridge_insecure true
                bridge_tls_version tlsv1.3
                bridge_ciphers_tls1.3 TLS_AES_128_GCM_SHA256
                bridge_ciphers ECDHE-RSA-AES128-GCM-SHA256
                libellule_bridge_order live
                libellule_bridge_backlog_rate 100
                libellule_bridge_websocket_path /mqtt
                libellule_bridge_proxy socks5://me:secret@proxy.example:1080
                """);
        assertTrue(bridge.isRoundRobin());
        assertEquals("[upstream.example:1883, second.example:1884]", bridge.addresses().toString());
        assertEquals(new BridgeConfig.Remote("", "", "", false, 3600, Duration.ofSeconds(60), 7, 1000, 3, false, false,
                false, Version.V311, Client.OWN), bridge.remote());
        assertEquals(new BridgeConfig.Local("here", true, true, 100), bridge.local());
        assertEquals(StartType.LAZY, bridge.start().type());
        assertEquals("4 PT9S", bridge.start().threshold() + " " + bridge.start().idle());
        assertEquals(new BridgeConfig.Notifications(true, true, "a/b"), bridge.notifications());
        assertEquals(new BridgeConfig.Way("127.0.0.1", List.of(10, 5, 3), Duration.ofSeconds(7), "/mqtt",
                new BridgeConfig.Proxy(true, new BridgeConfig.Address("proxy.example", 1080), "me", "secret")),
                bridge.way());
        assertFalse(bridge.toString().contains("secret"));
        assertEquals(new BridgeConfig.Tls(null, null, true, null, null, true, "tlsv1.3", "mqtt", true,
                "TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256"), bridge.tls());
    }

    @Test
    void keepsTwoBridgesApart() throws IOException {
        BrokerConfig config = parse("connection a\naddress one\ntopic a\nconnection b\naddress two\ntopic b in\n");
        assertEquals("one a two b", config.bridges().stream()
                .map(bridge -> bridge.addresses().getFirst().host() + " " + bridge.topics().getFirst().pattern())
                .reduce((x, y) -> x + " " + y).orElseThrow());
    }

    static Stream<Arguments> refuses() { // lines after the head, part of the message
        return Stream.of(
                arguments("", "Error: Invalid bridge configuration: no topics defined.\nError found at b.conf:1."),
                arguments("topic maison/# inn\n", "Error: Invalid bridge topic direction 'inn'.\n"
                        + "Error found at b.conf:3. Did you mean 'in'?"),
                arguments("topic maison/# both 3\n", "Error: Invalid bridge QoS level '3'.\nError found at b.conf:3."),
                arguments("topic maison#\n",
                        "Error: Invalid 'topic' value (maison#).\nError found at b.conf:3. 'maison#' is not"),
                arguments("topic \"\" out 1 a\n",
                        "An empty pattern maps one topic on another: it needs both prefixes."),
                arguments("topic a out 1 +/ b/\n", "A prefix has no wildcards: '+/'."),
                arguments("topic a b c d e f\n", "A topic with blanks goes in double quotes."),
                arguments("topic \"a\n", "The closing quotation mark is missing."),
                arguments("topic #\naddress one:x\n",
                        "Error: Invalid 'address' value (one:x).\nError found at b.conf:4. Write:"),
                arguments("topic #\nrestart_timeout 0\n",
                        "Error: Invalid 'restart_timeout' value (0).\nError found at b.conf:4."),
                arguments("topic #\nrestart_timeout 10 5\n", "The cap is not below the base."),
                arguments("topic #\nkeepalive_interval 4\n", "Error: Invalid 'keepalive_interval' value (4).\n"
                        + "Error found at b.conf:4. Allowed: 5 to 65535."),
                arguments("topic #\nstart_type manual\n", "Error: Invalid 'start_type' value (manual).\n"
                        + "Error found at b.conf:4. Allowed: automatic, lazy, once."),
                arguments("topic #\nbridge_tcp_keepalive 10 5\n",
                        "Write: bridge_tcp_keepalive <idle seconds> <interval seconds> <probes>."),
                arguments("topic #\nlibellule_bridge_proxy ftp://u:secret@h:1\n",
                        "Error: Invalid 'libellule_bridge_proxy' value.\nError found at b.conf:4. Write:"),
                arguments("topic #\nlibellule_bridge_websocket_path mqtt\n", "A path begins with a slash"),
                arguments("topic #\nlibellule_bridge_client paho\nbridge_protocol_version mqttv311\n",
                        "libellule_bridge_client paho speaks mqttv50 only"),
                arguments("topic #\nlibellule_bridge_client paho\nbridge_bind_address 127.0.0.1\n",
                        "'bridge_bind_address' is not for libellule_bridge_client paho"),
                arguments("topic #\nbridge_alpn mqtt\n", "'bridge_alpn' is for TLS, which bridge_cafile"),
                arguments("topic #\nbridge_psk 00\n",
                        "Error: Option 'bridge_psk' is not supported.\nError found at b.conf:4."),
                arguments("topic #\nbridge_certfile c\n", "'bridge_certfile' is for TLS, which bridge_cafile"),
                arguments("topic #\nbridge_cafile a\nbridge_keyfile c\n",
                        "bridge_certfile and bridge_keyfile go together."),
                arguments("topic #\nremote_password p\n", "remote_password needs a remote_username."),
                arguments("topic #\nconnection amont\n", "Error: Duplicate bridge name \"amont\".\n"
                        + "Error found at b.conf:4. The first is at b.conf:1."));
    }

    @ParameterizedTest
    @MethodSource
    void refuses(String lines, String message) {
        String seen = assertThrows(ConfigException.class, () -> bridge(lines)).getMessage().replace(folder + "/", "");
        assertTrue(seen.contains(message), seen);
    }

    @Test
    void refusesABridgeWithoutAnAddress() {
        assertTrue(assertThrows(ConfigException.class, () -> parse("connection a\ntopic #\n")).getMessage()
                .startsWith("Error: Invalid bridge configuration: no remote addresses defined."));
    }
}
