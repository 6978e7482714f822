/** Maxim DS18B20 on the 1-Wire bus, through the kernel's files; start at {@link dev.libellule.sensors.ds18b20.Ds18b20}. */
package dev.libellule.sensors.ds18b20;
