package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of the store: its files, {@code libellule store}, and disks that are full or read only. */
class StoreIT {
    @TempDir
    Path folder;

    private final Programs programs = new Programs();
    private Path data;
    private Path conf;
    private int port;

    @BeforeEach
    void configure() throws Exception {
        data = Files.createDirectory(folder.resolve("data"));
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        conf = Files.writeString(folder.resolve("m.conf"), """
                listener %d 127.0.0.1
                allow_anonymous true
                persistence true
                persistence_location %s/
                """.formatted(port, data));
    }

    @AfterEach
    void end() {
        programs.close();
    }

    private static List<Path> in(Path place) throws Exception {
        try (Stream<Path> files = Files.list(place)) {
            return files.sorted().toList();
        }
    }

    private void startAndKill(String... javaOptions) throws Exception {
        Process broker = programs.libellule(List.of(javaOptions), "broker", "-c", conf.toString());
        Programs.lineWith(broker.errorReader(), "( running)");
        broker.destroyForcibly();
        assertTrue(broker.waitFor(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void aStartThatIsKilledLeavesNothingInTheFolderForTemporaryFiles() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        for (int i = 0; i < 2; i++) {
            startAndKill("-Djava.io.tmpdir=" + temporary);
            assertEquals(List.of(), in(temporary));
        }
        List<Path> libraries = in(data).stream().filter(path -> path.toString().contains("sqlitejdbc")).toList();
        assertEquals(1, libraries.size(), libraries.toString());
        Path beside = Files.createDirectory(folder.resolve("lib"));
        Files.move(libraries.getFirst(), beside.resolve(System.mapLibraryName("sqlitejdbc")));
        startAndKill("-Djava.io.tmpdir=" + temporary, "-Dorg.sqlite.lib.path=" + beside);
        assertEquals(List.of(), in(temporary));
        assertEquals(List.of("libellule.db", "libellule.db-wal"),
                in(data).stream().map(path -> path.getFileName().toString()).toList());
    }
}
