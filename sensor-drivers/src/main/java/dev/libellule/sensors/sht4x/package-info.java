/**
 * Sensirion SHT40, SHT41, SHT45: temperature and humidity over I2C; start at {@link dev.libellule.sensors.sht4x.Sht4x}.
 *
 * <p>Sections and tables are those of the datasheet "SHT4x", version 6.
 */
package dev.libellule.sensors.sht4x;
