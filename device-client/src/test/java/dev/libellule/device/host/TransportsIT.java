package dev.libellule.device.host;

import static dev.libellule.device.host.LiveClient.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each transport against Debian's Mosquitto; WebSocket through Netty's server, since Debian's Mosquitto has none. */
@Timeout(60)
class TransportsIT {
    private static final int MESSAGES = 300;

    @TempDir
    private Path directory;

    private TestCertificates authority;
    private TestCertificates.Issued server;

    @BeforeEach
    void authority() throws Exception {
        authority = new TestCertificates(directory, "house");
        server = authority.issue("broker", "RSA", false, "localhost", "127.0.0.1");
    }

    private TlsOptions trusting() {
        return new TlsOptions().caFile(authority.authorityFile());
    }

    private String tlsListener(int port, String more) {
        return "listener " + port + " 127.0.0.1\ncafile " + authority.authorityFile() + "\ncertfile "
                + server.certificate() + "\nkeyfile " + server.key() + "\n" + more;
    }

    /** Publishes to itself through a {@link HostLoop} until all has come back, and leaves. */
    private static void exchange(String url, TlsOptions options) {
        LiveClient client = new LiveClient(Transports.of(url, options),
                LiveClient.settings(MqttVersion.V5_0, "a").reconnect(false));
        byte[] payload = new byte[400]; // 300 of them are more than any buffer
        int begun = HostLoop.nowMillis();
        int[] sent = {0};
        HostLoop loop = new HostLoop(client.client, client.transport, now -> {
            assertTrue(now - begun < 20_000,
                    () -> "stalled: " + client.messages.size() + " of " + sent[0] + " came back");
            if (!client.client.isConnected()) {
                return 1000;
            }
            if (client.heard.size() == 1) {
                client.heard.add("subscribing");
                client.client.subscribe(bytes("n"), 1);
            }
            while (sent[0] < MESSAGES && client.heard.size() > 2
                    && client.client.publish(bytes("n"), payload, 0, payload.length, 1, false) > 0) {
                sent[0]++;
            }
            if (client.published == MESSAGES && client.messages.size() == MESSAGES) {
                client.client.disconnect();
            }
            return 1000;
        });
        loop.run();
        assertEquals(MESSAGES, client.messages.size(), client.transport.failure());
        assertEquals("disconnected: ok", client.heard.getLast());
    }

    private static void assertSays(String expected, String failure) {
        assertTrue(failure.contains(expected), failure);
    }

    /** What the transport says after it has failed. */
    private static String failure(String url, TlsOptions options) {
        LiveClient client = new LiveClient(Transports.of(url, options),
                LiveClient.settings(MqttVersion.V3_1_1, "a").reconnect(false));
        client.until(client.client::isIdle);
        return client.transport.failure();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tlsv1.2", "tlsv1.3"})
    void tls(String version) throws Exception {
        int port = Mosquitto.freePort();
        try (Mosquitto mosquitto = new Mosquitto(directory, tlsListener(port, "tls_version " + version + "\n"))) {
            exchange("mqtts://localhost:" + port, trusting());
            exchange("mqtts://127.0.0.1:" + port, trusting().version(version));
            exchange("mqtts://localhost:" + port, new TlsOptions().fingerprint(server.fingerprint()));
            assertTrue(
                    failure("mqtts://localhost:" + port, new TlsOptions()).contains("give its certificate (--cafile)"));
            assertSays("its SHA-256 fingerprint is " + server.fingerprint(),
                    failure("mqtts://localhost:" + port, trusting().fingerprint("00".repeat(32))));
            assertSays("does it speak TLS on this port", failure("mqtts://localhost:" + mosquitto.port, trusting()));
        }
    }

    @Test
    void wrongHostName() throws Exception {
        server = authority.issue("broker", "EC", false, "elsewhere.test");
        int port = Mosquitto.freePort();
        try (Mosquitto _ = new Mosquitto(directory, tlsListener(port, ""))) {
            assertSays("is not for 'localhost' but for elsewhere.test",
                    failure("mqtts://localhost:" + port, trusting()));
            exchange("mqtts://localhost:" + port, trusting().insecure(true));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tlsv1.2", "tlsv1.3"})
    void clientCertificate(String version) throws Exception {
        int port = Mosquitto.freePort();
        TestCertificates.Issued client = authority.issue("device", "EC", false);
        TestCertificates.Issued stranger = new TestCertificates(directory, "other").issue("stranger", "EC", false);
        String listener = tlsListener(port, "require_certificate true\ntls_version " + version + "\n");
        try (Mosquitto _ = new Mosquitto(directory, listener)) {
            exchange("mqtts://localhost:" + port, trusting().clientCertificate(client.certificate(), client.key()));
            String without = failure("mqtts://localhost:" + port, trusting());
            assertTrue(without.contains("client certificate (--cert, --key)"), without);
            String strange = failure("mqtts://localhost:" + port,
                    trusting().clientCertificate(stranger.certificate(), stranger.key()));
            assertTrue(strange.contains("client certificate"), strange);
        }
    }

    @Test
    void unixSocket() throws Exception {
        Path socket = directory.resolve("mosquitto.sock");
        try (Mosquitto _ = new Mosquitto(directory, "listener 0 " + socket + "\n")) {
            exchange("unix:" + socket, null);
        }
        assertTrue(failure("unix:" + socket, null).matches("Connection refused|there is no socket .*"));
    }

    @Test
    void webSocket() throws Exception {
        try (Mosquitto mosquitto = new Mosquitto(directory, true);
                WebSocketFront front = new WebSocketFront(mosquitto.port, null)) {
            exchange("ws://localhost:" + front.port, null);
            String wrongPath = failure("ws://localhost:" + front.port + "/other", null);
            assertEquals(
                    "the server answered 'HTTP/1.1 404 Not Found' instead of opening a WebSocket at /other; is this the right path?",
                    wrongPath);
        }
    }

    @Test
    void webSocketInTls() throws Exception {
        try (Mosquitto mosquitto = new Mosquitto(directory, true);
                WebSocketFront front = new WebSocketFront(mosquitto.port, SslContextBuilder
                        .forServer(server.certificate().toFile(), server.key().toFile()).build())) {
            exchange("wss://localhost:" + front.port + "/mqtt", trusting());
            assertSays("(--cafile)", failure("wss://localhost:" + front.port, new TlsOptions()));
        }
    }
}
