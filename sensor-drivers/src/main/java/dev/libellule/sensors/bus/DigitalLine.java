package dev.libellule.sensors.bus;

/** A line that is read: a pin, by its BCM number on a Pi. Not thread-safe; nothing allocates. */
public interface DigitalLine {
    /** The level at the pin now; of an output, as read back. */
    boolean isHigh();
}
