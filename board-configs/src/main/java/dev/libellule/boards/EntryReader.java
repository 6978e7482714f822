package dev.libellule.boards;

import dev.libellule.boards.Chips.Chip;
import dev.libellule.boards.Models.Reached;
import dev.libellule.boards.OutputEntry.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads the entries of the four lists of a board file: signals, sensors, outputs, inputs. */
final class EntryReader {
    private final Reached reached;
    private final String topicPrefix;
    private final Map<Object, String> paths = new IdentityHashMap<>();

    /**
     * A reader for one file.
     *
     * @param reached decides which keys an output has
     * @param topicPrefix begins the default topics: base and place, with a {@code /} after each
     */
    EntryReader(Reached reached, String topicPrefix) {
        this.reached = reached;
        this.topicPrefix = topicPrefix;
    }

    List<SignalEntry> signals(Section file) {
        return each(file, "signals", this::signal);
    }

    List<SensorEntry> sensors(Section file) {
        return each(file, "sensors", this::sensor);
    }

    List<OutputEntry> outputs(Section file) {
        return each(file, "outputs", this::output);
    }

    List<InputEntry> inputs(Section file) {
        return each(file, "inputs", this::input);
    }

    /** Where an entry stands in the file; refused ones before it are counted, unlike in its list. */
    String pathOf(String countedPath, Object entry) {
        return paths.getOrDefault(entry, countedPath);
    }

    private Optional<SignalEntry> signal(Section in) {
        in.allow(Keys.SIGNAL);
        return in.required("name", "T", Values.checked(Checks::word))
                .flatMap(name -> signal(in, name, "", 1, Optional.empty()));
    }

    private Optional<SignalEntry> signal(Section in, String name, String unit, int decimals, Optional<Range> range) {
        String topic = in.value("topic", topicPrefix + name, Values.checked(Checks::topic));
        String shownUnit = in.value("unit", unit, Values.text(Checks.LONGEST_UNIT));
        int shownDecimals = in.value("decimals", decimals, Values.between(0, 9));
        Range believed = in.value("range", range.orElseGet(() -> Range.widest(shownDecimals)), Units::range);
        Change change = in.value("change", Change.ANY, Units::change);
        Duration min = in.value("min", Duration.ofSeconds(1), Values.between(Duration.ZERO, Checks.LONGEST_INTERVAL));
        Duration max = in.value("max", Duration.ofMinutes(5),
                Values.between(Duration.ofSeconds(1), Checks.LONGEST_INTERVAL));
        int qos = in.value("qos", 0, Values.between(0, 2));
        boolean retain = in.value("retain", false, Values::flag);
        return Values.made(in,
                () -> new SignalEntry(name, topic, shownUnit, shownDecimals, believed, change, min, max, qos,
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
        in.allow(Keys.sensor(chip), Keys.SENSOR, "a %s, which %s".formatted(chip.name(), chip.attached().described()));
        Optional<ChipPlace> at = ChipReader.place(in, chip);
        Duration every = in.value("every", chip.every(), Values.between(chip.shortest(), SensorEntry.LONGEST_EVERY));
        Map<String, Integer> settings = ChipReader.settings(in, chip);
        if (!in.has("signals")) {
            in.refuse("signals", "is missing; name what to publish of a %s: %s".formatted(chip.name(),
                    String.join(", ", chip.quantities().keySet())));
            return Optional.empty();
        }
        List<SignalEntry> signals = each(in, "signals", signal -> chipSignal(signal, chip));
        return signals.isEmpty() || at.isEmpty()
                ? Optional.empty()
                : Values.made(in, () -> new SensorEntry(chip.name(), at.get(), every, signals, settings));
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

    private Optional<OutputEntry> output(Section in) {
        boolean isHere = reached == Reached.PINS;
        Optional<Chip> chip = isHere ? in.value("chip", Values::outputChip) : Optional.empty();
        boolean isPlainPin = isHere && !in.has("chip");
        List<String> keys = isHere
                ? Keys.outputHere(chip)
                : reached == Reached.SERIAL
                        ? Keys.OUTPUT_SERIAL
                        : Keys.OUTPUT_MQTT;
        if (!isHere || isPlainPin || chip.isPresent()) {
            in.allow(keys, Keys.OUTPUT,
                    chip.map(known -> "a " + known.name() + ", which " + known.attached().described())
                            .orElse("a board that " + reached.described()));
        }
        Optional<String> name = in.required("name", "led", Values.checked(Checks::word));
        Optional<Integer> gpio = isPlainPin ? in.required("gpio", "17", Values::gpio) : Optional.empty();
        Optional<OutputPart> part = chip.flatMap(known -> ChipReader.output(in, known));
        if (name.isEmpty() || isHere && gpio.isEmpty() && part.isEmpty()) {
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
        return Values.made(in,
                () -> new OutputEntry(name.get(), pin, part, command, topic, state, on, off, start, exit));
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
                : Values.made(in, () -> new InputEntry(name.get(), gpio.get(), pull, debounce, topic));
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
}
