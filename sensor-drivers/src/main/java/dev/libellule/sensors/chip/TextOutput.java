package dev.libellule.sensors.chip;

import dev.libellule.device.node.Actuator;

/** What shows text: a display, or one line of it. As an actuator it is 1 while it shows some; {@code set(0)} clears it. One thread. */
public interface TextOutput extends Actuator {
    /**
     * Shows text in place of what was there. What does not fit is cut; what the display has no letter for is shown as near as it can.
     *
     * @param utf8 the text, whose lines end in {@code \n}; the caller's, not kept
     * @return {@link dev.libellule.device.node.SensorStatus#OK} or another of them
     */
    int show(byte[] utf8, int offset, int length);
}
