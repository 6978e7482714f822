package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.Peer;
import dev.libellule.gateway.broker.auth.PasswordFileEditor;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code libellule broker} as a process with a configuration: its log, its second opinion, SIGHUP; with Mosquitto's clients. */
class BrokerProgramIT {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private int port;

    @BeforeEach
    void findPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text.replace("PORT", "" + port).replace("DIR", "" + folder));
    }

    private Process start(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        processes.add(process);
        return process;
    }

    private Process broker(String... arguments) throws Exception {
        // whoever started the tests may have had SIGHUP ignored, as nohup does
        List<String> command = new ArrayList<>(
                List.of("env", "--default-signal=HUP", ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                        Main.class.getName(), "broker"));
        command.addAll(Arrays.asList(arguments));
        return start(command);
    }

    private Process client(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Peer.require(program, "mosquitto-clients").toString()));
        if (!List.of(arguments).contains("--unix")) {
            command.addAll(List.of("-h", "127.0.0.1", "-p", "" + port));
        }
        command.addAll(Arrays.asList(arguments));
        return start(command);
    }

    private int publish(String... arguments) throws Exception {
        Process process = client("mosquitto_pub", arguments);
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return process.exitValue();
    }

    /** The exit status, and all that was printed. */
    private static String outcome(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes());
        String err = new String(process.getErrorStream().readAllBytes());
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return process.exitValue() + " " + out + err;
    }

    private static String until(BufferedReader log, String text) throws Exception {
        StringBuilder seen = new StringBuilder();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline) {
            if (!log.ready()) {
                TimeUnit.MILLISECONDS.sleep(20);
                continue;
            }
            String line = log.readLine();
            seen.append(line).append('\n');
            if (line.contains(text)) {
                return seen.toString();
            }
        }
        throw new AssertionError("no line with '" + text + "' in:\n" + seen);
    }

    private void hangUp(Process process) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-HUP", "" + process.pid()).start().waitFor());
    }

    @Test
    void sighupReadsPasswordsAndRightsAgainAndDropsNobody() throws Exception {
        Path passwords = folder.resolve("passwd");
        new PasswordFileEditor(passwords).create("sondes", "old");
        write("acl", "user sondes\ntopic readwrite maison/#\n");
        Path conf = write("m.conf", "listener PORT 127.0.0.1\npassword_file DIR/passwd\nacl_file DIR/acl\n");
        Process broker = broker("-c", conf.toString());
        BufferedReader log = broker.errorReader();
        until(log, " running");
        Process sub = client("mosquitto_sub", "-u", "sondes", "-P", "old", "-v", "-t", "#", "-i", "watcher");
        until(log, "as watcher");
        assertEquals(0, publish("-u", "sondes", "-P", "old", "-q", "1", "-t", "jardin/a", "-m", "no"));
        assertEquals(0, publish("-u", "sondes", "-P", "old", "-q", "1", "-t", "maison/a", "-m", "yes"));
        assertEquals("maison/a yes", sub.inputReader().readLine());

        new PasswordFileEditor(passwords).create("sondes", "new");
        write("acl", "user sondes\ntopic readwrite jardin/#\n");
        hangUp(broker);
        until(log, "Config loaded");
        assertEquals(5, publish("-u", "sondes", "-P", "old", "-q", "1", "-t", "jardin/a", "-m", "wrong password"));
        assertEquals(0, publish("-u", "sondes", "-P", "new", "-q", "1", "-t", "maison/a", "-m", "no"));
        assertEquals(0, publish("-u", "sondes", "-P", "new", "-q", "1", "-t", "jardin/a", "-m", "yes"));
        assertEquals("jardin/a yes", sub.inputReader().readLine(), "the subscriber of before is still there");

        write("acl", "user sondes\ntopic reed jardin/#\n");
        new PasswordFileEditor(passwords).create("sondes", "newer");
        hangUp(broker);
        String said = until(log, "stays in force");
        assertTrue(said.contains("Invalid ACL access type \"reed\"") && said.contains("acl:2"), said);
        assertEquals(0, publish("-u", "sondes", "-P", "new", "-q", "1", "-t", "jardin/b", "-m", "all of it is old"));
        assertEquals("jardin/b all of it is old", sub.inputReader().readLine());
    }

    @Test
    void theLogSpeaksAsMosquitto() throws Exception {
        Path conf = write("m.conf", """
                listener PORT 127.0.0.1
                allow_anonymous true
                log_dest file DIR/log
                log_dest topic
                log_type all
                log_timestamp_format %Y-%m-%dT%H:%M:%S
                pid_file DIR/pid
                """);
        Process broker = broker("-c", conf.toString(), "-v");
        until(broker.errorReader(), " running");
        assertEquals("" + broker.pid(), Files.readString(folder.resolve("pid")).strip());
        Process sub = client("mosquitto_sub", "-v", "-t", "$SYS/broker/log/#", "-i", "watcher", "-t", "/test");
        assertTrue(until(broker.errorReader(), "Sending SUBACK to watcher").contains(": watcher 0 /test\n"));
        assertEquals(0, publish("-i", "prise", "-u", "moi", "-q", "1", "-t", "/test", "-m", "Bonjour à vous"));
        String seen = until(broker.errorReader(), "prise disconnected");
        for (String line : List.of(
                "New client connected from 127\\.0\\.0\\.1:[0-9]+ as prise \\(p2, c1, k60, u'moi'\\)\\.",
                "Sending CONNACK to prise \\(0, 0\\)",
                "Received PUBLISH from prise \\(d0, q1, r0, m1, '/test', \\.\\.\\. \\(15 bytes\\)\\)",
                "Sending PUBLISH to watcher \\(d0, q0, r0, m0, '/test', \\.\\.\\. \\(15 bytes\\)\\)",
                "Sending PUBACK to prise \\(m1, rc0\\)", "Received DISCONNECT from prise",
                "Client prise disconnected\\.")) {
            assertTrue(seen.lines().anyMatch(l -> l.matches("[0-9-]{10}T[0-9:]{8}: " + line)), line + "\n" + seen);
        }
        assertTrue(Files.readString(folder.resolve("log")).contains("Client prise disconnected."));
        String published = until(sub.inputReader(), "Client prise disconnected.");
        assertTrue(published.contains("$SYS/broker/log/N "), published);
        broker.destroy();
        assertTrue(broker.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, broker.exitValue());
        assertFalse(Files.exists(folder.resolve("pid")));
    }

    @Test
    void aUnixSocketServesClientsAndIsRemoved() throws Exception {
        Path socket = folder.resolve("mqtt.sock");
        Path conf = write("m.conf", "listener 0 DIR/mqtt.sock\nallow_anonymous true\n");
        for (int i = 0; i < 2; i++) {
            Process broker = broker("-c", conf.toString());
            until(broker.errorReader(), " running");
            assertEquals(0, publish("--unix", socket.toString(), "-q", "1", "-t", "t", "-m", "x"));
            if (i == 0) {
                broker.destroyForcibly().waitFor(); // leaves the socket behind
                assertTrue(Files.exists(socket));
            } else {
                broker.destroy();
                assertTrue(broker.waitFor(10, TimeUnit.SECONDS));
                assertFalse(Files.exists(socket));
            }
        }
    }

    @Test
    void theTestOfAConfigurationHasASecondOpinion() throws Exception {
        Path passwords = folder.resolve("passwd");
        new PasswordFileEditor(passwords).create("sondes", "x");
        Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-r--r--"));
        write("acl", "topic readwrite #\n");
        Path conf = write("m.conf", "listener PORT\npassword_file DIR/passwd\nallow_anonymous true\nacl_file DIR/acl\n"
                + "autosave_interval 60\n");
        String said = outcome(broker("-c", conf.toString(), "--test-config"));
        assertTrue(said.startsWith("0 ") && said.endsWith("Configuration file is OK.\n"), said);
        for (String remark : List.of("is open to everybody who can reach this machine: they can read and send commands",
                "every user of this machine may read " + passwords, "sends passwords in clear",
                "m.conf:5: autosave_interval 60: ")) {
            assertTrue(said.contains(remark), remark + "\n" + said);
        }
        Path good = write("good.conf", "listener PORT 127.0.0.1\nallow_anonymous true\n");
        assertEquals("0 Configuration file is OK.\n", outcome(broker("-c", good.toString(), "--test-config")));
    }

    @Test
    void wrongFilesAreStatusThreeWithCauseAndCure() throws Exception {
        Path tls = write("tls.conf", "listener PORT 127.0.0.1\ncertfile DIR/none.crt\nkeyfile DIR/none.key\n");
        String said = outcome(broker("-c", tls.toString()));
        assertTrue(said.startsWith("3 ") && said.contains("Unable to load certfile " + folder.resolve("none.crt"))
                && said.contains("There is no such file"), said);
        Path log = write("log.conf", "log_dest file DIR/none/log\n");
        said = outcome(broker("-c", log.toString()));
        assertTrue(said.startsWith("1 ") && said.contains("Unable to open log file"), said);
        Path words = write("words.conf", "log_type warnings\n");
        said = outcome(broker("-c", words.toString()));
        assertTrue(said.startsWith("3 ") && said.contains("Invalid 'log_type' value (warnings)"), said);
        said = outcome(broker("--tls-keylog", "/tmp/keys"));
        assertTrue(said.startsWith("1 ") && said.contains("--tls-keylog works only from the launcher"), said);
    }

    @Test
    void rootBecomesTheUserOfTheFile() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")),
                "SKIPPED: only root can become another user");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path conf = write("m.conf", """
                listener PORT 127.0.0.1
                allow_anonymous true
                user nobody
                persistence true
                persistence_location DIR
                log_dest file DIR/log
                log_dest stderr
                pid_file DIR/pid
                """);
        for (int i = 0; i < 2; i++) {
            Process broker = broker("-c", conf.toString());
            assertTrue(until(broker.errorReader(), " running").contains("Running as user nobody."));
            String status = Files.readString(Path.of("/proc/" + broker.pid() + "/status"));
            assertTrue(status.matches("(?s).*\\nUid:\\s65534\\s65534\\s65534\\s65534\\n.*"), status);
            assertTrue(status.matches("(?s).*\\nGroups:\\s(65534 )?\\n.*"), "the groups of root are gone: " + status);
            if (i == 0) {
                assertEquals(0, publish("-q", "1", "-r", "-t", "kept", "-m", "x"));
            } else {
                Process sub = client("mosquitto_sub", "-t", "kept", "-C", "1", "-W", "30");
                assertEquals("x", sub.inputReader().readLine(), "the store is the user's");
            }
            hangUp(broker);
            until(broker.errorReader(), "Config loaded");
            broker.destroy();
            assertTrue(broker.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertEquals(0, broker.exitValue());
            assertFalse(Files.exists(folder.resolve("pid")));
        }
        assertEquals("nobody", Files.getOwner(folder.resolve("log")).getName());
        Path unknown = write("unknown.conf", "listener PORT 127.0.0.1\nuser nobody-of-that-name\n");
        String said = outcome(broker("-c", unknown.toString()));
        assertTrue(said.startsWith("3 ") && said.contains("Invalid user 'nobody-of-that-name'"), said);
    }

    @Test
    void theSecondOpinionKnowsFilesBridgesAndKeptCommands() throws Exception {
        Path acl = write("acl", "topic read #\n");
        Files.setPosixFilePermissions(acl, PosixFilePermissions.fromString("rw-rw-rw-"));
        Path conf = write("m.conf", """
                listener PORT 127.0.0.1
                allow_anonymous true
                persistence true
                persistence_location DIR
                """);
        Process broker = broker("-c", conf.toString());
        until(broker.errorReader(), " running");
        for (String topic : List.of("maison/salon/lampe/set", "cmnd/prise/POWER", "ctrlled", "maison/salon/lampe")) {
            assertEquals(0, publish("-q", "1", "-r", "-t", topic, "-m", "1"));
        }
        broker.destroy();
        assertTrue(broker.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        write("m.conf", """
                listener PORT
                allow_anonymous true
                acl_file DIR/acl
                enable_proxy_protocol 2
                persistence true
                persistence_location DIR
                connection amont
                address upstream.example:1883
                topic # out
                remote_username moi
                remote_password secret
                """);
        Files.setPosixFilePermissions(conf, PosixFilePermissions.fromString("rw-r--r--"));
        String said = outcome(broker("-c", conf.toString(), "--test-config"));
        for (String remark : List.of("every user of this machine may change " + acl,
                "every user of this machine may read " + conf,
                "believes every proxy", "bridge amont sends its password in clear",
                "is open to everybody who can reach this machine: they can read;", "topic maison/salon/lampe/set;",
                "topic cmnd/prise/POWER;", "topic ctrlled;")) {
            assertTrue(said.contains(remark), remark + "\n" + said);
        }
        assertFalse(said.contains("topic maison/salon/lampe;"), said);
        write("m.conf", "connection a\naddress localhost:PORT\ntopic # out\nbridge_cafile DIR/none.crt\n");
        said = outcome(broker("-c", conf.toString(), "--test-config"));
        assertTrue(said.startsWith("3 ") && said.contains("none.crt"), said);
    }

    @Test
    void theBackgroundGoesOnWhenTheCommandHasEnded() throws Exception {
        Path conf = write("m.conf", "listener PORT 127.0.0.1\nallow_anonymous true\npid_file DIR/pid\n");
        assertEquals("0 ", outcome(broker("-d", "-c", conf.toString())));
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        ProcessHandle background = ProcessHandle.of(pid).orElseThrow();
        try {
            assertEquals(0, publish("-q", "1", "-t", "t", "-m", "x"));
        } finally {
            background.destroy();
        }
        background.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
