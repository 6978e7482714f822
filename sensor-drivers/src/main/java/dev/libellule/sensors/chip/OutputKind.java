package dev.libellule.sensors.chip;

/** What an output does with the number it is given, in {@code as:} of a board file. */
public enum OutputKind {
    /** 0 is off, 1 is on. */
    SWITCH(1),
    /** 0 to 100 percent. */
    DIMMER(100),
    /** 0 to 180 degrees. */
    SERVO(180),
    /** 0 is silent, else hertz. */
    TONE(20_000),
    /** 0xRRGGBB. */
    RGB(0xFF_FFFF),
    /** Shows text: a {@link dev.libellule.device.node.TextActuator}. */
    TEXT(1);

    private final int maximum;

    OutputKind(int maximum) {
        this.maximum = maximum;
    }

    /** The largest value of {@link dev.libellule.device.node.Actuator#set}; the smallest is 0, off. */
    public int maximum() {
        return maximum;
    }
}
