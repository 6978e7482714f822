package dev.libellule.gateway.serial;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many bytes the board can take now: never more than its buffer holds are on their way. Any thread.
 *
 * <p>Room comes back by the board's credit ({@code +32}), by its answer to a command, or, from a board that says neither, when it has
 * had the time to read them.
 */
final class SendWindow {
    /** A sketch that does nothing but listen reads its buffer within a few milliseconds; one that works takes longer. */
    static final long READ_MILLIS = 250;

    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by the lock
    private int capacity;
    private int underWay;
    private boolean givesCredit;
    private long sentNanos;

    /** What became of a wish to send. */
    enum Grant {
        /** Send it now. */
        GIVEN,
        /** Longer than the buffer of the board: never. */
        TOO_LONG,
        /** The board does not read. */
        NO_ROOM
    }

    SendWindow(int capacity) {
        this.capacity = capacity;
    }

    /** A board that has just started, or said hello: its buffer is empty. */
    void restart(int newCapacity, boolean byCredit) {
        lock.lock();
        try {
            capacity = newCapacity;
            givesCredit = byCredit;
            underWay = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The board has read so many bytes. */
    void credit(int bytes) {
        lock.lock();
        try {
            underWay = Math.max(0, underWay - bytes);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The board has answered: it has read all that was sent before. */
    void answered() {
        lock.lock();
        try {
            underWay = givesCredit ? underWay : 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the board can take so many bytes, and counts them as sent. */
    Grant take(int bytes, long timeoutMillis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lock();
        try {
            if (bytes > capacity) {
                return Grant.TOO_LONG;
            }
            while (underWay + bytes > capacity) {
                long now = System.nanoTime();
                long readAt = sentNanos + TimeUnit.MILLISECONDS.toNanos(READ_MILLIS);
                if (!givesCredit && now - readAt >= 0) {
                    underWay = 0;
                } else if (now - deadline >= 0) {
                    return Grant.NO_ROOM;
                } else {
                    changed.awaitNanos((givesCredit ? deadline : Math.min(deadline, readAt)) - now);
                }
            }
            underWay += bytes;
            sentNanos = System.nanoTime();
            return Grant.GIVEN;
        } finally {
            lock.unlock();
        }
    }
}
