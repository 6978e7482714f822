/**
 * Bosch BME280: temperature, humidity and pressure over I2C; start at {@link dev.libellule.sensors.bme280.Bme280}. And BMP280, which is
 * the same without humidity: {@link dev.libellule.sensors.bme280.Bmp280}.
 *
 * <p>Sections are those of the datasheets BST-BME280-DS002 and BST-BMP280-DS001.
 */
package dev.libellule.sensors.bme280;
