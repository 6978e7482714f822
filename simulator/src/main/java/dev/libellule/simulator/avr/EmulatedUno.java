package dev.libellule.simulator.avr;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The firmware of an Arduino Uno, running in simavr at the speed of the wall clock, with its serial line on a pty.
 *
 * <p>What a test asks about pins comes from inside the emulated chip, not from the line. Any thread may call.
 */
public final class EmulatedUno implements AutoCloseable {
    private static final Path BUILD = Path.of("tools", "build-avr");
    private static final Path OUT = Path.of("simulator", "target", "avr");
    private static final int PINS = 14;
    private static final long START_SECONDS = 15;
    private static final long END_SECONDS = 5;

    private final Path line;
    private final Process process;
    private final boolean[] pins = new boolean[PINS]; // guarded by this, as are the next two
    private boolean isReady;
    private boolean isOver;

    private EmulatedUno(Path line, Process process) {
        this.line = line;
        this.process = process;
        Thread.ofVirtual().name("emulated uno").start(this::listen);
    }

    /**
     * Builds the sketch and the emulator where they are not built yet.
     *
     * @return empty, or one line that says why no Uno can be emulated here and which Debian packages are missing
     */
    public static String obstacle() {
        Path home = home();
        try {
            Process build = new ProcessBuilder(home.resolve(BUILD).toString()).redirectErrorStream(true).start();
            build.getOutputStream().close();
            String output = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return build.waitFor() == 0 ? "" : output;
        } catch (IOException e) {
            return "cannot run " + BUILD + ": " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /**
     * Switches a board on; when this returns, its line can be opened. {@link #obstacle} must have been empty.
     *
     * @param line becomes a link to the pty of its serial line; the folder exists
     */
    public static EmulatedUno start(Path line) {
        Path out = home().resolve(OUT);
        List<String> command = List.of(out.resolve("uno").toString(), out.resolve("libellule-uno.elf").toString(),
                line.toString());
        try {
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            EmulatedUno uno = new EmulatedUno(line, process);
            if (!uno.awaitReady()) {
                uno.kill();
                throw new IllegalStateException("the emulated Uno did not start: " + String.join(" ", command));
            }
            return uno;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of the project: the nearest one, from the current folder upwards, with the build script. */
    private static Path home() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve(BUILD))) {
                return folder;
            }
        }
        throw new IllegalStateException("there is no %s in %s or above it; start this inside the project"
                .formatted(BUILD, Path.of("").toAbsolutePath()));
    }

    /** Path of its serial line. */
    public Path line() {
        return line;
    }

    private void listen() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                heard(text);
            }
        } catch (IOException e) {
            heard("ended"); // the pipe broke because the process is gone
        }
        over();
    }

    private synchronized void heard(String text) {
        String[] words = text.split(" ");
        if (words[0].equals("ready")) {
            isReady = true;
        } else if (words[0].equals("pin") && words.length == 3) {
            pins[Integer.parseInt(words[1])] = words[2].equals("1");
        }
        notifyAll();
    }

    private synchronized void over() {
        isOver = true;
        notifyAll();
    }

    private synchronized boolean awaitReady() {
        return await(() -> isReady, Duration.ofSeconds(START_SECONDS));
    }

    /** The level of a pin inside the chip; 13 is the LED. */
    public synchronized boolean pin(int number) {
        return pins[number];
    }

    /**
     * Waits until a pin inside the chip has a level.
     *
     * @return false if that did not happen in time
     */
    public synchronized boolean awaitPin(int number, boolean level, Duration timeout) {
        return await(() -> pins[number] == level, timeout);
    }

    private synchronized boolean await(BooleanSupplier condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
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

    /**
     * Puts a voltage on an analog pin.
     *
     * @param channel 0 to 5 for A0 to A5
     * @param millivolts 0 to 5000
     */
    public synchronized void setMillivolts(int channel, int millivolts) {
        try {
            process.getOutputStream()
                    .write("adc %d %d\n".formatted(channel, millivolts).getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the emulated Uno is gone", e);
        }
    }

    /** Stops its clock: the line stays open and says nothing. {@link #thaw} ends that. */
    public void freeze() {
        signal("-STOP");
    }

    public void thaw() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", name, Long.toString(process.pid())).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes it off the line at once, as pulling the cable would; a link to nowhere stays behind. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
