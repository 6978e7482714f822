package dev.libellule.gateway.relay;

import static dev.libellule.gateway.relay.TestBroker.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.Peer;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.broker.Openssl;
import dev.libellule.gateway.broker.config.MosquittoConf;
import dev.libellule.gateway.relay.RelayStatus.Phase;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bytes of a bridge go through: WebSocket, proxies, TLS with ALPN and OCSP. */
class RelayWayIT {
    @TempDir
    Path folder;

    private final TestBroker local = new TestBroker();

    @AfterEach
    void end() {
        local.close();
    }

    private Relay relay(String address, String lines) throws Exception {
        String text = "connection amont\naddress %s\nrestart_timeout 1\nremote_clientid pi1\ntopic up/# out 1\n%s"
                .formatted(address, lines);
        return Relay.start(MosquittoConf.parse(Files.writeString(folder.resolve("bridge.conf"), text)).bridges()
                .getFirst(), local);
    }

    private void relaysOneTo(TestBroker upstream, Relay relay) {
        await(() -> relay.state().phase() == Phase.ONLINE, () -> relay.state().toString());
        local.publish("up/n", "x".repeat(100_000), 1, false); // more than a frame and a record
        await(() -> upstream.textsOf("up/n").size() == 1, () -> relay.state().toString());
        assertEquals(100_000, upstream.last("up/n").length());
    }

    private static void awaitReason(Relay relay, String reason) {
        await(() -> relay.state().reason().contains(reason), () -> relay.state().toString());
    }

    @Test
    void throughAWebSocket() throws Exception {
        BrokerOptions options = new BrokerOptions(List.of(Listener.loopback(0, Transport.WEBSOCKET)), Limits.DEFAULT,
                Duration.ZERO, null);
        try (Broker upstream = Broker.start(options, "test");
                Relay relay = relay("127.0.0.1:" + upstream.port(0), "libellule_bridge_websocket_path /mqtt\n")) {
            await(() -> relay.state().phase() == Phase.ONLINE, () -> relay.state().toString());
            local.publish("up/n", "x", 1, false);
            await(() -> relay.state().sent() == 1, () -> relay.state().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "socks5"})
    void throughAProxyThatResolvesTheName(String scheme) throws Exception {
        try (TestBroker upstream = new TestBroker(); TestProxy proxy = new TestProxy(scheme.equals("socks5"))) {
            String address = "broker.invalid:" + upstream.port();
            try (Relay relay = relay(address,
                    "libellule_bridge_proxy %s://me:secret@127.0.0.1:%d\n".formatted(scheme, proxy.port()))) {
                relaysOneTo(upstream, relay);
                assertEquals(List.of(address), proxy.targets);
            }
            try (Relay relay = relay(address,
                    "libellule_bridge_proxy %s://me:wrong@127.0.0.1:%d\n".formatted(scheme, proxy.port()))) {
                awaitReason(relay, "does not let us through to " + address);
                awaitReason(relay, "libellule_bridge_proxy");
            }
        }
    }

    @Test
    void aProxyThatIsNotThereIsNamed() throws Exception {
        try (Relay relay = relay("broker.invalid:1883",
                "libellule_bridge_proxy http://127.0.0.1:%d\n".formatted(Mosquitto.freePort()))) {
            awaitReason(relay, "refuses the connection");
        }
    }

    /** TLS in front of a broker, with ALPN and client certificates. */
    private static final class TlsFront implements AutoCloseable {
        private final SSLServerSocket server;
        final List<String> protocols = new CopyOnWriteArrayList<>();

        TlsFront(Openssl certificates, int target) throws Exception {
            certificates.run("pkcs12", "-export", "-in", "server.crt", "-inkey", "server.key", "-out", "server.p12",
                    "-passout", "pass:test");
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(certificates.file("server.p12")), "test".toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, null);
            try (FileInputStream in = new FileInputStream(certificates.file("ca.crt").toFile())) {
                authorities.setCertificateEntry("ca",
                        CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 10,
                    InetAddress.getLoopbackAddress());
            server.setNeedClientAuth(true);
            SSLParameters parameters = server.getSSLParameters();
            parameters.setApplicationProtocols(new String[]{"mqtt"});
            server.setSSLParameters(parameters);
            Thread.ofVirtual().start(() -> accept(target));
        }

        private static KeyStore store(Path file) throws Exception {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (FileInputStream in = new FileInputStream(file.toFile())) {
                store.load(in, "test".toCharArray());
            }
            return store;
        }

        int port() {
            return server.getLocalPort();
        }

        private void accept(int target) {
            while (!server.isClosed()) {
                try {
                    SSLSocket socket = (SSLSocket) server.accept();
                    socket.startHandshake();
                    protocols.add(socket.getApplicationProtocol());
                    Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
                    Thread.ofVirtual().start(() -> pump(socket, to));
                    Thread.ofVirtual().start(() -> pump(to, socket));
                } catch (IOException _) {
                    continue; // a client without the right certificate, or the end
                }
            }
        }

        private static void pump(Socket from, Socket to) {
            try (from; to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException _) {
                return; // one side has gone
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private Openssl certificates() throws Exception {
        Openssl certificates = new Openssl(folder);
        certificates.authority("ca");
        certificates.certificate("ca", "server", "/CN=server", "rsa:2048");
        certificates.certificate("ca", "client", "/CN=client", "rsa:2048");
        return certificates;
    }

    @Test
    void throughTlsWithAClientCertificateAndAlpn() throws Exception {
        Openssl certificates = certificates();
        String lines = "bridge_cafile F/ca.crt\n".replace("F/", folder + "/");
        String client = "bridge_certfile F/client.crt\nbridge_keyfile F/client.key\n".replace("F/", folder + "/");
        try (TestBroker upstream = new TestBroker(); TlsFront front = new TlsFront(certificates, upstream.port())) {
            try (Relay relay = relay("127.0.0.1:" + front.port(), lines + client + """
                    bridge_alpn mqtt
                    bridge_tls_version tlsv1.2
                    bridge_ciphers ECDHE-RSA-AES128-GCM-SHA256
                    """)) {
                relaysOneTo(upstream, relay);
                assertEquals(List.of("mqtt"), front.protocols);
            }
            try (Relay relay = relay("127.0.0.1:" + front.port(), lines)) {
                awaitReason(relay, "bridge_certfile, bridge_keyfile");
            }
            try (Relay relay = relay("127.0.0.1:" + front.port(), lines + client + "bridge_alpn other\n")) {
                awaitReason(relay, "bridge_alpn");
            }
        }
    }

    /** A server of OpenSSL's, with an answer of the authority stapled to its certificate, that says CONNACK to whoever comes. */
    private Process stapling(Openssl certificates, int port, String status) throws Exception {
        String serial = new String(new ProcessBuilder(Peer.require("openssl", "openssl").toString(), "x509", "-in",
                certificates.file("server.crt").toString(), "-noout", "-serial").start().getInputStream()
                .readAllBytes()).strip().substring("serial=".length());
        String revoked = status.equals("R") ? "250101000000Z" : "";
        Files.writeString(folder.resolve("index.txt"),
                "%s\t491231235959Z\t%s\t%s\tunknown\t/CN=server\n".formatted(status, revoked, serial));
        certificates.run("ocsp", "-index", "index.txt", "-rsigner", "ca.crt", "-rkey", "ca.key", "-CA", "ca.crt",
                "-issuer", "ca.crt", "-cert", "server.crt", "-respout", "ocsp.der", "-ndays", "2");
        Process server = new ProcessBuilder("openssl", "s_server", "-accept", "127.0.0.1:" + port, "-cert",
                "server.crt", "-key", "server.key", "-status_file", "ocsp.der", "-quiet").directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(folder.resolve("server.log").toFile()).start();
        OutputStream toClient = server.getOutputStream();
        Thread.ofVirtual().start(() -> {
            try {
                while (server.isAlive()) {
                    Thread.sleep(200); // to whom is there now, again and again
                    toClient.write(new byte[]{0x20, 2, 0, 0});
                    toClient.flush();
                }
            } catch (IOException | InterruptedException _) {
                return; // it has ended
            }
        });
        return server;
    }

    @Test
    void theCertificateOfTheUpstreamMustNotBeRevoked() throws Exception {
        Openssl certificates = certificates();
        String lines = "bridge_require_ocsp true\nbridge_protocol_version mqttv311\nbridge_cafile F/ca.crt\n"
                .replace("F/", folder + "/");
        for (String status : List.of("V", "R")) {
            int port = Mosquitto.freePort();
            Process server = stapling(certificates, port, status);
            try (Relay relay = relay("127.0.0.1:" + port, lines)) {
                if (status.equals("V")) {
                    await(() -> relay.state().phase() == Phase.ONLINE || relay.state().reason().contains("not MQTT"),
                            () -> relay.state().toString()); // CONNACK came, perhaps twice
                } else {
                    awaitReason(relay, "revoked");
                }
            } finally {
                server.destroyForcibly().waitFor();
            }
        }
        try (Mosquitto withoutStaple = Mosquitto.start(folder, """
                allow_anonymous true
                certfile ${folder}/server.crt
                keyfile ${folder}/server.key
                """);
                Relay relay = relay("127.0.0.1:" + withoutStaple.port(), lines)) {
            awaitReason(relay, "TLS with 127.0.0.1:" + withoutStaple.port() + " fails");
        }
    }
}
