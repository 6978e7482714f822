package dev.libellule.device.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** HiveMQ CE in a process of its own, on free ports of the loopback. */
final class HiveMq implements AutoCloseable {
    private static final String CONFIGURATION = """
            <?xml version="1.0"?>
            <hivemq>
              <listeners>
                <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
                <websocket-listener><port>%d</port><bind-address>127.0.0.1</bind-address><path>/mqtt</path>
                  <subprotocols><subprotocol>mqtt</subprotocol></subprotocols></websocket-listener>
                <tls-tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address>
                  <tls><keystore><path>%s</path><password>secret</password>
                    <private-key-password>secret</private-key-password></keystore></tls></tls-tcp-listener>
              </listeners>
              <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
            </hivemq>
            """;

    final int tcpPort = Mosquitto.freePort();
    final int webSocketPort = Mosquitto.freePort();
    final int tlsPort = Mosquitto.freePort();
    private final Process process;

    HiveMq(Path directory, TestCertificates.Issued certificate) throws Exception {
        Path configuration = Files.createDirectories(directory.resolve("conf"));
        Path keyStore = directory.resolve("server.p12");
        writeKeyStore(keyStore, certificate);
        Files.writeString(configuration.resolve("config.xml"),
                CONFIGURATION.formatted(tcpPort, webSocketPort, tlsPort, keyStore));
        process = new JavaPeer("hivemq", "HiveMqPeer.java", configuration,
                Files.createDirectories(directory.resolve("data")),
                Files.createDirectories(directory.resolve("extensions"))).awaitStarted().process();
    }

    private static void writeKeyStore(Path file, TestCertificates.Issued issued) throws Exception {
        Certificate certificate;
        try (var in = Files.newInputStream(issued.certificate())) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        String pem = Files.readString(issued.key()).replaceAll("-----[A-Z ]+-----|\\s", "");
        PrivateKey key = KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key, "secret".toCharArray(), new Certificate[]{certificate});
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "secret".toCharArray());
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }
}
