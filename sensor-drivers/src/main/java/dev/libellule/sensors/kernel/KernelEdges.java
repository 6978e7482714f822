package dev.libellule.sensors.kernel;

import com.pi4j.io.exception.IOException;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.bus.EdgeLine;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;

/**
 * The edges of one line, read from the kernel many at a time:
 *
 * <pre>
 *   gpio_v2_line_event: 0 timestamp_ns | 8 id | 12 offset | 16 seqno | 20 line_seqno | 24 padding[6]     48 bytes
 *   pollfd:             0 fd | 4 events | 6 revents
 * </pre>
 */
final class KernelEdges implements EdgeLine {
    static final int SIZE_OF_EVENT = 48;
    static final int EVENT_RISING_EDGE = 1;
    private static final int EVENTS_AT_ONCE = 64;
    private static final short POLLIN = 1;
    /** So often a thread that waits looks whether it is to end. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Kernel kernel;
    private final int fd;
    private final DigitalLine level;
    private final MemorySegment events;
    private final MemorySegment descriptor;
    private int count;
    private int next;
    private boolean isRising;
    private long edgeNanos;
    private int lastNumber;
    private long lost;

    KernelEdges(Kernel kernel, int fd, Arena arena, DigitalLine level) {
        this.kernel = kernel;
        this.fd = fd;
        this.level = level;
        events = arena.allocate((long) SIZE_OF_EVENT * EVENTS_AT_ONCE, 8);
        descriptor = arena.allocate(8, 8);
        descriptor.set(ValueLayout.JAVA_INT, 0, fd);
        descriptor.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
    }

    @Override
    public boolean awaitEdge(long timeoutNanos) {
        if (next == count && !fill(timeoutNanos)) {
            return false;
        }
        long at = (long) next++ * SIZE_OF_EVENT;
        edgeNanos = events.get(ValueLayout.JAVA_LONG, at);
        isRising = events.get(ValueLayout.JAVA_INT, at + 8) == EVENT_RISING_EDGE;
        int number = events.get(ValueLayout.JAVA_INT, at + 20);
        lost += Integer.toUnsignedLong(number - lastNumber - 1); // numbered from 1; the kernel counts those without room too
        lastNumber = number;
        return true;
    }

    private boolean fill(long timeoutNanos) {
        long deadline = System.nanoTime() + timeoutNanos;
        while (true) {
            long left = Math.min(deadline - System.nanoTime(), SLICE_NANOS);
            int millis = left <= 0 || timeoutNanos == 0 ? 0 : (int) TimeUnit.NANOSECONDS.toMillis(left + 999_999);
            int status = kernel.poll(descriptor, millis);
            if (status > 0) {
                int length = check(kernel.read(fd, events, SIZE_OF_EVENT * EVENTS_AT_ONCE));
                count = length / SIZE_OF_EVENT;
                next = 0;
                return count > 0;
            }
            if (status < 0 && status != -Errno.EINTR) {
                check(status);
            }
            if (timeoutNanos == 0 || deadline - System.nanoTime() <= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
        }
    }

    private static int check(int status) {
        if (status < 0) {
            throw new IOException("reading edges: " + Errno.explain(-status));
        }
        return status;
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
        return level.isHigh();
    }
}
