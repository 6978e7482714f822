/**
 * Aosong DHT11 and DHT22, temperature and humidity, through the kernel's IIO driver.
 *
 * <p>Not from user space: the chip's bits are pulses of 26 and 70 µs without a clock, and Linux may take a program off the processor for
 * far longer than that; such programs read wrong or not at all, the more the busier the Pi is. The kernel's driver takes the time of each
 * edge in its interrupt.
 */
package dev.libellule.sensors.dht;
