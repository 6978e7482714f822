/**
 * Boards on serial lines, as clients of the broker; start at {@link dev.libellule.gateway.serial.SerialBoard}, for boards without a file
 * at {@link dev.libellule.gateway.serial.HelloPorts}. ADR 12.
 *
 * <pre>
 *   PortSources ─▶ PortThread ─▶ LineTalk (line.LineAssembler, line.LineParser) ─▶ BoardDesk ─▶ signals of the node ─▶ broker
 *   (device, TCP,                FirmataTalk (firmata.FirmataParser) ────────────▶
 *    RFC 2217, hello)   ◀─────── LineSender (SendWindow) ◀── Exchange ◀── SerialOutput ◀─ commands of the node ◀─┘
 * </pre>
 *
 * <p>One thread a port reads, a second one watches it; the node has its own. jSerialComm is imported here only. May import devices,
 * the broker, device-client and board-configs.
 */
package dev.libellule.gateway.serial;
