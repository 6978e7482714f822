/**
 * Vishay VEML7700: light over I2C; start at {@link dev.libellule.sensors.veml7700.Veml7700}.
 *
 * <p>Tables are those of the datasheet 84286, revision 1.8; the application note is 84323, "Designing the VEML7700 Into an
 * Application".
 */
package dev.libellule.sensors.veml7700;
