/**
 * Pi4J providers made of small parts: what moves the bits is given as a {@link dev.libellule.sensors.pi4j.provider.Transactions}, a
 * {@link dev.libellule.sensors.pi4j.provider.Pin}, and so on, by the kernel's devices or by the simulator. Nothing allocates per call.
 */
package dev.libellule.sensors.pi4j.provider;
