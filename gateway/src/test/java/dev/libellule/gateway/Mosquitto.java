package dev.libellule.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Debian's mosquitto as a peer of tests: on a free port of 127.0.0.1, started, stopped and killed at will.
 *
 * <p>It keeps its port and, with {@code persistence true} in the configuration, its state from one start to the next. Its log is
 * {@code mosquitto.log} in the folder given. Used by one test thread.
 */
public final class Mosquitto implements AutoCloseable {
    private static final int START_SECONDS = 15;

    private final Path folder;
    private final Path program;
    private final int port;
    private Process process;

    private Mosquitto(Path folder, Path program, int port) {
        this.folder = folder;
        this.program = program;
        this.port = port;
    }

    /** One that lets everybody in; what it keeps is saved when it is stopped and after each change. */
    public static Mosquitto start(Path folder) {
        return start(folder, "allow_anonymous true\n");
    }

    /** One that lets everybody in, on a port of the test's choice. */
    public static Mosquitto start(Path folder, int port) {
        return start(folder, port, "allow_anonymous true\n");
    }

    /**
     * Starts one; when this returns, clients can connect. Skips the test where mosquitto is not installed, unless {@code CI=true}.
     *
     * @param folder for its configuration, log and state; exists
     * @param lines of its configuration, after {@code listener <port> 127.0.0.1}; the placeholder {@code ${folder}} becomes the folder
     */
    public static Mosquitto start(Path folder, String lines) {
        return start(folder, freePort(), lines);
    }

    private static Mosquitto start(Path folder, int port, String lines) {
        Mosquitto mosquitto = new Mosquitto(folder, Peer.require("mosquitto", "mosquitto"), port);
        String configuration = """
                listener %d 127.0.0.1
                log_type all
                persistence true
                persistence_location %s/
                autosave_on_changes true
                autosave_interval 1
                sys_interval 1
                """.formatted(mosquitto.port, folder);
        if (System.getProperty("user.name").equals("root")) {
            configuration += "user root\n"; // else it becomes another user, who may not write to the folder
        }
        try {
            Files.writeString(mosquitto.configuration(), configuration + lines.replace("${folder}", folder.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mosquitto.start();
        return mosquitto;
    }

    /** Skips the test, or fails it if {@code CI=true}, saying which Debian package has the missing program. */
    public static void requireTool(String program, String debianPackage) {
        Peer.require(program, debianPackage);
    }

    /** A port of 127.0.0.1 that nobody has at the moment. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public Path log() {
        return folder.resolve("mosquitto.log");
    }

    private Path configuration() {
        return folder.resolve("mosquitto.conf");
    }

    /** Starts it again, on the same port. */
    public void start() {
        try {
            process = new ProcessBuilder(program.toString(), "-c", configuration().toString()).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            while (!accepts()) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    close();
                    throw new IllegalStateException("mosquitto did not start:\n" + Files.readString(log()));
                }
                Thread.sleep(20);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it with SIGTERM: it saves its state and says goodbye to its clients. */
    public void stop() {
        process.destroy();
        await();
    }

    /** Ends it with SIGKILL, as a power cut would. */
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /** Sends SIGSTOP: connections stay open and nothing answers any more. {@link #thaw} ends that. */
    public void freeze() {
        signal("-STOP");
    }

    public void thaw() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("/bin/kill", name, Long.toString(process.pid())).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await() {
        try {
            if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
