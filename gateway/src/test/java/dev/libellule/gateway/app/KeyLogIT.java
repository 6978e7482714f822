package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.Peer;
import dev.libellule.gateway.broker.Openssl;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --tls-keylog}: the keys that our program writes are those that the other end of the connection has. */
class KeyLogIT {
    private static final long PATIENCE_SECONDS = Programs.PATIENCE_SECONDS;
    private static final byte[] CONNECT = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'k'};

    @TempDir
    private Path folder;

    private Openssl openssl;
    private Path keys;
    private Process broker;
    private BufferedReader log;
    private final int port = Mosquitto.freePort();
    private final Programs programs = new Programs();

    @BeforeEach
    void start() throws Exception {
        openssl = new Openssl(folder);
        openssl.authority("ca");
        openssl.certificate("ca", "server", "/CN=localhost", "rsa:2048");
        keys = folder.resolve("broker.keys");
        Path conf = Files.writeString(folder.resolve("m.conf"),
                "listener %d 127.0.0.1\nallow_anonymous true\ncertfile %s\nkeyfile %s\n"
                        .formatted(port, openssl.file("server.crt"), openssl.file("server.key")));
        broker = program(keys, "broker", "-v", "-c", conf.toString());
        log = broker.errorReader();
        awaitLine("who reads it reads all connections");
        awaitLine(" running");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)));
    }

    @AfterEach
    void end() {
        programs.close();
    }

    /** As the launcher starts it. */
    private Process program(Path keys, String... arguments) throws Exception {
        List<String> withKeys = new ArrayList<>(List.of(arguments));
        withKeys.addAll(List.of("--tls-keylog", keys.toString()));
        return programs.libellule(
                List.of("-Xlog:disable", "-javaagent:target/lib/agent/extract-tls-secrets.jar=" + keys),
                withKeys.toArray(String[]::new));
    }

    private void awaitLine(String text) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains(text)) {
                return;
            }
            seen.add(line);
        }
        throw new AssertionError("no line with '" + text + "': " + seen);
    }

    /** The keys of a file, without the names that versions give to them; those for the application's use are left out. */
    private static Set<String> secrets(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank() && !line.startsWith("EXPORTER_SECRET"))
                .map(line -> line.replaceAll(".*[ :]", "").toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void theBrokersKeysAreThoseOfOpenssl(String version) throws Exception {
        Path client = folder.resolve("client.keys");
        Process peer = new ProcessBuilder(Peer.require("openssl", "openssl").toString(), "s_client", "-quiet", version,
                "-connect", "127.0.0.1:" + port, "-keylogfile", client.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        peer.getOutputStream().write(CONNECT);
        peer.getOutputStream().flush();
        assertArrayEquals(new byte[]{0x20, 2, 0, 0}, peer.getInputStream().readNBytes(4));
        peer.destroy();
        assertTrue(peer.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(version.equals("-tls1_3") ? 4 : 1, secrets(client).size());
        assertEquals(secrets(client), secrets(keys));
    }

    @Test
    void pubWritesTheSameKeys() throws Exception {
        Path client = folder.resolve("pub.keys");
        Process pub = program(client, "pub", "-p", "" + port, "--cafile", folder.resolve("ca.crt").toString(), "-q",
                "1", "-t", "t", "-m", "x");
        String said = new String(pub.getErrorStream().readAllBytes());
        assertTrue(pub.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, pub.exitValue(), said);
        assertEquals(4, secrets(client).size());
        assertEquals(secrets(client), secrets(keys));
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws Exception {
        Process refused = program(folder.resolve("none/keys"), "broker", "-p", "1");
        assertTrue(new String(refused.getErrorStream().readAllBytes())
                .contains("none/keys cannot be written; its folder has to be there"));
        assertTrue(refused.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(1, refused.exitValue());
    }
}
