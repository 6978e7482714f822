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
    private final CountDownLatch over = new CountDownLatch(1);

    /** Notes something to be closed at the end. */
    synchronized <T extends AutoCloseable> T add(T part) {
        started.push(part);
        return part;
    }

    /** Waits for the end, on the command's thread. */
    int await() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            close();
            over.countDown();
            Runtime.getRuntime().halt(Main.OK); // else the JVM would say 130 or 143: the user's wish is no failure
        }, "shutdown"));
        over.await();
        return Main.OK;
    }

    @Override
    public synchronized void close() {
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
