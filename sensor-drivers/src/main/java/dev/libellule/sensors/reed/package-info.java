/** A magnetic contact of a door or window; start at {@link dev.libellule.sensors.reed.Reed}. */
package dev.libellule.sensors.reed;
