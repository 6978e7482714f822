/** An LED of three colours on hardware pulses; start at {@link dev.libellule.sensors.rgbled.RgbLed}. */
package dev.libellule.sensors.rgbled;
