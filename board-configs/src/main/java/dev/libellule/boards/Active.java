package dev.libellule.boards;

/** The level of a pin that means on, or that an input publishes as {@code 1}. */
public enum Active {
    HIGH, LOW;

    /** The number in the settings of a chip that says so. */
    static final String SETTING = "active-low";

    static Active ofSetting(int value) {
        return value == 0 ? HIGH : LOW;
    }
}
