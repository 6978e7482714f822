/**
 * Solomon Systech SSD1306: a display of 128 x 64 or 128 x 32 pixels over I2C; start at {@link dev.libellule.sensors.ssd1306.Ssd1306}.
 *
 * <p>Sections are those of the datasheet SSD1306, revision 1.1.
 */
package dev.libellule.sensors.ssd1306;
