package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP and what it reads again beyond passwords and rights: bridges, and the limits of the whole broker. */
@Timeout(240)
class ReloadIT {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private final Broker upstream = Broker.start(BrokerOptions.loopback(0), "test");
    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
    private LocalClient watcher;
    private int port;
    private Process broker;
    private BufferedReader log;

    @BeforeEach
    void watch() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        watcher = upstream.connect(LocalClientOptions.clean("watcher"), delivery -> {
            if (!delivery.topic().startsWith("$")) {
                arrived.add(delivery.topic());
            }
            delivery.acknowledge();
        });
        watcher.subscribe("#", 1);
    }

    @AfterEach
    void end() throws Exception {
        if (broker != null) {
            broker.destroyForcibly().waitFor();
        }
        upstream.close();
    }

    private Path configure(String lines) throws Exception {
        return Files.writeString(folder.resolve("m.conf"), "listener %d 127.0.0.1\nallow_anonymous true\n%s"
                .formatted(port, lines.replace("UPSTREAM", "address 127.0.0.1:" + upstream.port(0)
                        + "\nrestart_timeout 1\n")));
    }

    private void start(String lines) throws Exception {
        broker = new ProcessBuilder(List.of("env", "--default-signal=HUP",
                ProcessHandle.current().info().command().orElseThrow(), "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "broker", "-c",
                configure(lines).toString())).start();
        log = broker.errorReader();
        until(" running");
    }

    private String reload(String lines) throws Exception {
        configure(lines);
        assertEquals(0, new ProcessBuilder("kill", "-HUP", "" + broker.pid()).start().waitFor());
        return until("Config loaded");
    }

    private String until(String text) throws Exception {
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

    private int publish(String topic, String payload) throws Exception {
        return ToolRun.ours("pub", List.of("-p", "" + port, "-q", "1", "-t", topic, "-m", payload), "").status();
    }

    private String next() throws Exception {
        return arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void bridgesComeChangeAndGoWithoutARestart() throws Exception {
        start("");
        assertTrue(reload("connection amont\nUPSTREAM\ntopic maison/# out 1\n").contains("Reloading config."));
        // the bridge subscribes as soon as it is there
        String first = null;
        for (int i = 0; first == null; i++) {
            assertTrue(i < PATIENCE_SECONDS, "the new bridge brings nothing");
            assertEquals(0, publish("maison/a", "1"));
            first = arrived.poll(1, TimeUnit.SECONDS);
        }
        assertEquals("maison/a", first);
        arrived.clear();

        String said = reload("# one line more\nconnection amont\nUPSTREAM\ntopic maison/# out 1\n\nconnection autre\n"
                + "UPSTREAM\ntopic jardin/# out 1\n");
        assertTrue(!said.contains("connects anew"), "a section that has only moved is the same: " + said);

        said = reload("connection amont\nUPSTREAM\ntopic maison/# out 1 \"\" site/\n");
        assertTrue(said.contains("Bridge amont has changed"), said);
        assertTrue(said.contains("Bridge autre is not in the configuration any more"), said);
        do {
            assertEquals(0, publish("jardin/a", "nobody takes it there"));
            assertEquals(0, publish("maison/b", "2"));
            first = arrived.poll(1, TimeUnit.SECONDS);
        } while (first == null || first.equals("jardin/a") || first.equals("maison/b"));
        assertEquals("site/maison/b", first);
    }

    @Test
    void aBridgeThatCannotBeRefusesTheWhole() throws Exception {
        start("connection amont\nUPSTREAM\ntopic maison/# out 1\n");
        configure("connection amont\nUPSTREAM\nbridge_cafile " + folder.resolve("none.crt")
                + "\ntopic jardin/# out 1\n");
        assertEquals(0, new ProcessBuilder("kill", "-HUP", "" + broker.pid()).start().waitFor());
        String said = until("stays in force");
        assertTrue(said.contains("none.crt"), said);
        String first = null;
        while (first == null) {
            assertEquals(0, publish("maison/a", "still"));
            first = arrived.poll(1, TimeUnit.SECONDS);
        }
        assertEquals("maison/a", first);
    }

    @Test
    void limitsOfTheWholeBrokerHoldAtOnce() throws Exception {
        start("max_packet_size 100\n");
        assertEquals(Main.FAILED, publish("t", "x".repeat(200)));
        String said = reload("max_packet_size 1000\nuser moi\npersistence true\npersistence_location " + folder + "\n");
        assertTrue(said.contains("user has changed") && said.contains("persistence has changed"), said);
        assertEquals(0, publish("t", "x".repeat(200)));
    }
}
