/** An LED that dims, on hardware pulses; start at {@link dev.libellule.sensors.pwmled.PwmLed}. */
package dev.libellule.sensors.pwmled;
