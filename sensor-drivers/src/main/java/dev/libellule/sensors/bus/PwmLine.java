package dev.libellule.sensors.bus;

/** A line with hardware pulses: LEDs that dim, servos, buzzers. Low until it is first set. Not thread-safe; nothing allocates. */
public interface PwmLine {
    /**
     * Changes the pulses.
     *
     * @param periodNanos from one rising edge to the next, 1 or more
     * @param dutyNanos how long the line is high in each period: 0 is always low, {@code periodNanos} always high
     */
    void set(long periodNanos, long dutyNanos);

    /** The period as read back; 0 before the first {@link #set}. */
    long periodNanos();

    /** The high part of a period as read back. */
    long dutyNanos();
}
