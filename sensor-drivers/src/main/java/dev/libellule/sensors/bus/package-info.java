/**
 * The bus ports that drivers are written against: {@link dev.libellule.sensors.bus.I2cTarget}, digital lines, and
 * {@link dev.libellule.sensors.bus.Delay} to wait for a chip.
 *
 * <p>Small enough to be kept by a Pi, by the simulator and by a microcontroller. No call allocates. Imports nothing.
 */
package dev.libellule.sensors.bus;
