/**
 * Boards on serial lines, as clients of the broker; start at {@link dev.libellule.gateway.serial.SerialBoard}.
 *
 * <pre>
 *   port ─▶ LineAssembler ─▶ LineParser ─▶ SerialBoard ─▶ signals of the node ─▶ broker
 *        ◀─────────────────── Exchange ◀── SerialOutput ◀─ commands of the node ◀─┘
 * </pre>
 *
 * <p>One thread a port reads; the node has its own. jSerialComm is imported here only. May import devices, the broker,
 * device-client and board-configs.
 */
package dev.libellule.gateway.serial;
