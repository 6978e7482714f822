package dev.libellule.simulator;

/** What can be wrong with a chip on the 1-Wire bus. */
public enum OneWireFault {
    NONE,
    /** Its supply is too weak for a conversion: it starts anew each time, and shows 85 degrees with a right check sum. */
    POWER_ON,
    /** A bit of the temperature is turned round on the way. */
    BROKEN_BIT,
    /** The data line is at ground: all zeroes, whose check sum is right. */
    SHORTED,
    /** Nothing pulls the line down: all ones, which some libraries make -127 degrees of. */
    SILENT,
    /** The kernel has taken its folder away. */
    UNPLUGGED
}
