/**
 * Aosong AHT10, AHT20, AHT21: temperature and humidity over I2C; start at {@link dev.libellule.sensors.aht20.Aht20}.
 *
 * <p>Headings are those of Aosong's "AHT20 product manuals", A1, and of the "AHT10 technical manual", V1.0.
 */
package dev.libellule.sensors.aht20;
