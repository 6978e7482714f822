/**
 * Bosch BME680 and BME688: temperature, humidity, pressure and the resistance of a heated gas sensor, over I2C; start at
 * {@link dev.libellule.sensors.bme680.Bme680}.
 *
 * <p>Sections are those of the datasheets BST-BME680-DS001 and BST-BME688-DS000.
 */
package dev.libellule.sensors.bme680;
