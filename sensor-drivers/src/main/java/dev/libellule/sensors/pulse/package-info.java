/** A meter that gives pulses: electricity, gas, rain; start at {@link dev.libellule.sensors.pulse.PulseCounter}. */
package dev.libellule.sensors.pulse;
