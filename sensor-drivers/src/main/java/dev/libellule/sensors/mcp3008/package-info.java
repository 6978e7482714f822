/**
 * Microchip MCP3008: eight voltages over SPI; start at {@link dev.libellule.sensors.mcp3008.Mcp3008}.
 *
 * <p>Sections are those of the datasheet DS21295D.
 */
package dev.libellule.sensors.mcp3008;
