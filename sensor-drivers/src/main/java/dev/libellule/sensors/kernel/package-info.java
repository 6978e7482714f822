/**
 * Pi4J 4 providers on the Linux kernel's own devices: {@code /dev/i2c-*}, {@code /dev/spidev*}, {@code /dev/gpiochip*} and
 * {@code /sys/class/pwm}; start at {@link dev.libellule.sensors.kernel.KernelProviders}.
 *
 * <p>Works as an ordinary user in the groups i2c, spi and gpio, without libraries beside the C library. Native memory is taken when a
 * device is opened and used again for each transfer: reading a register and driving a line allocate nothing. 64-bit Linux.
 */
package dev.libellule.sensors.kernel;
