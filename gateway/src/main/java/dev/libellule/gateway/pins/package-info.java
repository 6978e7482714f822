/**
 * The pins and buses of this machine as a board: drivers behind a node; start at {@link dev.libellule.gateway.pins.PinBoard}.
 *
 * <p>May import the broker's local client through {@code devices}, device-client, sensor-drivers and board-configs. Buses are read on
 * threads of the platform, one for each chip; what they give is handed to the node's thread.
 */
package dev.libellule.gateway.pins;
