/** A passive buzzer on hardware pulses; start at {@link dev.libellule.sensors.buzzer.Buzzer}. */
package dev.libellule.sensors.buzzer;
