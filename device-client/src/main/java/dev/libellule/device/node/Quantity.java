package dev.libellule.device.node;

/** One thing that a sensor measures: its name, unit, resolution and range. Immutable. */
public final class Quantity {
    private final String name;
    private final String unit;
    private final int decimals;
    private final int minimum;
    private final int maximum;

    /**
     * Describes a quantity.
     *
     * @param name lower case, such as {@code temperature}; the word that board files use
     * @param unit as it is shown, such as {@code °C}; empty for a bare number or a state
     * @param decimals digits after the point, 0 to 9: the value 2250 with 2 decimals is 22.50
     * @param minimum smallest value that the chip can give, fixed-point
     * @param maximum largest value that the chip can give, fixed-point
     */
    public Quantity(String name, String unit, int decimals, int minimum, int maximum) {
        this.name = name;
        this.unit = unit;
        this.decimals = decimals;
        this.minimum = minimum;
        this.maximum = maximum;
    }

    public String name() {
        return name;
    }

    public String unit() {
        return unit;
    }

    public int decimals() {
        return decimals;
    }

    public int minimum() {
        return minimum;
    }

    public int maximum() {
        return maximum;
    }
}
