package dev.libellule.boards;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that a board file says, with the defaults filled in. Reached by a serial line, by MQTT, or, with neither, by its own pins and buses.
 *
 * @param id name of the device in topics, {@code [a-z0-9-]}
 * @param name for people
 * @param model a folder of {@code board-configs/boards}, or {@code other}
 * @param base first level of the default topics
 * @param place second level of the default topics: the room
 * @param availability topic of {@code online} and {@code offline}
 * @param serial the line it is on, if it is on one
 * @param mqtt how it connects, if it speaks MQTT by itself
 * @param provider who moves the bits of its own pins
 * @param offline what it keeps without a link to its broker
 * @param signals what its lines or messages carry
 * @param sensors chips on its buses
 * @param outputs what is switched
 * @param inputs pins that are watched
 */
public record Board(String id, String name, String model, String base, String place, String availability,
        Optional<SerialLine> serial, Optional<MqttLink> mqtt, PinProvider provider, Offline offline,
        List<SignalEntry> signals, List<SensorEntry> sensors, List<OutputEntry> outputs, List<InputEntry> inputs) {
    /** A board that keeps what is usual. */
    public Board(String id, String name, String model, String base, String place, String availability,
            Optional<SerialLine> serial, Optional<MqttLink> mqtt, List<SignalEntry> signals, List<SensorEntry> sensors,
            List<OutputEntry> outputs, List<InputEntry> inputs) {
        this(id, name, model, base, place, availability, serial, mqtt, PinProvider.KERNEL, Offline.USUAL, signals,
                sensors, outputs,
                inputs);
    }

    public Board {
        Checks.deviceId("board", id);
        Checks.text("name", name, Checks.LONGEST_TEXT);
        Checks.level("base", base);
        Checks.level("place", place);
        Checks.topic("availability", availability);
        signals = List.copyOf(signals);
        sensors = List.copyOf(sensors);
        outputs = List.copyOf(outputs);
        inputs = List.copyOf(inputs);
        Conflicts.find(availability, serial, signals, sensors, outputs, inputs, (path, _) -> path).stream().findFirst()
                .ifPresent(conflict -> {
                    throw new BoardException(conflict.path(), conflict.message(""));
                });
    }

    /** Every measured signal, whether it comes from a line, from messages or from a chip; in the order of the file. */
    public List<SignalEntry> allSignals() {
        return Stream.concat(signals.stream(), sensors.stream().flatMap(sensor -> sensor.signals().stream())).toList();
    }

    /** In a word or two how the board is reached: {@code serial /dev/ttyACM0}, {@code mqtt}, {@code pins}. */
    public String connection() {
        return serial.map(line -> "serial " + line.port()).orElse(mqtt.isPresent() ? "mqtt" : "pins");
    }
}
