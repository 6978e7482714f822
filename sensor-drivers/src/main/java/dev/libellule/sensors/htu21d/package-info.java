/**
 * TE HTU21D and Silicon Labs Si7020, Si7021: temperature and humidity over I2C; start at {@link dev.libellule.sensors.htu21d.Htu21d}.
 *
 * <p>Sections are those of the datasheet "HTU21D(F)", HPC199_6, and of "Si7021-A20", revision 1.3.
 */
package dev.libellule.sensors.htu21d;
