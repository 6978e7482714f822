/** What a Raspberry Pi says of its own supply. */
package dev.libellule.sensors.power;
