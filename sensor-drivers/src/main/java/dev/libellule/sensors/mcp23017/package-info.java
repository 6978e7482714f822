/**
 * Microchip MCP23017: sixteen lines over I2C; start at {@link dev.libellule.sensors.mcp23017.Mcp23017}.
 *
 * <p>Sections are those of the datasheet DS20001952C.
 */
package dev.libellule.sensors.mcp23017;
