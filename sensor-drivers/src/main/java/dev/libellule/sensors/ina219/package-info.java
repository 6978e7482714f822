/**
 * TI INA219: voltage, current and power of a direct current over I2C; start at {@link dev.libellule.sensors.ina219.Ina219}.
 *
 * <p>Sections are those of the datasheet SBOS448, revision G.
 */
package dev.libellule.sensors.ina219;
