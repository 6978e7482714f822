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
        }
    }

    private void sensors(List<SensorEntry> sensors) {
        for (int i = 0; i < sensors.size(); i++) {
            SensorEntry sensor = sensors.get(i);
            String path = pathOf.apply("sensors[" + i + "]", sensor);
            String key = sensor.at() instanceof SensorEntry.I2c ? ".address" : ".id";
            claim("chip", sensor.at().toString(), path + key);
            if (sensor.at() instanceof SensorEntry.I2c(int bus, int _) && bus == 1) {
                PINS_OF_I2C_1.forEach(pin -> owners.putIfAbsent("pin " + pin, path));
            }
            signals(path + ".signals", sensor.signals());
        }
        oneWireFirst(sensors);
    }

    /** {@code first} beside another chip of the kind could be either of them. */
    private void oneWireFirst(List<SensorEntry> sensors) {
        for (int i = 0; i < sensors.size(); i++) {
            SensorEntry sensor = sensors.get(i);
            for (int j = 0; j < sensors.size(); j++) {
                SensorEntry other = sensors.get(j);
                if (i != j && sensor.at() instanceof SensorEntry.OneWire(String id)
                        && id.equals(SensorEntry.OneWire.FIRST)
                        && other.at() instanceof SensorEntry.OneWire(String otherId) && !otherId.equals(id)
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
            claim("pin", Integer.toString(input.gpio()), path + ".gpio");
            claimTopic(input.topic(), path + ".topic");
        }
    }

    private void states(List<OutputEntry> outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            claimTopic(outputs.get(i).state(), pathOf.apply("outputs[" + i + "]", outputs.get(i)) + ".state");
        }
    }

    /** After all published topics are known: a command topic must be none of them. */
    private void outputs(List<OutputEntry> outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            OutputEntry output = outputs.get(i);
            String path = pathOf.apply("outputs[" + i + "]", output);
            claim("output", output.name(), path + ".name");
            output.gpio().ifPresent(pin -> claim("pin", Integer.toString(pin), path + ".gpio"));
            output.command().ifPresent(word -> claim("command", word, path + ".command"));
            claimTopic(output.topic(), path + ".topic");
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
