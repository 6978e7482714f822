/**
 * What the lines of boards say, without a port: a class for each family of lines; start at
 * {@link dev.libellule.gateway.serial.line.LineParser}.
 *
 * <pre>
 *   bytes ─▶ LineAssembler ─▶ text ─▶ LineParser ─▶ CompactForm, then the readers of the family ─▶ Line
 * </pre>
 *
 * <p>No I/O, no clock. Nothing that a line holds throws; what no reader knows is a {@code Line.Remark}, the board's log. Called by
 * the package above; imports board-configs and, for JSON, Jackson.
 */
package dev.libellule.gateway.serial.line;
