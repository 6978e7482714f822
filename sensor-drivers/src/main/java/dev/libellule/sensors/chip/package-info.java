/**
 * How a chip describes itself: {@link dev.libellule.sensors.chip.Chip}, made once in each driver, and what its driver is made from,
 * {@link dev.libellule.sensors.chip.Wiring}. The list of all is {@link dev.libellule.sensors.Catalogue}.
 */
package dev.libellule.sensors.chip;
