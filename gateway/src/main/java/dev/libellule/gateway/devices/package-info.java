/**
 * What serial boards and pins share: a board file's signals and outputs as a {@code Node} of device-client, run as a client of the
 * broker; start at {@link dev.libellule.gateway.devices.NodeThread}.
 *
 * <p>May import the broker, device-client and board-configs; serial and pins import it.
 */
package dev.libellule.gateway.devices;
