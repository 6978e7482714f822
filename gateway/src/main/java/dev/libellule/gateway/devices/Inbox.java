package dev.libellule.gateway.devices;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What a node's thread is to do next, handed over by any thread. Handing over allocates nothing, once it has grown to its size. */
final class Inbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private Runnable[] tasks = new Runnable[64];
    private int head;
    private int count;

    void add(Runnable task) {
        lock.lock();
        try {
            if (count == tasks.length) {
                grow();
            }
            tasks[(head + count++) % tasks.length] = task;
            added.signal();
        } finally {
            lock.unlock();
        }
    }

    private void grow() {
        Runnable[] larger = Arrays.copyOfRange(tasks, head, head + tasks.length * 2);
        System.arraycopy(tasks, 0, larger, tasks.length - head, head);
        Arrays.fill(larger, count, larger.length, null);
        tasks = larger;
        head = 0;
    }

    /** The next task, waiting for one; null when the time is over. */
    Runnable poll(long timeoutMillis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (count == 0) {
                if (left <= 0) {
                    return null;
                }
                left = added.awaitNanos(left);
            }
            Runnable task = tasks[head];
            tasks[head] = null;
            head = (head + 1) % tasks.length;
            count--;
            return task;
        } finally {
            lock.unlock();
        }
    }
}
