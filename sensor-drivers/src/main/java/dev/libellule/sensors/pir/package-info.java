/** A motion detector on a digital input; start at {@link dev.libellule.sensors.pir.Pir}. */
package dev.libellule.sensors.pir;
