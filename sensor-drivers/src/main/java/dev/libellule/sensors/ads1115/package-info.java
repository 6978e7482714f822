/**
 * Texas Instruments ADS1115 and ADS1015: four voltages over I2C; start at {@link dev.libellule.sensors.ads1115.Ads1115}.
 *
 * <p>Sections are those of the datasheets SBAS444D (ADS111x) and SBAS473E (ADS101x), which number them alike.
 */
package dev.libellule.sensors.ads1115;
