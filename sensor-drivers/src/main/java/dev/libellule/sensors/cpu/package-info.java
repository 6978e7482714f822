/** The temperature of this machine's own processor. */
package dev.libellule.sensors.cpu;
