/**
 * Runs the client on an ordinary Java machine: TCP, an in-memory pair, a loop; start at {@link dev.libellule.device.host.HostLoop}.
 *
 * <p>The only package of this module that may use the JDK (Java 8). May import the client and the codec.
 */
package dev.libellule.device.host;
