/**
 * Runs the client on an ordinary Java machine: TCP, TLS, WebSocket, Unix sockets, an in-memory pair, a loop; start at
 * {@link dev.libellule.device.host.HostLoop} and {@link dev.libellule.device.host.Transports}.
 *
 * <p>The only package of this module that may use the JDK (Java 8). May import the client and the codec.
 */
package dev.libellule.device.host;
