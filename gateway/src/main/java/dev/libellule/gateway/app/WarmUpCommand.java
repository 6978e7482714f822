package dev.libellule.gateway.app;

import dev.libellule.gateway.app.SimulatedHouse.Target;
import dev.libellule.gateway.store.SqliteLibrary;
import dev.libellule.gateway.web.PageSettings;
import dev.libellule.gateway.web.WebServer;
import dev.libellule.simulator.FaultScript;
import dev.libellule.simulator.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code libellule warm-up}: does a little of everything on free ports of this machine, and ends. The launcher runs it once after a
 * build, for the JVM to write down which classes a start needs and which code is worth compiling at once.
 *
 * <p>As a program of its own it does only what a broker does in its first moments, without picocli: what a broker is given to remember it
 * holds in memory for as long as it runs.
 */
@Command(name = "warm-up", hidden = true, description = "Starts everything once, for the start-up cache.")
public final class WarmUpCommand implements Callable<Integer> {
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    /** Enough that the JVM notes what a connection takes, and little enough for a Pi. */
    private static final int CONNECTIONS = 300;
    private static final int MESSAGES = 20_000;

    /** Warms up a broker alone. */
    public static void main(String[] args) throws Exception {
        new WarmUpCommand().withBroker("", WarmUpCommand::connect);
        System.exit(Main.OK);
    }

    @Override
    public Integer call() throws Exception {
        SqliteLibrary.unpack();
        withBroker("""
                persistence true
                persistence_location %1$s/
                log_dest file %1$s/broker.log
                """, WarmUpCommand::use);
        return Main.OK;
    }

    /** What is done with a broker: its port, and that for WebSocket. */
    private interface Use {
        void with(int port, int webSocketPort) throws Exception;
    }

    private void withBroker(String moreLines, Use use) throws Exception {
        Path folder = Files.createTempDirectory("libellule-warm-up");
        try {
            int port = freePort();
            int webSocketPort = freePort();
            Path file = Files.writeString(folder.resolve("mosquitto.conf"), """
                    listener %d 127.0.0.1
                    listener %d 127.0.0.1
                    protocol websockets
                    allow_anonymous true
                    """.formatted(port, webSocketPort) + moreLines.formatted(folder));
            Thread broker = Thread.ofPlatform().start(() -> Start.run("broker", "-c", file.toString()));
            await(port);
            use.with(port, webSocketPort);
            broker.interrupt(); // ends in order, as by SIGTERM
            broker.join();
        } finally {
            delete(folder);
        }
    }

    private static void use(int port, int webSocketPort) throws Exception {
        try (SimulatedHouse _ = new SimulatedHouse(Scenario.named(Scenario.MAISON), 1, 1, FaultScript.none(),
                new Target("127.0.0.1", port, null, null), _ -> {});
                WebServer page = new WebServer(PageSettings.defaults(webSocketPort, Version.number()))) {
            page.start(0);
            String number = Integer.toString(port);
            for (String qos : List.of("0", "1", "2")) {
                for (String version : List.of("mqttv311", "mqttv5")) {
                    Main.execute(Main.commandLine("pub"), "pub", "-p", number, "-V", version, "-q", qos, "-t",
                            "warm-up",
                            "-m", "1", "-r");
                    Main.execute(Main.commandLine("sub"), "sub", "-p", number, "-V", version, "-q", qos, "-t",
                            "warm-up",
                            "-C", "1", "-F", "");
                }
                Main.execute(Main.commandLine("pub"), "pub", "-p", number, "-q", qos, "-t", "warm-up", "-m", "1",
                        "--repeat",
                        Integer.toString(MESSAGES));
            }
            connect(port, webSocketPort);
        }
    }

    private static void connect(int port, int webSocketPort) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            connect(port, (byte) ('a' + i % 26));
        }
    }

    /** CONNECT, SUBSCRIBE, PUBLISH, DISCONNECT, and the answers. */
    private static void connect(int port, byte letter) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(new byte[]{0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 2, 'w', letter});
            in.readNBytes(4);
            out.write(new byte[]{(byte) 0x82, 7, 0, 1, 0, 2, 'w', letter, 0});
            in.readNBytes(5);
            out.write(new byte[]{0x30, 5, 0, 2, 'w', letter, '1'});
            in.readNBytes(7);
            out.write(new byte[]{(byte) 0xE0, 0});
            in.read();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void await(int port) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        Files.delete(folder);
    }
}
