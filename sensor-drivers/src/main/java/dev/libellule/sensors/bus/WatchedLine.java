package dev.libellule.sensors.bus;

/**
 * What a driver makes of a {@link DigitalLine}: a button, a door, a motion detector, which is active or not. Polled by its owner;
 * nothing allocates. One thread.
 */
public interface WatchedLine {
    /**
     * Looks at the line.
     *
     * @param nowMillis any clock; it may wrap
     * @return true when {@link #isActive} has changed, and at the first call
     */
    boolean poll(int nowMillis);

    /** The state that counts; what it means, the driver says. */
    boolean isActive();
}
