/** A water detector on a digital input; start at {@link dev.libellule.sensors.leak.Leak}. */
package dev.libellule.sensors.leak;
