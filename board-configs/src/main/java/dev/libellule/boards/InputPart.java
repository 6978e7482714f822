package dev.libellule.boards;

/**
 * The expander that an input is on.
 *
 * @param chip one of {@link Chips}, such as {@code mcp23017}
 * @param channel which of the chip's lines, from 0
 */
public record InputPart(String chip, ChipPlace.I2c at, int channel) {}
