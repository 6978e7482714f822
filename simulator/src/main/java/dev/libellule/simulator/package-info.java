/**
 * What stands in for hardware: a {@link dev.libellule.simulator.House}, chips at register level, and a
 * {@link dev.libellule.simulator.SimulatedPi} that shows them to the real drivers through Pi4J.
 *
 * <p>Meets the gateway over a socket, a pty or a bus only; knows nothing of it.
 */
package dev.libellule.simulator;
