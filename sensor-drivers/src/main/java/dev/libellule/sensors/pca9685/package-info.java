/**
 * NXP PCA9685: sixteen lines with pulses over I2C; start at {@link dev.libellule.sensors.pca9685.Pca9685}.
 *
 * <p>Sections are those of the datasheet PCA9685, revision 4.
 */
package dev.libellule.sensors.pca9685;
