/**
 * The bus ports on Pi4J 4; start at {@link dev.libellule.sensors.pi4j.PiBuses}.
 *
 * <p>Which provider moves the bits is the business of the {@code Context} that the caller gives: the kernel's devices on a Pi, chips at
 * register level in the simulator.
 */
package dev.libellule.sensors.pi4j;
