/**
 * Chips as they are seen from the bus: commands, registers, check sums, conversion times, and what they answer while they are busy.
 *
 * <p>A model measures the {@link dev.libellule.simulator.Surroundings} it was last brought into. It turns them into raw readings by the
 * floating-point formulas of its datasheet, turned round; so a driver, whose formulas are integers, is checked against the others. The
 * time comes from a clock that the constructor is given, and is virtual in tests. Public, to be plugged into a
 * {@link dev.libellule.simulator.SimulatedPi}.
 */
package dev.libellule.simulator.chips;
