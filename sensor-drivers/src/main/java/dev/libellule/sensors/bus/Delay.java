package dev.libellule.sensors.bus;

/**
 * Waiting for a chip: its conversion, its start. In tests and in the simulator it moves the time on instead.
 *
 * <p>Allocates nothing.
 */
public interface Delay {
    /** Waits on this machine's clock. */
    Delay REAL = new ParkingDelay();

    /**
     * Waits at least so long.
     *
     * @return false when the thread is to end: give up the sample
     */
    boolean millis(int millis);
}
