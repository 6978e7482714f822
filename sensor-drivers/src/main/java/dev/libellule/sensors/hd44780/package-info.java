/**
 * Text displays with an HD44780 behind a PCF8574, 16x2 and 20x4; start at {@link dev.libellule.sensors.hd44780.Hd44780}.
 *
 * <p>Pages are those of the datasheet HD44780U, ADE-207-272(Z), revision 0.0.
 */
package dev.libellule.sensors.hd44780;
