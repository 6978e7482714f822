/**
 * Sensirion SHT30, SHT31, SHT35: temperature and humidity over I2C; start at {@link dev.libellule.sensors.sht3x.Sht3x}.
 *
 * <p>Sections and tables are those of the datasheet "SHT3x-DIS", version 7.
 */
package dev.libellule.sensors.sht3x;
