/**
 * A house in virtual time: the user's own board files and bridges, with real signals, commands, nodes, drivers, broker core and store,
 * on a clock that goes as fast as the processor; start at {@link dev.libellule.gateway.app.virtual.World}.
 *
 * <p>Everything runs on the caller's thread and is the same for the same seed. Not in it: sockets, ports, a disk that is waited for, TLS,
 * users and their rights. Part of {@code app}, the only part of the gateway that may use the simulator.
 */
package dev.libellule.gateway.app.virtual;
