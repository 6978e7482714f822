/**
 * Sensirion SCD40, SCD41, SCD43: carbon dioxide, temperature and humidity over I2C; start at {@link dev.libellule.sensors.scd4x.Scd4x}.
 *
 * <p>Sections are those of the datasheet "SCD4x", version 1.
 */
package dev.libellule.sensors.scd4x;
