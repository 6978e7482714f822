/** Load for the chips of one board: {@link dev.libellule.benchmarks.chips.ChipsLoad}. */
package dev.libellule.benchmarks.chips;
