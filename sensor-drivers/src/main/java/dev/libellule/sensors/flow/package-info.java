/** A water meter with a turbine that gives pulses; start at {@link dev.libellule.sensors.flow.FlowMeter}. */
package dev.libellule.sensors.flow;
