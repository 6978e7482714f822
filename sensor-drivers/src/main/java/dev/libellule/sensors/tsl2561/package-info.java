/**
 * TAOS (ams) TSL2561: light over I2C; start at {@link dev.libellule.sensors.tsl2561.Tsl2561}.
 *
 * <p>Pages are those of the datasheet TAOS059N, March 2009.
 */
package dev.libellule.sensors.tsl2561;
