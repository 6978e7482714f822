/**
 * Bosch BME280: temperature, humidity and pressure over I2C; start at {@link dev.libellule.sensors.bme280.Bme280}.
 *
 * <p>Sections are those of the datasheet BST-BME280-DS002.
 */
package dev.libellule.sensors.bme280;
