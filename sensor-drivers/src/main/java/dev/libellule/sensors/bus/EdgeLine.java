package dev.libellule.sensors.bus;

/**
 * A line whose changes are noted by the kernel, with the time at which they came. Not thread-safe; nothing allocates.
 *
 * <p>Edges wait in a buffer, the kernel's of 1024, so that a driver may look once a second and miss none:
 *
 * <pre>
 *   while (line.awaitEdge(0)) {
 *       pulses++;
 *   }
 * </pre>
 */
public interface EdgeLine extends DigitalLine {
    /**
     * Takes the next edge, waiting for one if there is none.
     *
     * @param timeoutNanos 0 does not wait
     * @return false when the time was over, or the thread is interrupted; else {@link #isRising} and {@link #edgeNanos} tell of it
     */
    boolean awaitEdge(long timeoutNanos);

    /** Whether the edge taken last went from low to high. */
    boolean isRising();

    /** When the edge taken last came, in nanoseconds of the kernel's monotonic clock: for differences only. */
    long edgeNanos();

    /** Edges that the buffer had no room for, since the line was opened. */
    long edgesLost();

    /** Forgets the edges that wait, so that the next one is new. */
    default void forgetEdges() {
        while (awaitEdge(0)) {
            // each call drops one
        }
    }
}
