package dev.libellule.simulator.line;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;

/**
 * A board on a serial line that behaves as an Uno with our sketch does, with all its bad manners: it starts anew when its port is opened,
 * its boot loader babbles, it is deaf while it boots, and of what comes faster than it reads it keeps as much as its buffer holds.
 *
 * <p>Prints {@code T:22.5} and obeys {@code !led 1 #17}. A thread of its own; figures may be read by any.
 */
public final class SimulatedUno implements AutoCloseable {
    private static final int BUSY_MILLIS = 20; // it reads its buffer so often
    private static final int CLOSE_MILLIS = 5_000;

    private final PseudoTerminal terminal = new PseudoTerminal();
    private final Behaviour behaviour;
    private final DoubleSupplier temperature;
    private final SplittableRandom random;
    private final Thread thread;
    private final StringBuilder line = new StringBuilder();
    private volatile boolean isClosing;
    private volatile boolean isOpen;
    private volatile boolean isLit;
    private volatile int boots;
    private volatile int dropped;
    private long bootedMillis;
    private long printedMillis;

    /**
     * How it behaves.
     *
     * @param isResetOnOpen whether opening its port starts it anew, as DTR does on an Uno
     * @param bootMillis how long it is deaf then
     * @param isNoisy whether its boot loader babbles
     * @param bufferBytes what its buffer holds, 64 on an Uno
     * @param everyMillis between two lines
     */
    public record Behaviour(boolean isResetOnOpen, int bootMillis, boolean isNoisy, int bufferBytes, int everyMillis) {
        /** An Uno as it is: 1.6 s of boot loader, 64 bytes, a line a second. */
        public static final Behaviour UNO = new Behaviour(true, 1_600, true, 64, 1_000);
    }

    /** Starts one. */
    public SimulatedUno(Behaviour behaviour, DoubleSupplier temperature, long seed) {
        this.behaviour = behaviour;
        this.temperature = temperature;
        random = new SplittableRandom(seed);
        thread = Thread.ofPlatform().name("simulated uno").daemon().start(this::run);
    }

    /** The port to open. */
    public Path port() {
        return terminal.path();
    }

    /** Whether a program has its port open, as far as it has noticed. */
    public boolean isOpen() {
        return isOpen;
    }

    public boolean isLit() {
        return isLit;
    }

    /** How often it has started. */
    public int boots() {
        return boots;
    }

    /** Bytes that found no room in its buffer. */
    public int dropped() {
        return dropped;
    }

    private static long nowMillis() {
        return System.nanoTime() / 1_000_000;
    }

    private void run() {
        boolean wasOpen = false;
        boot();
        while (!isClosing) {
            isOpen = terminal.await(BUSY_MILLIS);
            if (isOpen && !wasOpen && behaviour.isResetOnOpen()) {
                boot();
            }
            wasOpen = isOpen;
            if (!isOpen) {
                pause(); // the far end is closed: poll returns at once
            } else {
                turn();
            }
        }
        terminal.close();
    }

    private static void pause() {
        LockSupport.parkNanos(BUSY_MILLIS * 1_000_000L);
    }

    private void boot() {
        boots++;
        isLit = false;
        line.setLength(0);
        bootedMillis = nowMillis() + behaviour.bootMillis();
        printedMillis = bootedMillis;
        if (behaviour.isNoisy()) {
            byte[] noise = new byte[8 + random.nextInt(24)];
            random.nextBytes(noise);
            terminal.write(noise);
        }
    }

    private void turn() {
        byte[] came = terminal.read();
        if (nowMillis() < bootedMillis) {
            return; // the boot loader has taken it
        }
        int kept = Math.min(came.length, behaviour.bufferBytes());
        dropped += came.length - kept;
        for (int i = 0; i < kept; i++) {
            receive((char) (came[i] & 0xFF));
        }
        if (nowMillis() - printedMillis >= behaviour.everyMillis()) {
            printedMillis = nowMillis();
            say(String.format(Locale.ROOT, "T:%.1f", temperature.getAsDouble()));
        }
        pause(); // it has something else to do, and its buffer fills
    }

    private void receive(char c) {
        if (c == '\n') {
            obey(line.toString());
            line.setLength(0);
        } else if (c != '\r' && line.length() < behaviour.bufferBytes()) {
            line.append(c);
        }
    }

    /** {@code !led 1 #17} is answered with {@code =led 1 #17}. */
    private void obey(String command) {
        String[] words = command.split(" ");
        if (words.length < 2 || !words[0].equals("!led")) {
            return;
        }
        switch (words[1]) {
            case "1" -> isLit = true;
            case "0" -> isLit = false;
            case "?" -> {
                /* only asks */ }
            default -> {
                return;
            }
        }
        say("=led " + (isLit ? 1 : 0) + (words.length > 2 ? " " + words[2] : ""));
    }

    private void say(String text) {
        terminal.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        isClosing = true;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
