/**
 * Bosch BMP180, and its forerunner BMP085: temperature and pressure over I2C; start at {@link dev.libellule.sensors.bmp180.Bmp180}.
 *
 * <p>Sections are those of the datasheet BST-BMP180-DS000.
 */
package dev.libellule.sensors.bmp180;
