package dev.libellule.gateway.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.tinylog.Logger;

/**
 * What a long-running command has started, in order, and its end: on Ctrl-C or SIGTERM everything is closed in the opposite order and
 * the process ends with status 0.
 */
final class Lifetime implements AutoCloseable {
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Thread hook = new Thread(this::signalled, "shutdown");

    /** From here on, Ctrl-C and SIGTERM end in order. */
    Lifetime() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Notes something to be closed at the end. */
    synchronized <T extends AutoCloseable> T add(T part) {
        started.push(part);
        return part;
    }

    /** Waits for the end, on the command's thread. */
    int await() throws InterruptedException {
        new CountDownLatch(1).await();
        return Main.OK;
    }

    private void signalled() {
        closeAll();
        Runtime.getRuntime().halt(Main.OK); // else the JVM would say 130 or 143: the user's wish is no failure
    }

    /** The command ends by itself, because something failed: its own status counts. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the signal came first, and closes everything
        }
        closeAll();
    }

    private synchronized void closeAll() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                Logger.error(e, "{} did not end in order", part.getClass().getSimpleName());
            }
        }
    }
}
