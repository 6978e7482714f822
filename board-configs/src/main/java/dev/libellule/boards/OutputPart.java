package dev.libellule.boards;

import java.util.Map;

/**
 * The chip that an output is on.
 *
 * @param chip one of {@link Chips}, such as {@code pca9685}
 * @param channel which of the chip's outputs, from 0
 * @param as what it does with the numbers it is told
 * @param settings further numbers of the chip, by their keys
 */
public record OutputPart(String chip, ChipPlace at, int channel, Kind as, Map<String, Integer> settings) {
    /** What an output does with what it is told. */
    public enum Kind {
        /** On and off. */
        SWITCH,
        /** 0 to 100 percent. */
        DIMMER,
        /** 0 to 180 degrees. */
        SERVO,
        /** 0 is silent, else hertz. */
        TONE,
        /** A colour. */
        RGB,
        /** Shows the payload. */
        TEXT
    }

    public OutputPart {
        settings = Map.copyOf(settings);
    }

    /** The level of its pin that means on. */
    Active active() {
        return Active.ofSetting(settings.getOrDefault(Active.SETTING, 0));
    }
}
