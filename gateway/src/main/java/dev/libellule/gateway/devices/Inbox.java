package dev.libellule.gateway.devices;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * What a node's thread is to do next, handed over by any thread. Handing over allocates nothing, once it has grown to its size; hence
 * a monitor, and not a {@code ReentrantLock}, which makes an object for each thread that has to wait.
 */
final class Inbox {
    private Runnable[] tasks = new Runnable[64];
    private int head;
    private int count;

    synchronized void add(Runnable task) {
        if (count == tasks.length) {
            grow();
        }
        tasks[(head + count++) % tasks.length] = task;
        notify();
    }

    synchronized int size() {
        return count;
    }

    private void grow() {
        Runnable[] larger = Arrays.copyOfRange(tasks, head, head + tasks.length * 2);
        System.arraycopy(tasks, 0, larger, tasks.length - head, head);
        Arrays.fill(larger, count, larger.length, null);
        tasks = larger;
        head = 0;
    }

    /** The next task, waiting for one; null when the time is over. One thread. */
    synchronized Runnable poll(long timeoutMillis) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (count == 0) {
            long leftNanos = deadlineNanos - System.nanoTime();
            if (leftNanos <= 0) {
                return null;
            }
            wait(TimeUnit.NANOSECONDS.toMillis(leftNanos) + 1);
        }
        Runnable task = tasks[head];
        tasks[head] = null;
        head = (head + 1) % tasks.length;
        count--;
        return task;
    }
}
