/**
 * An Arduino Uno that is emulated instruction by instruction, with the sketch of {@code board-configs}; start at
 * {@link dev.libellule.simulator.avr.EmulatedUno}.
 *
 * <p>The emulator is a process of its own, {@code simulator/avr/uno.c}, built by {@code tools/build-avr}. Imports nothing of ours.
 */
package dev.libellule.simulator.avr;
