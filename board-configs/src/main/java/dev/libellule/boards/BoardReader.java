package dev.libellule.boards;

import dev.libellule.boards.Chips.Chip;
import dev.libellule.boards.Models.Reached;
import dev.libellule.boards.OutputEntry.Level;
import dev.libellule.boards.SerialLine.Dtr;
import dev.libellule.boards.SerialLine.LineFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/** Turns the tree of one file into a {@link Board}: the keys, their defaults, and which fit which kind of board. */
final class BoardReader {
    private static final String DEFAULT_BASE = "maison";

    private final Problems problems;
    private final Map<Object, String> paths = new IdentityHashMap<>();
    private Reached reached = Reached.PINS;
    private String topicPrefix = "";

    BoardReader(Problems problems) {
        this.problems = problems;
    }

    /** Reads the root section. Throws a {@link BoardFileException} with all that is wrong. */
    Board read(Yaml.Fields root) {
        Section file = new Section(problems, root, "");
        file.allow(Keys.BOARD);
        String id = file.required("board", "salon-uno", Values.checked(Checks::deviceId)).orElse("board");
        String name = file.value("name", id, (_, text) -> text);
        String model = file.required("model", "arduino-uno", Values::model).orElse(Models.OTHER);
        String base = file.value("base", DEFAULT_BASE, Values.checked(Checks::level));
        String place = file.value("place", id, Values.checked(Checks::level));
        String availability = file.value("availability", base + "/" + id + "/$etat", Values.checked(Checks::topic));
        topicPrefix = base + "/" + place + "/";
        Optional<SerialLine> serial = file.section("serial").flatMap(this::serial);
        Optional<MqttLink> mqtt = file.section("mqtt").flatMap(section -> mqtt(section, id));
        reached = file.has("serial") ? Reached.SERIAL : file.has("mqtt") ? Reached.MQTT : Reached.PINS;
        checkParts(file, Models.byName().get(model));
        List<SignalEntry> signals = each(file, "signals", this::signal);
        List<SensorEntry> sensors = each(file, "sensors", this::sensor);
        List<OutputEntry> outputs = each(file, "outputs", this::output);
        List<InputEntry> inputs = each(file, "inputs", this::input);
        for (Conflicts.Conflict conflict : Conflicts.find(availability, serial, signals, sensors, outputs, inputs,
                (path, entry) -> paths.getOrDefault(entry, path))) {
            problems.addAt(conflict.path(), conflict.message(problems.lineNote(conflict.otherPath())));
        }
        problems.throwIfAny();
        return new Board(id, name, model, base, place, availability, serial, mqtt, signals, sensors, outputs, inputs);
    }

    /** Which parts belong together: by its model, and by how it is reached. */
    private void checkParts(Section file, Models.Model model) {
        if (file.has("serial") && file.has("mqtt")) {
            file.refuse("mqtt", "a board has either 'serial' or 'mqtt'; leave one out");
        } else if (model.reached() != Reached.ANY && model.reached() != reached) {
            file.refuse("model",
                    "'%s' %s, but this file %s".formatted(model.name(), kind(model.reached()), has(reached)));
        }
        if (reached == Reached.PINS && file.has("signals")) {
            file.refuse("signals", "only for a board with a 'serial' or 'mqtt' section; "
                    + "for a chip write them inside its entry of 'sensors'");
        }
        if (reached != Reached.PINS && file.has("sensors")) {
            file.refuse("sensors",
                    "only for a board with buses of its own; what comes by a serial line or MQTT is 'signals'");
        }
        if (reached != Reached.PINS && file.has("inputs")) {
            file.refuse("inputs",
                    "only for a board with pins of its own; what comes by a serial line or MQTT is 'signals'");
        }
        if (List.of("signals", "sensors", "outputs", "inputs").stream().noneMatch(file::has)) {
            file.refuse("", "the board does nothing; give at least one of signals, sensors, outputs, inputs");
        }
    }

    private static String kind(Reached reached) {
        return switch (reached) {
            case SERIAL -> "is on a serial line";
            case MQTT -> "speaks MQTT by itself";
            case PINS, ANY -> "has pins and buses of its own";
        };
    }

    private static String has(Reached reached) {
        return reached == Reached.PINS ? "has neither 'serial' nor 'mqtt'" : "has '" + Words.of(reached) + "'";
    }

    private Optional<SerialLine> serial(Section in) {
        in.allow(Keys.SERIAL);
        Optional<String> port = in.required("port", "/dev/ttyACM0", (_, text) -> text);
        int baud = in.value("baud", 115_200, Values.between(SerialLine.SLOWEST, SerialLine.FASTEST));
        Dtr dtr = in.value("dtr", Dtr.WAIT, Values.word(Dtr.class));
        Duration quiet = in.value("quiet", Duration.ofSeconds(2),
                Values.between(Duration.ZERO, SerialLine.LONGEST_QUIET));
        Duration silence = in.value("silence", Duration.ofSeconds(30),
                Values.between(SerialLine.SHORTEST_SILENCE, SerialLine.LONGEST_SILENCE));
        LineFamily line = in.value("line", LineFamily.AUTO, Values.word(LineFamily.class));
        return port.flatMap(path -> made(in, () -> new SerialLine(path, baud, dtr, quiet, silence, line)));
    }

    private Optional<MqttLink> mqtt(Section in, String id) {
        in.allow(Keys.MQTT);
        String clientId = in.value("client-id", id, (_, text) -> text);
        String username = in.value("username", "", (_, text) -> text);
        return made(in, () -> new MqttLink(clientId, username));
    }

    private Optional<SignalEntry> signal(Section in) {
        in.allow(Keys.SIGNAL);
        return in.required("name", "T", Values.checked(Checks::word))
                .flatMap(name -> signal(in, name, "", 1, Optional.empty()));
    }

    private Optional<SignalEntry> signal(Section in, String name, String unit, int decimals, Optional<Range> range) {
        String topic = in.value("topic", topicPrefix + name, Values.checked(Checks::topic));
        String shownUnit = in.value("unit", unit, (_, text) -> text);
        int shownDecimals = in.value("decimals", decimals, Values.between(0, 9));
        Range believed = in.value("range", range.orElseGet(() -> Range.widest(shownDecimals)), Units::range);
        Change change = in.value("change", Change.ANY, Units::change);
        Duration min = in.value("min", Duration.ofSeconds(1), Values.between(Duration.ZERO, Checks.LONGEST_INTERVAL));
        Duration max = in.value("max", Duration.ofMinutes(5),
                Values.between(Duration.ofSeconds(1), Checks.LONGEST_INTERVAL));
        int qos = in.value("qos", 0, Values.between(0, 2));
        boolean retain = in.value("retain", false, Values::flag);
        return made(in, () -> new SignalEntry(name, topic, shownUnit, shownDecimals, believed, change, min, max, qos,
                retain));
    }

    private Optional<SensorEntry> sensor(Section in) {
        Optional<Chip> found = in.required("chip", "bme280", Values::chip);
        if (found.isEmpty()) {
            in.allow(Keys.SENSOR);
            each(in, "signals", this::signal);
            return Optional.empty();
        }
        Chip chip = found.get();
        boolean isI2c = chip.attached() == Chips.Attached.I2C;
        in.allow(isI2c ? Keys.SENSOR_I2C : Keys.SENSOR_ONE_WIRE, Keys.SENSOR,
                "a " + chip.name() + (isI2c ? ", which is on an I2C bus" : ", which is on the 1-Wire bus"));
        SensorEntry.Place at = isI2c ? i2c(in, chip) : oneWire(in);
        Duration every = in.value("every", chip.every(),
                Values.between(SensorEntry.SHORTEST_EVERY, SensorEntry.LONGEST_EVERY));
        if (!in.has("signals")) {
            in.refuse("signals", "is missing; name what to publish of a %s: %s".formatted(chip.name(),
                    String.join(", ", chip.quantities().keySet())));
            return Optional.empty();
        }
        List<SignalEntry> signals = each(in, "signals", signal -> chipSignal(signal, chip));
        return signals.isEmpty()
                ? Optional.empty()
                : made(in, () -> new SensorEntry(chip.name(), at, every, signals));
    }

    private static SensorEntry.I2c i2c(Section in, Chip chip) {
        int bus = in.value("bus", 1, Values.between(0, 255));
        int usual = chip.addresses().getFirst();
        int address = in.value("address", usual, (key, text) -> {
            int value = Units.integer(key, text);
            Checks.i2cAddress(value);
            if (!chip.addresses().contains(value)) {
                throw new BoardException(key, "'%s': a %s has none but %s".formatted(text, chip.name(),
                        String.join(" or ", chip.addresses().stream().map("0x%02X"::formatted).toList())));
            }
            return value;
        });
        return new SensorEntry.I2c(bus, address);
    }

    private static SensorEntry.OneWire oneWire(Section in) {
        return new SensorEntry.OneWire(
                in.value("id", SensorEntry.OneWire.FIRST, Values.checked((_, id) -> Checks.oneWireId(id))));
    }

    private Optional<SignalEntry> chipSignal(Section in, Chip chip) {
        in.allow(Keys.SIGNAL);
        List<String> quantities = List.copyOf(chip.quantities().keySet());
        Optional<String> name = in.required("name", quantities.getFirst(), (key, text) -> {
            if (!quantities.contains(text)) {
                throw new BoardException(key, "'%s' is not measured by a %s%s Allowed: %s".formatted(text, chip.name(),
                        Nearest.hint(text, quantities, ";"), String.join(", ", quantities)));
            }
            return text;
        });
        return name.flatMap(known -> {
            Chips.ChipQuantity quantity = chip.quantities().get(known);
            in.value("unit", "", (key, text) -> {
                if (!text.equals(quantity.unit())) {
                    throw new BoardException(key, "'%s': a %s gives %s in '%s'; write that, or leave the key out"
                            .formatted(text, chip.name(), known, quantity.unit()));
                }
                return text;
            });
            return signal(in, known, quantity.unit(), quantity.decimals(), Optional.of(quantity.range()));
        });
    }

    private List<String> outputKeys() {
        return switch (reached) {
            case SERIAL -> Keys.OUTPUT_SERIAL;
            case MQTT -> Keys.OUTPUT_MQTT;
            case PINS, ANY -> Keys.OUTPUT_PIN;
        };
    }

    private Optional<OutputEntry> output(Section in) {
        in.allow(outputKeys(), Keys.OUTPUT, "a board that " + kind(reached));
        Optional<String> name = in.required("name", "led", Values.checked(Checks::word));
        boolean isPin = reached == Reached.PINS;
        Optional<Integer> gpio = isPin ? in.required("gpio", "17", Values::gpio) : Optional.empty();
        if (name.isEmpty() || isPin && gpio.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> command = reached == Reached.SERIAL
                ? Optional.of(in.value("command", name.get(), Values.checked(Checks::word)))
                : Optional.empty();
        String topic = in.value("topic", topicPrefix + name.get() + "/set", Values.checked(Checks::topic));
        String state = in.value("state", topicPrefix + name.get(), Values.checked(Checks::topic));
        String on = in.value("on", "ON", Values.checked(Checks::payload));
        String off = in.value("off", "OFF", Values.checked(Checks::payload));
        Level start = in.value("start", Level.OFF, Values::startLevel);
        Level exit = in.value("exit", reached == Reached.MQTT ? Level.KEEP : Level.OFF,
                Values.word(Level.class));
        OptionalInt pin = gpio.map(OptionalInt::of).orElse(OptionalInt.empty());
        return made(in, () -> new OutputEntry(name.get(), pin, command, topic, state, on, off, start, exit));
    }

    private Optional<InputEntry> input(Section in) {
        in.allow(Keys.INPUT);
        Optional<String> name = in.required("name", "bouton", Values.checked(Checks::word));
        Optional<Integer> gpio = in.required("gpio", "27", Values::gpio);
        InputEntry.Pull pull = in.value("pull", InputEntry.Pull.UP, Values.word(InputEntry.Pull.class));
        Duration debounce = in.value("debounce", Duration.ofMillis(20),
                Values.between(Duration.ZERO, InputEntry.LONGEST_DEBOUNCE));
        String topic = in.value("topic", topicPrefix + name.orElse("input"), Values.checked(Checks::topic));
        return name.isEmpty() || gpio.isEmpty()
                ? Optional.empty()
                : made(in, () -> new InputEntry(name.get(), gpio.get(), pull, debounce, topic));
    }

    private <T> List<T> each(Section in, String key, Function<Section, Optional<T>> reader) {
        List<T> entries = new ArrayList<>();
        for (Section section : in.list(key)) {
            reader.apply(section).ifPresent(entry -> {
                paths.put(entry, section.path());
                entries.add(entry);
            });
        }
        return entries;
    }

    /** Makes a record; what only its constructor finds, because it concerns two keys, is noted at the key. */
    private static <T> Optional<T> made(Section in, Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (BoardException e) {
            in.refuse(e.key(), e.reason());
            return Optional.empty();
        }
    }
}
