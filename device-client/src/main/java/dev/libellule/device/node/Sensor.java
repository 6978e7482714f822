package dev.libellule.device.node;

/**
 * What measures: one chip, with all the quantities it gives in one sample.
 *
 * <p>A sensor has one owner, on one thread. Its driver implements this port; the node publishes what it gives.
 */
public interface Sensor {
    /** How many quantities one sample gives; the same for the life of the sensor. */
    int quantityCount();

    /**
     * Describes one quantity.
     *
     * @param index 0 to {@link #quantityCount()} - 1
     */
    Quantity quantity(int index);

    /**
     * Takes one sample. Blocks for the transfers and the chip's conversion time; allocates nothing.
     *
     * @param values overwritten with one fixed-point integer a quantity, in units of the last decimal of {@link #quantity(int)}
     * @return {@link SensorStatus#OK} or a negative {@link SensorStatus}; then the values mean nothing
     */
    int sample(int[] values);
}
