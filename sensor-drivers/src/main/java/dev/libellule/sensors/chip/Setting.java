package dev.libellule.sensors.chip;

/**
 * A number that a board file may give for a chip, because the chip cannot know it: the value of a resistor, pulses in a litre.
 *
 * @param name the key, with its unit last: {@code shunt-milliohms}
 * @param standard the value where the board file says nothing
 */
public record Setting(String name, int standard, int minimum, int maximum) {}
