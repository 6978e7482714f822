/**
 * The bus ports that drivers are written against: {@link dev.libellule.sensors.bus.I2cTarget},
 * {@link dev.libellule.sensors.bus.SpiTarget}, digital lines, {@link dev.libellule.sensors.bus.EdgeLine edges},
 * {@link dev.libellule.sensors.bus.PwmLine pulses}, {@link dev.libellule.sensors.bus.NumberFile files of the kernel}, and
 * {@link dev.libellule.sensors.bus.Delay} to wait for a chip.
 *
 * <p>{@link dev.libellule.sensors.bus.RecordedTarget} records a chip, {@link dev.libellule.sensors.bus.TranscriptTarget} plays it again.
 *
 * <p>Small enough to be kept by a Pi, by the simulator and by a microcontroller. No call allocates. Imports nothing.
 */
package dev.libellule.sensors.bus;
