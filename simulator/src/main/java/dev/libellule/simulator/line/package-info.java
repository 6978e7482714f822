/**
 * A simulated board on a pseudo-terminal, for programs that open serial ports; start at
 * {@link dev.libellule.simulator.line.SimulatedUno}. The real sketch on an emulated processor is in {@code simulator.avr}.
 */
package dev.libellule.simulator.line;
