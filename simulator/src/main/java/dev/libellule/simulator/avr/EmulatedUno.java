package dev.libellule.simulator.avr;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
    /** The sketch of the Arduino Uno's own folder, with the board file. */
    public static final String USUAL_SKETCH = "libellule-uno";
    private static final int PINS = 14;
    private static final long START_SECONDS = 15;
    private static final long END_SECONDS = 5;

    private final Path line;
    private final Process process;
    private final boolean[] pins = new boolean[PINS]; // guarded by this, as are the next three
    private boolean isReady;
    private boolean isOver;
    private Count count; // null: not asked for, or not said yet

    /**
     * What a board has printed.
     *
     * @param lines ended by a line feed
     * @param whole those of them that reached the line as they were printed, with the line feed before them
     */
    public record Count(long lines, long whole) {}

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
        return start(line, USUAL_SKETCH);
    }

    /**
     * Switches a board with another sketch on.
     *
     * @param sketch a folder of {@code board-configs/boards/arduino-uno}, or an example of {@code board-configs/arduino/Libellule}
     * @param name put into the EEPROM; none leaves that empty
     */
    public static EmulatedUno start(Path line, String sketch, String... name) {
        Path out = home().resolve(OUT);
        List<String> command = new ArrayList<>(
                List.of(out.resolve("uno").toString(), out.resolve(sketch + ".elf").toString(), line.toString()));
        command.addAll(List.of(name));
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
        } else if (words[0].equals("counted")) {
            count = new Count(Long.parseLong(words[1]), Long.parseLong(words[2]));
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
    public void setMillivolts(int channel, int millivolts) {
        order("adc %d %d".formatted(channel, millivolts));
    }

    private synchronized void order(String text) {
        try {
            process.getOutputStream().write((text + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the emulated Uno is gone", e);
        }
    }

    /** Stops its clock: the line stays open and says nothing. {@link #thaw} ends that. */
    public void freeze() {
        order("freeze");
    }

    public void thaw() {
        order("thaw");
    }

    /** Presses the reset button. */
    public void reset() {
        order("reset");
    }

    /**
     * Makes its cable a bad one.
     *
     * @param perMille of a thousand bytes of the board, so many reach the line with a bit turned over
     */
    public void breakBytes(int perMille) {
        order("break " + perMille);
    }

    /** Puts noise on the line, as at power-on. */
    public void noise(int bytes) {
        order("noise " + bytes);
    }

    /** Loses the next bytes of the board: half a line. */
    public void drop(int bytes) {
        order("drop " + bytes);
    }

    /** Freezes it at the end of a line, and says what it has printed; {@link #thaw} lets it go on. */
    public synchronized Count count(Duration timeout) {
        count = null;
        order("count");
        if (!await(() -> count != null, timeout)) {
            throw new IllegalStateException("the emulated Uno prints no line");
        }
        return count;
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
        process.onExit().completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
    }
}
