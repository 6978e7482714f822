/**
 * LM75, LM75A, LM75B and their many copies: temperature over I2C; start at {@link dev.libellule.sensors.lm75.Lm75}.
 *
 * <p>Sections are those of NXP's datasheet "LM75B", revision 6.1; TI's LM75A has the same registers with fewer bits.
 */
package dev.libellule.sensors.lm75;
