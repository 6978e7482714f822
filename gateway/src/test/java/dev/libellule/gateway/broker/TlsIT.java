package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.Peer;
import dev.libellule.gateway.broker.BrokerOptions.Access;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Terms;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.BrokerOptions.UserName;
import dev.libellule.gateway.broker.tls.TlsEndpoint;
import dev.libellule.gateway.broker.tls.TlsException;
import dev.libellule.gateway.broker.tls.TlsFiles;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS listeners with certificates that OpenSSL made, and Mosquitto's clients at the other end. */
class TlsIT {
    private static final long PATIENCE_SECONDS = 20;

    @TempDir
    static Path folder;

    private static Openssl openssl;
    private Broker broker;
    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();

    @BeforeAll
    static void makeCertificates() throws Exception {
        openssl = new Openssl(folder);
        openssl.authority("ca");
        openssl.authority("other");
        openssl.certificate("ca", "server", "/CN=localhost", "rsa:2048");
        openssl.certificate("ca", "server-ec", "/CN=localhost", "ec -pkeyopt ec_paramgen_curve:P-256");
        openssl.certificate("ca", "sondes", "/O=maison/CN=sondes", "rsa:2048");
        openssl.certificate("ca", "revoked", "/CN=revoked", "rsa:2048");
        openssl.certificate("other", "stranger", "/CN=stranger", "rsa:2048");
        openssl.run("rsa", "-in", "server.key", "-traditional", "-out", "server-pkcs1.key");
        openssl.run("ec", "-in", "server-ec.key", "-out", "server-sec1.key");
        openssl.run("rsa", "-in", "server.key", "-aes128", "-passout", "pass:x", "-out", "server-encrypted.key");
        Files.writeString(openssl.file("index.txt"), "");
        Files.writeString(openssl.file("ca.cnf"), "[ca]\ndefault_ca=d\n[d]\ndatabase=%s\ndefault_md=sha256\n"
                .formatted(openssl.file("index.txt")) + "default_crl_days=30\n");
        openssl.run("ca", "-config", "ca.cnf", "-keyfile", "ca.key", "-cert", "ca.crt", "-revoke", "revoked.crt");
        openssl.run("ca", "-config", "ca.cnf", "-keyfile", "ca.key", "-cert", "ca.crt", "-gencrl", "-out", "ca.crl");
    }

    @AfterEach
    void end() {
        if (broker != null) {
            broker.close();
        }
    }

    private static TlsFiles files(String certificate, String key, boolean withClients, String version,
            String ciphers) {
        return new TlsFiles(openssl.file(certificate), openssl.file(key), withClients ? openssl.file("ca.crt") : null,
                null, withClients ? openssl.file("ca.crl") : null, version, ciphers, "", withClients, false);
    }

    private static BrokerOptions options(TlsFiles files, UserName userName, Transport transport) {
        Access access = new Access(true, null, null, false, true, "auto-", "", false, userName);
        return new BrokerOptions(List.of(new Listener("127.0.0.1", 0, null, transport, access, TlsEndpoint.load(files),
                Terms.USUAL)), Limits.DEFAULT, Duration.ZERO);
    }

    private void start(TlsFiles files, UserName userName) {
        broker = Broker.start(options(files, userName, Transport.TCP), "test");
        broker.connect(LocalClientOptions.clean("local"), delivery -> arrived.add(delivery.topic())).subscribe("#", 0);
    }

    /** The exit status of mosquitto_pub, and what it said. */
    private String publish(String topic, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Peer.require("mosquitto_pub", "mosquitto-clients").toString(), "-h", "localhost", "-p",
                        Integer.toString(broker.port(0)), "-q", "1", "-t", topic, "-m", "x", "--cafile",
                        openssl.file("ca.crt").toString()));
        for (String argument : arguments) {
            command.add(argument.matches(".*\\.(key|crt)") ? openssl.file(argument).toString() : argument);
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return process.exitValue() + " " + said;
    }

    @ParameterizedTest
    @CsvSource({"server.crt, server.key", "server.crt, server-pkcs1.key", "server-ec.crt, server-ec.key",
            "server-ec.crt, server-sec1.key"})
    void servesEveryKindOfKey(String certificate, String key) throws Exception {
        start(files(certificate, key, false, "", ""), UserName.CONNECT_PACKET);
        assertEquals("0 ", publish("t"));
        assertEquals("t", arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void aClientWithoutACertificateOrWithTheWrongOneIsRefused() throws Exception {
        start(files("server.crt", "server.key", true, "", ""), UserName.CONNECT_PACKET);
        assertEquals("0 ", publish("good", "--cert", "sondes.crt", "--key", "sondes.key"));
        for (String[] wrong : new String[][]{{}, {"--cert", "stranger.crt", "--key", "stranger.key"},
                {"--cert", "revoked.crt", "--key", "revoked.key"}}) {
            assertTrue(!publish("bad", wrong).startsWith("0 "), Arrays.toString(wrong));
        }
        assertEquals("good", arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, arrived.size());
    }

    @Test
    void authoritiesMayStandInAFolder() throws Exception { // capath
        Path authorities = Files.createDirectories(openssl.file("ca.d"));
        Files.copy(openssl.file("ca.crt"), authorities.resolve("ours.pem"));
        start(Records.with(files("server.crt", "server.key", true, "", ""), "caFile", null, "caPath", authorities),
                UserName.CONNECT_PACKET);
        assertEquals("0 ", publish("good", "--cert", "sondes.crt", "--key", "sondes.key"));
        assertTrue(!publish("bad", "--cert", "stranger.crt", "--key", "stranger.key").startsWith("0 "));
    }

    @ParameterizedTest
    @CsvSource({"CERTIFICATE_COMMON_NAME, sondes", "CERTIFICATE_SUBJECT, 'CN=sondes,O=maison'"})
    void theCertificateNamesTheUser(UserName userName, String expected) throws Exception {
        List<String> seen = new ArrayList<>();
        Access access = new Access(false, null, (user, id) -> {
            seen.add(user);
            return new Rights(List.of(List.of(new Rights.Rule("#", Rights.Access.READWRITE))));
        }, false, true, "auto-", "", false, userName);
        broker = Broker.start(new BrokerOptions(List.of(new Listener("127.0.0.1", 0, null, Transport.TCP, access,
                TlsEndpoint.load(files("server.crt", "server.key", true, "", "")), Terms.USUAL)), Limits.DEFAULT,
                Duration.ZERO), "test");
        assertEquals("0 ", publish("t", "--cert", "sondes.crt", "--key", "sondes.key", "-u", "liar"));
        assertEquals(List.of(expected), seen);
    }

    @ParameterizedTest
    @CsvSource({"tlsv1.3, TLSv1.3, true", "tlsv1.3, TLSv1.2, false", "tlsv1.2, TLSv1.2, true", "'', TLSv1.2, true",
            "'', TLSv1.3, true"})
    void theVersionIsTheSmallest(String minimum, String version, boolean succeeds) throws Exception {
        start(files("server.crt", "server.key", false, minimum, ""), UserName.CONNECT_PACKET);
        assertEquals(succeeds, cipherOf(version, null) != null);
    }

    @Test
    void onlyTheCiphersOfTheFileAreSpoken() throws Exception {
        start(files("server.crt", "server.key", false, "", "ECDHE-RSA-AES256-GCM-SHA384:!aNULL"),
                UserName.CONNECT_PACKET);
        assertEquals("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", cipherOf("TLSv1.2", null));
        assertEquals(null, cipherOf("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
        assertTrue(cipherOf("TLSv1.3", null).startsWith("TLS_AES"), "the file says nothing about TLS 1.3");
    }

    /** What a client of this version agrees on with the broker; null if they cannot agree. */
    private String cipherOf(String version, String cipher) throws Exception {
        try (SSLSocket socket = (SSLSocket) trusting("ca.crt").getSocketFactory().createSocket("localhost",
                broker.port(0))) {
            socket.setEnabledProtocols(new String[]{version});
            if (cipher != null) {
                socket.setEnabledCipherSuites(new String[]{cipher});
            }
            socket.startHandshake();
            return socket.getSession().getCipherSuite();
        } catch (SSLException e) {
            return null;
        }
    }

    @Test
    void webSocketGoesOverTlsToo() throws Exception {
        broker = Broker.start(options(files("server.crt", "server.key", false, "", ""), UserName.CONNECT_PACKET,
                Transport.WEBSOCKET), "test");
        HttpClient client = HttpClient.newBuilder().sslContext(trusting("ca.crt")).build();
        WebSocket socket = client.newWebSocketBuilder().subprotocols("mqtt")
                .buildAsync(URI.create("wss://localhost:" + broker.port(0) + "/mqtt"), new WebSocket.Listener() {})
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals("mqtt", socket.getSubprotocol());
        socket.abort();
        HttpResponse<String> plain = client.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + broker.port(0) + "/")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(400, plain.statusCode());
    }

    private static SSLContext trusting(String authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(openssl.file(authority))) {
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void aNewCertificateIsShownToNewClientsAndNobodyIsDropped() throws Exception {
        BrokerOptions before = options(files("server.crt", "server.key", false, "", ""), UserName.CONNECT_PACKET,
                Transport.TCP);
        broker = Broker.start(before, "test");
        Process sub = new ProcessBuilder(Peer.require("mosquitto_sub", "mosquitto-clients").toString(), "-h",
                "localhost", "-p", Integer.toString(broker.port(0)), "-t", "#", "-v", "--cafile",
                openssl.file("ca.crt").toString()).start();
        try {
            LocalClient local = broker.connect(LocalClientOptions.clean("marker"), Delivery::acknowledge);
            local.publish("ready", new byte[]{'r'}, 0, true);
            assertEquals("ready r", sub.inputReader().readLine());
            openssl.certificate("other", "renewed", "/CN=localhost", "rsa:2048");
            broker.reload(options(files("renewed.crt", "renewed.key", false, "", ""), UserName.CONNECT_PACKET,
                    Transport.TCP));
            assertTrue(!publish("t").startsWith("0 "), "the old authority does not know the new certificate");
            assertEquals("0 ", publish("after", "--cafile", "other.crt"));
            assertEquals("after x", sub.inputReader().readLine());
        } finally {
            sub.destroy();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "none.crt|server.key|Unable to load certfile|There is no such file",
            "server.key|server.key|Unable to load certfile|not a file of PEM certificates",
            "server.crt|server.crt|Unable to load keyfile|There is no PEM private key in it",
            "server.crt|server-encrypted.key|Unable to load keyfile|The key is encrypted",
            "server.crt|sondes.key|Unable to load keyfile|It is not the key of the certificate"})
    void aWrongFileIsNamedWithItsCause(String certificate, String key, String error, String cause) {
        String seen = assertThrows(TlsException.class,
                () -> TlsEndpoint.load(files(certificate, key, false, "", ""))).getMessage();
        assertTrue(seen.startsWith("Error: " + error) && seen.contains(cause), seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RC4-SHA", "ECDHE-RSA-CAMELLIA128-SHA256", "TLS_NIX"})
    void anUnknownCipherIsNamed(String cipher) {
        String seen = assertThrows(TlsException.class,
                () -> TlsEndpoint.load(files("server.crt", "server.key", false, "", cipher))).getMessage();
        assertTrue(seen.contains("'" + cipher + "'"), seen);
    }
}
