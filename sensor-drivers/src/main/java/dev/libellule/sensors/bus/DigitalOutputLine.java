package dev.libellule.sensors.bus;

/** A line that is driven, and read back. Not thread-safe; nothing allocates. */
public interface DigitalOutputLine extends DigitalLine {
    /** Drives the line. */
    void set(boolean high);
}
