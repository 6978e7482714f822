package dev.libellule.boards;

import dev.libellule.boards.SerialLine.LineFamily;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** What cannot stand beside each other in one board: each topic, name, pin and chip has one owner. */
final class Conflicts {
    /** SDA and SCL of I2C bus 1 on the connector of a Raspberry Pi. */
    private static final List<Integer> PINS_OF_I2C_1 = List.of(2, 3);
    /** MOSI, MISO and SCLK of SPI bus 0. */
    private static final List<Integer> PINS_OF_SPI_0 = List.of(9, 10, 11);

    /**
     * Two parts that exclude each other.
     *
     * @param path the key that comes later, such as {@code outputs[0].topic}
     * @param otherPath the one that was there before
     * @param pattern the message, with %s for the other one
     */
    record Conflict(String path, String otherPath, String pattern) {
        /** The message, with the other path and what the caller adds to it, such as its line. */
        String message(String addition) {
            return pattern.formatted(otherPath + addition);
        }
    }

    private final BiFunction<String, Object, String> pathOf;
    private final Map<String, String> owners = new HashMap<>();
    private final List<Conflict> found = new ArrayList<>();

    private Conflicts(BiFunction<String, Object, String> pathOf) {
        this.pathOf = pathOf;
    }

    /**
     * Finds all conflicts.
     *
     * @param pathOf the path of an entry where the caller knows better than counting: counted path and entry to path
     */
    static List<Conflict> find(String availability, Optional<SerialLine> serial, List<SignalEntry> signals,
            List<SensorEntry> sensors, List<OutputEntry> outputs, List<InputEntry> inputs,
            BiFunction<String, Object, String> pathOf) {
        Conflicts conflicts = new Conflicts(pathOf);
        conflicts.claimTopic(availability, "availability");
        conflicts.signals("signals", signals);
        conflicts.sensors(sensors);
        conflicts.inputs(inputs);
        conflicts.states(outputs);
        conflicts.outputs(outputs);
        if (serial.isPresent() && serial.get().line() == LineFamily.PLAIN && signals.size() > 1) {
            conflicts.found.add(new Conflict(pathOf.apply("signals[1]", signals.get(1)), "serial.line",
                    "a line of the family 'plain' (%s) carries one value; leave the other signals out"));
        }
        return conflicts.found;
    }

    private void signals(String list, List<SignalEntry> signals) {
        for (int i = 0; i < signals.size(); i++) {
            SignalEntry signal = signals.get(i);
            String path = pathOf.apply(list + "[" + i + "]", signal);
            claim("signal of " + list, signal.name(), path + ".name");
            claimTopic(signal.topic(), path + ".topic");
            if (signal.telling().json()) {
                claimTopic(signal.jsonTopic(), path + ".json");
            }
        }
    }

    private void sensors(List<SensorEntry> sensors) {
        for (int i = 0; i < sensors.size(); i++) {
            SensorEntry sensor = sensors.get(i);
            String path = pathOf.apply("sensors[" + i + "]", sensor);
            place(sensor.at(), path);
            signals(path + ".signals", sensor.signals());
        }
        oneWireFirst(sensors);
    }

    /** Only one entry can have this place. */
    private void place(ChipPlace at, String path) {
        pinsOfBus(at, path);
        switch (at) {
            case ChipPlace.I2c _ -> claim("chip", at.toString(), path + ".address");
            case ChipPlace.Spi _ -> claim("chip", at.toString(), path + ".select");
            case ChipPlace.Pwm _ -> claim("chip", at.toString(), path + ".channel");
            case ChipPlace.OneWire _ -> claim("chip", at.toString(), path + ".id");
            case ChipPlace.Kernel _ -> {
                /* the same files may be read twice */ }
            case ChipPlace.Pins(var pins, _, _) -> pins(pins, path);
        }
    }

    private void pins(Map<String, Integer> pins, String path) {
        pins.forEach((key, pin) -> claim("pin", Integer.toString(pin), path + "." + key));
    }

    private void pinsOfBus(ChipPlace at, String path) {
        if (at instanceof ChipPlace.I2c(int bus, int _) && bus == 1) {
            PINS_OF_I2C_1.forEach(pin -> owners.putIfAbsent("pin " + pin, path));
        } else if (at instanceof ChipPlace.Spi(int bus, int _) && bus == 0) {
            PINS_OF_SPI_0.forEach(pin -> owners.putIfAbsent("pin " + pin, path));
        }
    }

    /** The lines of a chip share its place with each other, but a channel has one owner, and nothing else is there. */
    private void part(String chip, ChipPlace at, int channel, String path) {
        String shared = "shared " + at + " " + chip;
        if (at instanceof ChipPlace.Pins || owners.putIfAbsent(shared, path) == null) {
            place(at, path);
        } else {
            owners.putIfAbsent("chip " + at, path);
        }
        if (Chips.byName().get(chip).channels() > 1) {
            claim("channel " + channel + " of", at.toString(), path + ".channel");
        }
    }

    /** {@code first} beside another chip of the kind could be either of them. */
    private void oneWireFirst(List<SensorEntry> sensors) {
        for (int i = 0; i < sensors.size(); i++) {
            SensorEntry sensor = sensors.get(i);
            for (int j = 0; j < sensors.size(); j++) {
                SensorEntry other = sensors.get(j);
                if (i != j && sensor.at() instanceof ChipPlace.OneWire(String id)
                        && id.equals(ChipPlace.OneWire.FIRST)
                        && other.at() instanceof ChipPlace.OneWire(String otherId) && !otherId.equals(id)
                        && other.chip().equals(sensor.chip())) {
                    String otherPath = pathOf.apply("sensors[" + j + "]", other) + ".id";
                    found.add(new Conflict(pathOf.apply("sensors[" + i + "]", sensor) + ".id", otherPath,
                            "'first' could be the chip of %s; with two chips give both their ids"));
                }
            }
        }
    }

    private void inputs(List<InputEntry> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            InputEntry input = inputs.get(i);
            String path = pathOf.apply("inputs[" + i + "]", input);
            claim("input", input.name(), path + ".name");
            input.gpio().ifPresent(gpio -> claim("pin", Integer.toString(gpio), path + ".gpio"));
            input.part().ifPresent(part -> part(part.chip(), part.at(), part.channel(), path));
            claimTopic(input.topic(), path + ".topic");
            if (input.json()) {
                claimTopic(input.jsonTopic(), path + ".json");
            }
        }
    }

    private void states(List<OutputEntry> outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            OutputEntry output = outputs.get(i);
            String path = pathOf.apply("outputs[" + i + "]", output);
            claimTopic(output.state(), path + ".state");
            if (output.json()) {
                claimTopic(output.jsonTopic(), path + ".json");
            }
        }
    }

    /** After all published topics are known: a command topic must be none of them. */
    private void outputs(List<OutputEntry> outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            OutputEntry output = outputs.get(i);
            String path = pathOf.apply("outputs[" + i + "]", output);
            claim("output", output.name(), path + ".name");
            output.part().ifPresentOrElse(part -> part(part.chip(), part.at(), part.channel(), path),
                    () -> pins(output.pins(), path));
            output.command().ifPresent(word -> claim("command", word, path + ".command"));
            if (!output.isBare()) {
                claimTopic(output.topic(), path + ".topic");
            }
        }
    }

    private void claimTopic(String topic, String path) {
        claim("topic", topic, path);
    }

    /** Notes the owner of something there can be one of, or the conflict with the owner before. */
    private void claim(String what, String value, String path) {
        String owner = owners.putIfAbsent(what + " " + value, path);
        if (owner != null) {
            found.add(new Conflict(path, owner,
                    "'%s' is already used by %%s; give another".formatted(value.replace("%", "%%"))));
        }
    }
}
