package dev.libellule.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The sketch of a board with WiFi as a process of its own: its code and the library's, compiled for this machine, on real sockets. Its
 * clock goes only when it is told to ({@code board-configs/src/test/sketches/host.cpp}).
 */
final class HostSketch implements AutoCloseable {
    private static final Path BOARDS = Path.of("..", "board-configs");
    private static final Path SHIM = BOARDS.resolve("src/test/sketches");
    private static final Path LIBRARY = BOARDS.resolve("arduino/Libellule/src");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> printed = new ArrayList<>(); // guarded by this, as are the next three
    private final Map<Integer, Boolean> pins = new TreeMap<>();
    private long answered; // orders
    private boolean isOver;
    private long ordered;

    private HostSketch(Process process) {
        this.process = process;
        Thread.ofVirtual().name("sketch").start(this::listen);
    }

    /**
     * Compiles the sketch of a board; skips the test where there is no compiler.
     *
     * @param folder for the program
     * @param model a folder of {@code board-configs/boards}
     * @param definitions of the preprocessor, as the board's package gives them
     */
    static Path compile(Path folder, String model, String... definitions) throws IOException, InterruptedException {
        Path compiler = Peer.require("g++", "g++");
        Path program = folder.resolve("sketch");
        // A copy: beside the sketch there may be a secrets.h with somebody's passwords
        Path sketch = Files.copy(BOARDS.resolve("boards").resolve(model).resolve("sketch/sketch.ino"),
                folder.resolve("sketch.cpp"));
        List<String> command = new ArrayList<>(List.of(compiler.toString(), "-std=gnu++11", "-g", "-Wall", "-Wextra",
                "-Werror", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-I", SHIM.toString(), "-I",
                LIBRARY.toString(), "-include", "Arduino.h", "-o", program.toString()));
        Stream.of(definitions).map("-D"::concat).forEach(command::add);
        Stream.of(sketch, LIBRARY.resolve("LibelluleMqtt.cpp"), LIBRARY.resolve("LibelluleNode.cpp"),
                SHIM.resolve("host.cpp")).map(Path::toString).forEach(command::add);
        Process build = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, build.waitFor(), said);
        return program;
    }

    /** Switches the board on; its network is there. */
    static HostSketch start(Path program, int port, String user, String password) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(Map.of("MQTT_PORT", Integer.toString(port), "MQTT_USER", user, "MQTT_PASSWORD",
                password));
        return new HostSketch(builder.start());
    }

    private void listen() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(this::heard);
        } catch (IOException | UncheckedIOException e) {
            heard("ended: " + e.getMessage());
        }
        over();
    }

    private synchronized void heard(String line) {
        String[] words = line.split(" ");
        if (words[0].equals("pin")) {
            pins.put(Integer.parseInt(words[1]), words[2].equals("1"));
        } else if (words[0].equals("at")) {
            answered++;
        } else {
            printed.add(line);
        }
        notifyAll();
    }

    private synchronized void over() {
        isOver = true;
        notifyAll();
    }

    /** Lets so much time go by for the sketch. */
    void advance(long millis) {
        order("advance " + millis);
    }

    /** What an analog input reads. */
    void setAnalog(int pin, int value) {
        order("analog %d %d".formatted(pin, value));
    }

    /** Whether there is a network; its connections do not survive that there is none. */
    void setNetwork(boolean isThere) {
        order("network " + (isThere ? 1 : 0));
    }

    private synchronized void order(String text) {
        try {
            process.getOutputStream().write((text + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the sketch has ended", e);
        }
        ordered++;
        assertTrue(await(() -> answered == ordered), () -> "the sketch does not answer; it printed " + printed);
    }

    synchronized void awaitPin(int pin, boolean level) {
        assertTrue(await(() -> pins.getOrDefault(pin, !level) == level), () -> "pins are " + pins);
    }

    synchronized boolean pin(int pin) {
        return pins.get(pin);
    }

    /** Waits until it has printed a line. */
    synchronized void awaitPrinted(String part) {
        assertTrue(await(() -> printed.stream().anyMatch(line -> line.contains(part))), () -> "it printed " + printed);
    }

    private boolean await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                long rest = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (rest <= 0 || isOver) {
                    return false;
                }
                wait(rest);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Takes its supply away. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
