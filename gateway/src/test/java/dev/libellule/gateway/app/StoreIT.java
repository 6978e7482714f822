package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    private Process broker() throws Exception {
        Process broker = programs.libellule("broker", "-c", conf.toString());
        Programs.lineWith(broker.errorReader(), "( running)");
        return broker;
    }

    private void end(Process broker) throws Exception {
        broker.destroy();
        assertTrue(broker.waitFor(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, broker.exitValue());
    }

    private String pub(String payload, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("pub", "-p", "" + port, "-V", "5", "-q", "1", "-t", "t", "-m", payload));
        arguments.addAll(List.of(more));
        return programs.outcome(arguments.toArray(String[]::new));
    }

    /** What has waited for the session {@code away}, which is made anew by the first call. */
    private String fetch(int messages) throws Exception {
        return programs.outcome("sub", "-p", "" + port, "-i", "away", "-c", "-q", "1", "-t", "t", "-C", "" + messages);
    }

    private String store(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("store"));
        all.addAll(List.of(arguments));
        return programs.outcome(all.toArray(String[]::new));
    }

    @Test
    void aStoreIsCheckedBackedUpExportedAndRestored() throws Exception {
        String file = data.resolve("libellule.db").toString();
        String backup = folder.resolve("backup.db").toString();
        Process broker = broker();
        assertEquals("0 first\n", pubThenFetch("first"));
        pub("kept", "-r");
        pub("été");
        String check = store("check", file);
        assertTrue(check.startsWith("0 " + file + ": sound"), check);
        assertTrue(check.contains("2 messages waiting, 1 retained messages") && check.contains("away "), check);
        assertTrue(store("backup", file, backup).startsWith("0 " + backup), "while the broker runs");
        String twice = store("backup", file, backup);
        assertTrue(twice.startsWith("1 ") && twice.contains("is there already") && twice.contains("--force"), twice);
        String export = store("export", file);
        assertTrue(export.contains("\"type\":\"message\",\"client\":\"away\",\"topic\":\"t\",\"qos\":1,"), export);
        assertTrue(export.contains("\"payload\":\"été\""), export);
        String inUse = store("restore", backup, file);
        assertTrue(inUse.startsWith("1 ") && inUse.contains("in use by a broker; end that first"), inUse);
        assertEquals("0 kept\nété\n", fetch(2));
        end(broker);

        assertTrue(store("check", file).contains(" 0 messages waiting, 1 retained messages"), "fetched");
        String restored = store("restore", backup, file);
        assertTrue(restored.startsWith("0 "), restored);
        assertTrue(in(data).stream().anyMatch(path -> path.toString().contains(".before-restore-")), restored);
        Process again = broker();
        assertEquals("0 kept\nété\n", fetch(2), "what waited when the back-up was made");
        end(again);
        Files.write(Path.of(backup), new byte[5_000]);
        String broken = store("restore", backup, file);
        assertTrue(broken.startsWith("1 ") && broken.contains("nothing was restored"), broken);
    }

    private String pubThenFetch(String payload) throws Exception {
        Process sub = programs.libellule("sub", "-p", "" + port, "-i", "away", "-c", "-q", "1", "-t", "t", "-C", "1",
                "-d");
        Programs.lineWith(sub.inputReader(), "(SUBACK|Subscribed)");
        pub(payload);
        String out = Programs.lineWith(sub.inputReader(), "^(" + payload + ")$");
        assertTrue(sub.waitFor(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS));
        return sub.exitValue() + " " + out + "\n";
    }

    @Test
    void aPlaceThatCannotBeWrittenIsSaidWithItsCureAndTheBrokerStarts() throws Exception {
        Files.writeString(conf, Files.readString(conf).replace(data.toString(), "/proc"));
        Process broker = programs.libellule("broker", "-c", conf.toString());
        String line = Programs.lineWith(broker.errorReader(), "(the store .* cannot be used.*)");
        assertTrue(line.contains("/proc/libellule.db") && line.contains("WHAT IS NOT DELIVERED IS LOST")
                && line.contains("name another persistence_location"), line);
        Programs.lineWith(broker.errorReader(), "( running)");
        assertEquals("0 first\n", pubThenFetch("first"));
    }

    private static void limitFiles(Process process, String bytes) throws Exception {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", "" + process.pid(), "--fsize=" + bytes + ":").start();
        assertEquals(0, prlimit.waitFor());
    }

    @Test
    void aFullDiskRefusesWithTheReasonAndRecoversByItself() throws Exception {
        Process broker = broker();
        assertEquals("0 first\n", pubThenFetch("first"));
        limitFiles(broker, "500000"); // no file may become longer: as good as a full disk
        Process flood = programs.libellule("pub", "-p", "" + port, "-V", "5", "-q", "1", "-t", "t", "-m",
                "x".repeat(20_000), "--repeat", "100");
        String failing = Programs.lineWith(broker.errorReader(), "(The store cannot write: .*)");
        assertTrue(failing.contains("New messages of QoS 1 and 2 are refused until it can."), failing);
        String refused = pub("refused");
        assertTrue(refused.contains("Quota exceeded"), refused); // 0x97
        limitFiles(broker, "unlimited");
        Programs.lineWith(broker.errorReader(), "(The store writes again)");
        assertEquals("0 ", pub("taken"));
        assertTrue(flood.waitFor(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS));
        end(broker);
        Process again = broker();
        assertTrue(store("export", data.resolve("libellule.db").toString()).contains("\"payload\":\"taken\""));
        end(again);
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
