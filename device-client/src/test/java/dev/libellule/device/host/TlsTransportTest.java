package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.client.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS in memory: the transport at one end, a server of the JDK at the other. */
@Timeout(60)
class TlsTransportTest {
    private static final int TURNS = 200_000;

    @TempDir
    private Path directory;

    private TestCertificates authority;
    private TestCertificates.Issued server;
    private MemoryHost below = new MemoryHost(65_536);
    private TlsPeer peer;
    private TlsTransport transport;

    @BeforeEach
    void authority() throws Exception {
        authority = new TestCertificates(directory, "house");
        server = authority.issue("broker", "EC", false, "broker.test", "127.0.0.1");
    }

    private TlsOptions trusting() {
        return new TlsOptions().caFile(authority.authorityFile());
    }

    /** Turns both ends until the client is connected or lost. */
    private int connect(TestCertificates.Issued certificate, Path clientAuthority, TlsOptions options,
            String... protocols)
            throws Exception {
        below.close();
        peer = new TlsPeer(below.peer, certificate, clientAuthority, protocols);
        transport = new TlsTransport(new ServerAddress("broker.test", 8883), below, options);
        int status = Transport.IN_PROGRESS;
        for (int i = 0; status == Transport.IN_PROGRESS && i < TURNS; i++) {
            status = transport.connect();
            peer.turn();
        }
        return status;
    }

    private String refusal(TlsOptions options) throws Exception {
        assertEquals(Transport.LOST, connect(server, null, options));
        return transport.failure();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, 65536, false", "TLSv1.3, 65536, false", "TLSv1.2, 7, false", "TLSv1.3, 7, false",
            "TLSv1.2, 65536, true", "TLSv1.3, 65536, true"})
    void bytesArriveWholeThroughAnyStream(String version, int room, boolean trickling) throws Exception {
        below = new MemoryHost(room);
        below.trickling = trickling;
        assertEquals(Transport.CONNECTED, connect(server, null, trusting(), version));
        assertEquals(version, transport.version());
        byte[] bytes = new byte[40_000]; // three records
        new Random(1).nextBytes(bytes);
        peer.send(bytes);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[1000];
        int written = 0;
        for (int i = 0; (written < bytes.length || read.size() < bytes.length) && i < TURNS; i++) {
            int count = transport.write(bytes, written, bytes.length - written);
            assertTrue(count >= 0, transport.failure());
            written += count;
            count = transport.read(buffer, 0, buffer.length);
            assertTrue(count >= 0, transport.failure());
            read.write(buffer, 0, count);
            peer.turn();
        }
        peer.turn();
        assertArrayEquals(bytes, read.toByteArray());
        assertArrayEquals(bytes, peer.received.toByteArray());
    }

    @Test
    void bytesCountAsWrittenOnlyWhenTheyHaveLeft() throws Exception {
        below = new MemoryHost(600);
        assertEquals(Transport.CONNECTED, connect(server, null, trusting()));
        byte[] bytes = new byte[900];
        assertEquals(0, transport.write(bytes, 0, bytes.length), "the record does not fit");
        transport.await(1000, false);
        assertTrue(below.awaitedWriting, "waits for room of itself");
        peer.turn();
        assertEquals(900, transport.write(bytes, 0, bytes.length));
        peer.turn();
        assertEquals(900, peer.received.size(), "once");
    }

    @Test
    void doesNotSleepOnBytesThatItHasAlready() throws Exception {
        assertEquals(Transport.CONNECTED, connect(server, null, trusting()));
        byte[] buffer = new byte[10];
        transport.read(buffer, 0, 10);
        peer.send(new byte[15]);
        peer.turn();
        assertEquals(10, transport.read(buffer, 0, 10));
        transport.await(1000, false);
        assertEquals(0, below.awaitedMillis);
        assertEquals(5, transport.read(buffer, 0, 10));
        transport.await(1000, false);
        assertEquals(1000, below.awaitedMillis);
    }

    @Test
    void lossBehindTheLastBytesIsToldAfterThem() throws Exception {
        assertEquals(Transport.CONNECTED, connect(server, null, trusting()));
        peer.send(new byte[5]);
        peer.turn();
        peer.engine.closeOutbound();
        peer.turn();
        byte[] buffer = new byte[10];
        assertEquals(5, transport.read(buffer, 0, 10));
        transport.await(1000, false);
        assertEquals(0, below.awaitedMillis, "does not sleep on the loss");
        assertEquals(Transport.LOST, transport.read(buffer, 0, 10));
        assertEquals("closed by the server", transport.failure());
    }

    @Test
    void connectsAgainAfterClose() throws Exception {
        assertEquals(Transport.CONNECTED, connect(server, null, trusting()));
        transport.close();
        assertEquals(Transport.LOST, transport.read(new byte[1], 0, 1));
        peer = new TlsPeer(below.peer, server, null);
        int status = Transport.IN_PROGRESS;
        for (int i = 0; status == Transport.IN_PROGRESS && i < TURNS; i++) {
            status = transport.connect();
            peer.turn();
        }
        assertEquals(Transport.CONNECTED, status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void clientCertificateIsShown(String algorithm) throws Exception {
        TestCertificates.Issued client = authority.issue("client", algorithm, false);
        assertEquals(Transport.CONNECTED, connect(server, authority.authorityFile(),
                trusting().clientCertificate(client.certificate(), client.key())));
        peer.turn();
        assertEquals("CN=client", peer.engine.getSession().getPeerPrincipal().getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void missingClientCertificateIsSaid(String version) throws Exception {
        int status = connect(server, authority.authorityFile(), trusting(), version);
        if (status == Transport.CONNECTED) { // 1.3: the client is through before the server has looked
            peer.turn();
            status = transport.read(new byte[10], 0, 10);
        }
        assertEquals(Transport.LOST, status);
        assertTrue(transport.failure().startsWith("the server refused the TLS handshake (")
                && transport.failure().contains("client certificate (--cert, --key)"), transport.failure());
    }

    @Test
    void unknownAuthorityIsSaid() throws Exception {
        TestCertificates other = new TestCertificates(directory, "other");
        assertEquals(
                "the server's certificate is signed by CN=house, which is none of the given authorities (--cafile, --capath)",
                refusal(new TlsOptions().caFile(other.authorityFile())));
        assertEquals(
                "the server's certificate is signed by CN=house, which this JVM does not trust; give its certificate (--cafile)",
                refusal(new TlsOptions()));
        assertTrue(peer.failure.getMessage().contains("certificate_unknown"), "the server is told: " + peer.failure);
    }

    @Test
    void wrongHostNameIsSaidAndInsecureTakesIt() throws Exception {
        server = authority.issue("broker", "EC", false, "other.test", "10.0.0.1");
        assertEquals("the server's certificate is not for 'broker.test' but for other.test, 10.0.0.1; "
                + "use such a name, or --insecure where nobody can listen in", refusal(trusting()));
        assertEquals(Transport.CONNECTED, connect(server, null, trusting().insecure(true)));
    }

    @Test
    void insecureDoesNotTakeAnUnknownAuthority() throws Exception {
        assertTrue(refusal(new TlsOptions().insecure(true)).contains("does not trust"));
    }

    @Test
    void expiredCertificateIsSaid() throws Exception {
        server = authority.issue("broker", "EC", true, "broker.test");
        assertTrue(refusal(trusting()).matches("the server's certificate has expired, on \\S+Z; renew it, or set this "
                + "machine's clock, which says \\S+Z"), transport.failure());
    }

    @Test
    void pinnedCertificateIsTakenAndNoOther() throws Exception {
        assertEquals(Transport.CONNECTED, connect(server, null, new TlsOptions().fingerprint(server.fingerprint())));
        TestCertificates.Issued other = authority.issue("other", "EC", false, "broker.test");
        assertEquals(
                "the server's certificate is not the pinned one: its SHA-256 fingerprint is " + server.fingerprint()
                        + ". Pin this one if the server's certificate was renewed",
                refusal(trusting().fingerprint(other.fingerprint())));
        TlsOptions both = new TlsOptions().caFile(new TestCertificates(directory, "other").authorityFile());
        assertTrue(refusal(both.fingerprint(server.fingerprint())).contains("none of the given authorities"));
    }

    @Test
    void noCommonVersionIsSaid() throws Exception {
        assertEquals(Transport.LOST, connect(server, null, trusting().version("tlsv1.2"), "TLSv1.3"));
        assertTrue(transport.failure().contains("no TLS version in common"), transport.failure());
        below = new MemoryHost(65_536);
        assertEquals(Transport.LOST, connect(server, null, trusting().version("tlsv1.3"), "TLSv1.2"));
        assertTrue(transport.failure().contains("no TLS version in common"), transport.failure());
    }

    @Test
    void protocolIsAgreedOnOrRefused() throws Exception {
        assertEquals(Transport.LOST, connect(server, null, trusting().alpn("mqtt")));
        assertTrue(transport.failure().contains("does not speak 'mqtt' here (ALPN"), transport.failure());
    }

    @Test
    void serverWithoutTlsIsSaid() {
        transport = new TlsTransport(new ServerAddress("broker.test", 8883), below, trusting());
        assertEquals(Transport.IN_PROGRESS, transport.connect());
        byte[] answer = "HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII);
        below.peer.write(answer, 0, answer.length);
        assertEquals(Transport.LOST, transport.connect());
        assertTrue(transport.failure().startsWith("the server does not speak TLS on this port"), transport.failure());
        assertEquals(Transport.IN_PROGRESS, transport.connect());
        below.peer.close();
        assertEquals(Transport.LOST, transport.connect());
        assertEquals("closed by the server during the TLS handshake; does it speak TLS on this port (usually 8883)?",
                transport.failure());
    }

    @Test
    void filesThatCannotBeUsedAreNamed() throws Exception {
        TestCertificates.Issued other = authority.issue("other", "EC", false);
        Path rsa = Files.writeString(directory.resolve("old.key"), "-----BEGIN RSA PRIVATE KEY-----\n");
        Path text = Files.writeString(directory.resolve("notes.txt"), "hello");
        for (String[] row : new String[][]{
                {"TLS cannot be set up: " + directory.resolve("none") + " does not exist",
                        problem(new TlsOptions().caFile(directory.resolve("none")))},
                {"TLS cannot be set up: " + text + " is not a file of PEM certificates",
                        problem(new TlsOptions().caFile(text))},
                {"TLS cannot be set up: " + rsa
                        + " is not an unencrypted PKCS #8 key; convert it with: openssl pkcs8 -topk8 "
                        + "-nocrypt -in " + rsa,
                        problem(new TlsOptions().clientCertificate(server.certificate(), rsa))},
                {"TLS cannot be set up: " + other.key() + " is not the key of the first certificate in "
                        + server.certificate(),
                        problem(new TlsOptions().clientCertificate(server.certificate(), other.key()))},
                {"TLS cannot be set up: " + directory.resolve("none") + " is not a directory that can be read",
                        problem(new TlsOptions().caPath(directory.resolve("none")))}}) {
            assertEquals(row[0], row[1]);
        }
        assertThrows(HostException.class, () -> new TlsOptions().fingerprint("12:34"));
        assertThrows(HostException.class, () -> new TlsOptions().version("tlsv1.1"));
    }

    private static String problem(TlsOptions options) {
        return assertThrows(HostException.class, options::context).getMessage();
    }

    @Test
    void directoryOfAuthoritiesIsRead() throws Exception {
        Path authorities = Files.createDirectory(directory.resolve("certs"));
        Files.copy(authority.authorityFile(), authorities.resolve("0a1b2c3d.0"));
        Files.writeString(authorities.resolve("README"), "not one");
        assertEquals(Transport.CONNECTED, connect(server, null, new TlsOptions().caPath(authorities)));
    }

    @Test
    void anyBytesInPlaceOfARecordEndTheStream() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            below = new MemoryHost(65_536);
            transport = new TlsTransport(new ServerAddress("broker.test", 8883), below, trusting());
            transport.connect();
            byte[] bytes = new byte[random.nextInt(17_000) + 6];
            random.nextBytes(bytes);
            System.arraycopy(new byte[]{22, 3, 3, 0, 1}, 0, bytes, 0, 5);
            below.peer.write(bytes, 0, bytes.length);
            int status = transport.connect();
            below.peer.close();
            for (int i = 0; status == Transport.IN_PROGRESS && i < 10; i++) {
                status = transport.connect();
            }
            assertEquals(Transport.LOST, status, "round " + round);
        }
    }
}
