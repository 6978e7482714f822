package dev.libellule.boards;

import dev.libellule.boards.Pinouts.Pin;
import dev.libellule.boards.Pinouts.Pinout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which pin of a board goes where, as far as its board file says it: for drawings and explanations. */
final class Wires {
    private final Optional<Pinout> pinout;
    private final Map<Pin, List<String>> parts = new LinkedHashMap<>();
    private final List<String> unknown = new ArrayList<>();

    private Wires(Optional<Pinout> pinout) {
        this.pinout = pinout;
    }

    /** Finds the wires of a board. */
    static Wires of(Board board) {
        Wires wires = new Wires(Optional.ofNullable(Pinouts.byModel().get(board.model())));
        for (SensorEntry sensor : board.sensors()) {
            wires.chip(sensor.chip(), sensor.at());
        }
        board.signals().forEach(signal -> signal.pin().ifPresent(pin -> wires.toKey(pin, signal.name())));
        board.outputs().forEach(output -> {
            String name = output.name() + (output.active() == Active.LOW ? " (active low)" : "");
            output.gpio().ifPresent(gpio -> wires.toKey(Integer.toString(gpio), name));
            output.part().ifPresent(part -> wires.chip(part.chip() + " " + name, part.at()));
            output.pin().ifPresent(pin -> wires.toKey(pin, output.name()));
        });
        board.inputs().forEach(input -> {
            input.gpio().ifPresent(gpio -> wires.toKey(Integer.toString(gpio), input.name()));
            input.part().ifPresent(part -> wires.chip(part.chip() + " " + input.name(), part.at()));
        });
        return wires;
    }

    private void chip(String chip, ChipPlace at) {
        switch (at) {
            case ChipPlace.I2c(int bus, int _) -> toFunctions(chip, "I2C" + bus, "SDA", "SCL");
            case ChipPlace.Spi(int bus, int select) ->
                toFunctions(chip, "SPI" + bus, "MOSI", "MISO", "SCLK", "CE" + select);
            case ChipPlace.OneWire _ -> to(pinout.flatMap(pins -> pins.that("1-Wire")), chip + " data");
            case ChipPlace.Pins pins -> pins.pins()
                    .forEach((name, gpio) -> toKey(Integer.toString(gpio),
                            pins.pins().size() == 1 ? chip : chip + " " + name));
            case ChipPlace.Kernel _,ChipPlace.Pwm _ -> unknown.add(chip); // the kernel's own settings say where
        }
    }

    private void toFunctions(String chip, String bus, String... functions) {
        for (String function : functions) {
            to(pinout.flatMap(pins -> pins.that(bus + " " + function)), chip + " " + function);
        }
    }

    private void toKey(String key, String part) {
        to(pinout.flatMap(pins -> pins.pin(key)), part);
    }

    private void to(Optional<Pin> pin, String part) {
        pin.ifPresentOrElse(found -> parts.computeIfAbsent(found, _ -> new ArrayList<>()).add(part),
                () -> unknown.add(part));
    }

    Optional<Pinout> pinout() {
        return pinout;
    }

    /** What is wired to a pin; none if nothing is. */
    List<String> at(Pin pin) {
        return parts.getOrDefault(pin, List.of());
    }

    /** All pins with something on them, in the order of the board file. */
    Map<Pin, List<String>> all() {
        return parts;
    }
}
