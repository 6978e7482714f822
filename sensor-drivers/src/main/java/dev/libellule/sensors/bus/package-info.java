/**
 * The bus ports that drivers are written against: {@link dev.libellule.sensors.bus.I2cTarget}, digital lines.
 *
 * <p>Small enough to be kept by a Pi, by the simulator and by a microcontroller. No call allocates. Imports nothing.
 */
package dev.libellule.sensors.bus;
