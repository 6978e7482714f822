/**
 * TI TMP102 and TMP112: temperature over I2C; start at {@link dev.libellule.sensors.tmp102.Tmp102}.
 *
 * <p>Sections are those of the datasheet SBOS397, revision H.
 */
package dev.libellule.sensors.tmp102;
