package dev.libellule.simulator;

import dev.libellule.sensors.bus.EdgeLine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Edges of one pin in a ring as large as the kernel's. */
final class SimulatedEdges implements EdgeLine {
    private static final int ROOM = 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final BooleanSupplier level;
    private final long debounceNanos;
    private final boolean[] risings = new boolean[ROOM];
    private final long[] nanos = new long[ROOM];
    private int head;
    private int count;
    private long lost;
    private boolean isRising;
    private long edgeNanos;

    SimulatedEdges(int debounceMicros, BooleanSupplier level) {
        this.debounceNanos = TimeUnit.MICROSECONDS.toNanos(debounceMicros);
        this.level = level;
    }

    /** Notes an edge; one that is taken back within the debounce time was none. */
    void add(boolean rising, long atNanos) {
        lock.lock();
        try {
            int last = (head + count + ROOM - 1) % ROOM;
            if (count > 0 && debounceNanos > 0 && atNanos - nanos[last] < debounceNanos) {
                count--;
            } else if (count == ROOM) {
                lost++;
            } else {
                int at = (head + count) % ROOM;
                risings[at] = rising;
                nanos[at] = atNanos;
                count++;
                added.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitEdge(long timeoutNanos) {
        lock.lock();
        try {
            long left = timeoutNanos;
            while (count == 0) {
                if (left <= 0) {
                    return false;
                }
                left = added.awaitNanos(left);
            }
            isRising = risings[head];
            edgeNanos = nanos[head];
            head = (head + 1) % ROOM;
            count--;
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isRising() {
        return isRising;
    }

    @Override
    public long edgeNanos() {
        return edgeNanos;
    }

    @Override
    public long edgesLost() {
        return lost;
    }

    @Override
    public boolean isHigh() {
        return level.getAsBoolean();
    }
}
