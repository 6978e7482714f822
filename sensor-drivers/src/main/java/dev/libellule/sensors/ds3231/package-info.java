/**
 * Maxim DS3231: a clock that keeps time without power, and its temperature, over I2C; start at
 * {@link dev.libellule.sensors.ds3231.Ds3231}.
 *
 * <p>Sections are those of the datasheet 19-5170, revision 10.
 */
package dev.libellule.sensors.ds3231;
