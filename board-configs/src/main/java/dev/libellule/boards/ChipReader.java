package dev.libellule.boards;

import dev.libellule.boards.Chips.Chip;
import dev.libellule.boards.Chips.ChipSetting;
import dev.libellule.boards.InputEntry.Pull;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads where a chip is and what is said of it: keys that depend on the chip. */
final class ChipReader {
    private ChipReader() {}

    /** The keys that say where a chip is, and its settings. */
    static List<String> keys(Chip chip) {
        List<String> keys = new ArrayList<>(switch (chip.attached()) {
            case I2C -> List.of("bus", "address");
            case SPI -> List.of("bus", "select");
            case ONE_WIRE, KERNEL -> List.of("id");
            case PINS -> chip.measures() ? List.of("pull", "debounce") : List.of();
            case PWM -> List.of("bus", "channel");
            case INPUT -> List.<String>of();
        });
        keys.addAll(0, chip.pins());
        if (chip.channels() > 1) {
            keys.add("channel");
        }
        chip.settings().keySet().forEach(name -> keys.add(name.equals(Active.SETTING) ? "active" : name));
        return keys;
    }

    /** Empty if a pin is missing or refused. */
    static Optional<ChipPlace> place(Section in, Chip chip) {
        return switch (chip.attached()) {
            case I2C -> {
                int usual = chip.addresses().getFirst();
                yield Optional.of(new ChipPlace.I2c(in.value("bus", 1, Values.between(0, 255)),
                        in.value("address", usual, (key, text) -> Values.address(key, text, chip))));
            }
            case SPI -> Optional.of(new ChipPlace.Spi(in.value("bus", 0, Values.between(0, 6)),
                    in.value("select", 0, Values.between(0, 3))));
            case ONE_WIRE -> Optional.of(new ChipPlace.OneWire(in.value("id", ChipPlace.OneWire.FIRST,
                    Values.checked((_, id) -> Checks.oneWireId(id)))));
            case KERNEL -> Optional.of(new ChipPlace.Kernel(in.value("id", ChipPlace.OneWire.FIRST,
                    Values.checked((_, id) -> Checks.kernelId(id)))));
            case PWM -> Optional.of(new ChipPlace.Pwm(in.value("bus", 0, Values.between(0, 15)),
                    in.value("channel", 0, Values.between(0, 15))));
            case PINS, INPUT -> pins(in, chip);
        };
    }

    private static Optional<ChipPlace> pins(Section in, Chip chip) {
        Map<String, Integer> pins = new LinkedHashMap<>();
        int usual = 17;
        for (String pin : chip.pins()) {
            in.required(pin, Integer.toString(usual++), Values::gpio).ifPresent(bcm -> pins.put(pin, bcm));
        }
        Pull pull = in.value("pull", chip.pull(), Values.word(Pull.class));
        Duration debounce = in.value("debounce", chip.debounce(),
                Values.between(Duration.ZERO, InputEntry.LONGEST_DEBOUNCE));
        return pins.size() == chip.pins().size()
                ? Optional.of(new ChipPlace.Pins(pins, pull, debounce))
                : Optional.empty();
    }

    /** Every setting of the chip, with the default where the file says nothing. */
    static Map<String, Integer> settings(Section in, Chip chip) {
        Map<String, Integer> settings = new LinkedHashMap<>();
        for (ChipSetting setting : chip.settings().values()) {
            settings.put(setting.name(), setting.name().equals(Active.SETTING)
                    ? in.value("active", Active.ofSetting(setting.standard()), Values.word(Active.class)).ordinal()
                    : in.value(setting.name(), setting.standard(),
                            Values.between(setting.minimum(), setting.maximum())));
        }
        return settings;
    }

    /** The expander of an input, once its name is known. */
    static Optional<InputPart> input(Section in, Chip chip) {
        int channel = in.value("channel", 0, Values.between(0, chip.channels() - 1).andThen(line -> {
            if (chip.outputsOnly().contains(line)) {
                throw new BoardException("channel",
                        "'%d': this line of a %s is an output only; take another one".formatted(line, chip.name()));
            }
            return line;
        }));
        return place(in, chip).map(at -> new InputPart(chip.name(), (ChipPlace.I2c) at, channel));
    }

    /** The chip of an output, once its name is known. */
    static Optional<OutputPart> output(Section in, Chip chip) {
        int channel = chip.channels() > 1 ? in.value("channel", 0, Values.between(0, chip.channels() - 1)) : 0;
        OutputPart.Kind as = in.value("as", chip.kinds().getFirst(), (key, text) -> {
            OutputPart.Kind kind = Words.of(OutputPart.Kind.class, key, text);
            if (!chip.kinds().contains(kind)) {
                throw new BoardException(key, "'%s': a %s is none. Allowed: %s".formatted(text, chip.name(),
                        String.join(", ", chip.kinds().stream().map(Words::of).toList())));
            }
            return kind;
        });
        Map<String, Integer> settings = settings(in, chip);
        return place(in, chip).map(at -> new OutputPart(chip.name(), at, channel, as, settings));
    }
}
