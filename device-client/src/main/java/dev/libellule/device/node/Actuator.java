package dev.libellule.device.node;

/**
 * What acts: a lamp, a relay, a motor. It is told a value and answers with the one that is measured.
 *
 * <p>An actuator has one owner, on one thread. Its driver implements this port.
 */
public interface Actuator {
    /**
     * Drives the output. Allocates nothing.
     *
     * @param value 0 is off, 1 is on; dimmers and servos say their own range
     * @return {@link SensorStatus#OK}, or a negative {@link SensorStatus} when the output could not be driven
     */
    int set(int value);

    /** The state as read back from the hardware, in the units of {@link #set}; not what was asked for. */
    int measured();
}
