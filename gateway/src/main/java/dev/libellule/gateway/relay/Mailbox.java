package dev.libellule.gateway.relay;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** What other threads have for the relay's, and its sleep: {@link #add} from any thread, all else on the relay's. */
final class Mailbox {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Runnable> now = new ArrayDeque<>();
    private final AtomicBoolean isAsleep = new AtomicBoolean();
    private volatile Thread owner;
    /** Who sleeps in the network; null for nobody. */
    private volatile Upstream sleeper;

    /** Takes a task, and wakes the relay's thread if it sleeps. */
    void add(Runnable task) {
        tasks.add(task);
        if (isAsleep.compareAndSet(true, false)) {
            Upstream in = sleeper;
            if (in != null) {
                in.wakeup();
            } else {
                LockSupport.unpark(owner);
            }
        }
    }

    /** Ends a sleep without a task. Any thread. */
    void unpark() {
        LockSupport.unpark(owner);
    }

    /** Does what is there now. */
    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            now.add(task);
        }
        while (!now.isEmpty()) {
            now.poll().run();
        }
    }

    /**
     * Sleeps until a task or the network wakes it, or the time is over.
     *
     * @param in waits for its network too; may be null
     */
    void sleep(Upstream in, long nanos) {
        if (nanos <= 0) {
            if (in != null) {
                in.await(0);
            }
            return;
        }
        owner = Thread.currentThread();
        sleeper = in;
        isAsleep.set(true);
        if (tasks.isEmpty()) {
            if (in != null) {
                in.await(nanos);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        }
        isAsleep.set(false);
    }
}
