package dev.libellule.gateway.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Terms;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.Openssl;
import dev.libellule.gateway.broker.tls.TlsEndpoint;
import dev.libellule.gateway.broker.tls.TlsFiles;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of others talk with this broker: each version of the protocol over each transport that the client has, at each QoS. */
class InteropIT {
    private static final List<String> SCHEMES = List.of("mqtt", "ws", "mqtts", "wss");

    @TempDir
    static Path folder;

    private static Broker broker;
    private static BrowserTalker browser;
    private static Map<String, Talker> talkers;
    private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() throws Exception {
        Openssl openssl = new Openssl(folder);
        openssl.authority("ca");
        openssl.certificate("ca", "server", "/CN=localhost", "rsa:2048");
        TlsEndpoint tls = TlsEndpoint.load(new TlsFiles(openssl.file("server.crt"), openssl.file("server.key"), null,
                null, null, "", "", "", false, false));
        Listener plain = Listener.loopback(0, Transport.TCP);
        broker = Broker.start(new BrokerOptions(List.of(plain, Listener.loopback(0, Transport.WEBSOCKET),
                new Listener("127.0.0.1", 0, null, Transport.TCP, plain.access(), tls, Terms.USUAL),
                new Listener("127.0.0.1", 0, null, Transport.WEBSOCKET, plain.access(), tls, Terms.USUAL)),
                Limits.DEFAULT, Duration.ZERO), "test");
        broker.connect(LocalClientOptions.clean("watcher"), delivery -> {
            SEEN.add("%s %d".formatted(delivery.topic(), delivery.payload().length));
            delivery.acknowledge();
        }).subscribe("#", 2);
        JavaTalkers java = new JavaTalkers(trust(openssl.file("ca.crt")));
        ProgramTalkers programs = new ProgramTalkers(folder, openssl.file("ca.crt"));
        browser = new BrowserTalker();
        talkers = Map.of("mosquitto clients", programs::mosquitto, "Paho C", programs::pahoC, "Paho Python",
                programs::pahoPython, "MQTT.js in Node", programs::mqttJs, "Paho Java v3", java::pahoV3, "Paho Java v5",
                java::pahoV5, "HiveMQ client", java::hiveMq, "MQTT.js in Chromium", browser::converse);
    }

    private static TrustManagerFactory trust(Path caFile) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(caFile)) {
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust;
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    /** Client, versions, transports. */
    static Stream<Arguments> rows() {
        return Stream.of(
                rows("mosquitto clients", List.of(3, 4, 5), List.of("mqtt", "mqtts")),
                rows("Paho C", List.of(3, 4, 5), SCHEMES),
                rows("Paho Python", List.of(3, 4, 5), SCHEMES),
                rows("Paho Java v3", List.of(3, 4), SCHEMES),
                rows("Paho Java v5", List.of(5), SCHEMES),
                rows("HiveMQ client", List.of(4, 5), SCHEMES),
                rows("MQTT.js in Node", List.of(3, 4, 5), SCHEMES),
                rows("MQTT.js in Chromium", List.of(3, 4, 5), List.of("ws", "wss"))).flatMap(List::stream);
    }

    private static List<Arguments> rows(String talker, List<Integer> versions, List<String> schemes) {
        return versions.stream()
                .flatMap(version -> schemes.stream().map(scheme -> arguments(talker, version, scheme)))
                .toList();
    }

    @ParameterizedTest(name = "{0}, version {1}, {2}")
    @MethodSource("rows")
    void speaksAtEachQos(String talker, int version, String scheme) throws Exception {
        String base = talker.replaceAll("[^A-Za-z0-9]", "") + version + scheme; // 23 characters are what 3.1 allows
        base = base.substring(Math.max(0, base.length() - 23));
        String url = "%s://localhost:%d/mqtt".formatted(scheme, broker.port(SCHEMES.indexOf(scheme)));
        String said = talkers.get(talker).converse(scheme.startsWith("mqtt") ? url.replace("/mqtt", "") : url, version,
                base);
        List<String> lines = new ArrayList<>(Arrays.asList(said.split("\n")));
        lines.sort(null);
        assertEquals(Conversations.expected(), lines);
        String own = base + "/";
        assertEquals(9, SEEN.stream().filter(line -> line.startsWith(own) && !line.contains("/ready")).count(),
                "another client has them too");
    }
}
