/**
 * Board files: one YAML file describes one board, its signals, sensors, outputs and inputs.
 *
 * <p>Start at {@link dev.libellule.boards.BoardFile}, which reads a file into a {@link dev.libellule.boards.Board} or refuses it
 * with every problem and its line. The records cannot exist half right. Imports nothing of ours; anything on the gateway may
 * import it. The reference of the keys is {@code board-configs/README.md}, the shipped boards are in {@code board-configs/boards}.
 */
package dev.libellule.boards;
