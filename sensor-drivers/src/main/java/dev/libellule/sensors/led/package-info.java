/** A lamp on a digital output; start at {@link dev.libellule.sensors.led.Led}. */
package dev.libellule.sensors.led;
