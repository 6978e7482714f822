/**
 * Pi4J 4 providers on the Linux kernel's own character devices: {@code /dev/i2c-*} and {@code /dev/gpiochip*}; start at
 * {@link dev.libellule.sensors.kernel.KernelProviders}.
 *
 * <p>Works as an ordinary user in the groups i2c and gpio, without libraries beside the C library. Native memory is taken when a device
 * is opened and used again for each transfer: reading a register and driving a line allocate nothing. 64-bit Linux.
 */
package dev.libellule.sensors.kernel;
