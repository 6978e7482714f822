/**
 * NXP PCF8574 and PCF8574A: eight lines over I2C; start at {@link dev.libellule.sensors.pcf8574.Pcf8574}.
 *
 * <p>Sections are those of the datasheet PCF8574_PCF8574A, revision 5.
 */
package dev.libellule.sensors.pcf8574;
