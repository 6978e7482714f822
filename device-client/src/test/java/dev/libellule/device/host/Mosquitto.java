package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's Mosquitto on a free port of the loopback. */
final class Mosquitto implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

    final int port;
    private final Path directory;
    private Process process;

    /** Starts one that lets in {@code sondes} with {@code mot2passe}, or anybody if {@code anonymous}. */
    Mosquitto(Path directory, boolean anonymous) throws IOException, InterruptedException {
        this(directory, freePort(), anonymous, "");
    }

    /** Starts one that lets in anybody and has further listeners, a few lines of its configuration. */
    Mosquitto(Path directory, String listeners) throws IOException, InterruptedException {
        this(directory, freePort(), true, listeners);
    }

    private Mosquitto(Path directory, int port, boolean anonymous, String listeners)
            throws IOException, InterruptedException {
        Required.require(Files.isExecutable(PROGRAM),
                "mosquitto is not installed (apt install mosquitto mosquitto-clients, or run tools/install-peers)");
        this.directory = directory;
        this.port = port;
        Path passwords = directory.resolve("passwd");
        Files.writeString(passwords, "sondes:mot2passe\n");
        if (!anonymous) {
            new ProcessBuilder("mosquitto_passwd", "-U", passwords.toString()).inheritIO().start().waitFor();
        }
        Files.writeString(directory.resolve("mosquitto.conf"), "listener " + port + " 127.0.0.1\n"
                + (anonymous ? "allow_anonymous true\n" : "allow_anonymous false\npassword_file " + passwords + "\n")
                + "persistence true\npersistence_location " + directory + "/\nuser " + System.getProperty("user.name")
                + "\n" + listeners);
        start();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void start() throws IOException, InterruptedException {
        process = new ProcessBuilder(PROGRAM.toString(), "-c", directory.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("mosquitto.log").toFile()).start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                fail("mosquitto did not start: " + Files.readString(directory.resolve("mosquitto.log")));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    void stop() {
        process.destroy();
        process.onExit().join();
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    @Override
    public void close() {
        if (process != null) {
            stop();
        }
    }
}
