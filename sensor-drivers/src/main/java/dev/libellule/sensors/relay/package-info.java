/** A relay module on a digital output; start at {@link dev.libellule.sensors.relay.Relay}. */
package dev.libellule.sensors.relay;
