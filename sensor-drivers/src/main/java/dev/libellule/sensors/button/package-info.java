/** A button or another contact on a digital input; start at {@link dev.libellule.sensors.button.Button}. */
package dev.libellule.sensors.button;
