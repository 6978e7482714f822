package dev.libellule.boards;

import dev.libellule.boards.InputEntry.Pull;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The chips that board files may name, as {@code chips.yaml} lists them. To add a chip, add it there. */
public final class Chips {
    private static final Map<String, Chip> BY_NAME = ChipsReader.read();

    private Chips() {}

    /** All chips by their name, in the order of the list. */
    public static Map<String, Chip> byName() {
        return BY_NAME;
    }

    /** How a chip is connected, and so which keys say where it is. */
    public enum Attached {
        I2C, SPI, ONE_WIRE, KERNEL, PINS, PWM,
        /** A pin that is watched: written under {@code inputs}. */
        INPUT;

        /** Goes on from "a bme280, which". */
        String described() {
            return switch (this) {
                case I2C -> "is on an I2C bus";
                case SPI -> "is on an SPI bus";
                case ONE_WIRE -> "is on the 1-Wire bus";
                case KERNEL -> "is read from the kernel's files";
                case PINS -> "has pins of its own";
                case PWM -> "is on a channel of the pulse hardware";
                case INPUT -> "is an input";
            };
        }
    }

    /**
     * One kind of chip.
     *
     * @param addresses I2C addresses that it can be strapped to, the usual one first; empty for the others
     * @param pins names of its pins, which are keys; empty for what is on a bus
     * @param pull default of its input pins
     * @param debounce default of its input pins
     * @param every default interval between two samples
     * @param shortest the shortest interval that makes sense
     * @param settings further keys, by name
     * @param channels how many outputs it has; 0 for what measures
     * @param outputsOnly which of them an expander cannot read
     * @param kinds what an output of it can be, the usual one first
     * @param quantities by name; empty for an output or input
     */
    public record Chip(String name, String title, Attached attached, List<Integer> addresses, List<String> pins,
            Pull pull, Duration debounce, Duration every, Duration shortest, Map<String, ChipSetting> settings,
            int channels, List<Integer> outputsOnly, List<OutputPart.Kind> kinds,
            Map<String, ChipQuantity> quantities) {
        public Chip {
            addresses = List.copyOf(addresses);
            pins = List.copyOf(pins);
            outputsOnly = List.copyOf(outputsOnly);
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
            kinds = List.copyOf(kinds);
            quantities = Collections.unmodifiableMap(new LinkedHashMap<>(quantities));
        }

        /** Whether it is written under {@code sensors}. */
        public boolean measures() {
            return !quantities.isEmpty();
        }

        /** Whether its lines may be inputs too. */
        public boolean isExpander() {
            return attached == Attached.I2C && channels > 1 && kinds.equals(List.of(OutputPart.Kind.SWITCH));
        }

        /** Whether it is written under {@code outputs}. */
        public boolean acts() {
            return !kinds.isEmpty();
        }
    }

    /**
     * One thing that a chip measures.
     *
     * @param unit what its driver gives; board files cannot choose another
     * @param decimals default of a signal
     * @param range default of a signal: what the datasheet says the chip can measure
     */
    public record ChipQuantity(String name, String unit, int decimals, Range range) {}

    /** A whole number that a board file may give for a chip. */
    public record ChipSetting(String name, int standard, int minimum, int maximum) {}
}
