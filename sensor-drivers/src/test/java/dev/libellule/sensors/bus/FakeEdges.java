package dev.libellule.sensors.bus;

/** Edges in memory. */
public final class FakeEdges implements EdgeLine {
    private final boolean[] risings = new boolean[4096];
    private final long[] nanos = new long[4096];
    private int head;
    private int tail;
    private boolean isRising;
    private long edgeNanos;
    private long lost;
    private boolean high;

    /** Adds an edge. */
    public void add(boolean rising, long atNanos) {
        risings[tail] = rising;
        nanos[tail] = atNanos;
        tail = tail + 1 & 4095;
    }

    /** Adds pulses: each a falling and a rising edge. */
    public void pulses(int count, long fromNanos, long everyNanos) {
        for (int i = 0; i < count; i++) {
            add(false, fromNanos + i * everyNanos);
            add(true, fromNanos + i * everyNanos + everyNanos / 2);
        }
    }

    /** Says that edges were lost. */
    public void lose(int count) {
        lost += count;
    }

    /** The level now. */
    public void setHigh(boolean isHigh) {
        high = isHigh;
    }

    @Override
    public boolean awaitEdge(long timeoutNanos) {
        if (head == tail) {
            return false;
        }
        isRising = risings[head];
        edgeNanos = nanos[head];
        head = head + 1 & 4095;
        return true;
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
        return high;
    }
}
