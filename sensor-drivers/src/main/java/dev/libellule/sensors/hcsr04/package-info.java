/** HC-SR04: distance by ultrasound, through a line whose edges the kernel times; start at {@link dev.libellule.sensors.hcsr04.Hcsr04}. */
package dev.libellule.sensors.hcsr04;
