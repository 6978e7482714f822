package dev.libellule.boards;

import dev.libellule.boards.Chips.Chip;
import dev.libellule.boards.InputEntry.Kind;
import dev.libellule.boards.InputEntry.Pull;
import dev.libellule.boards.Models.Reached;
import dev.libellule.boards.OutputEntry.Level;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads the entries of the four lists of a board file: signals, sensors, outputs, inputs. */
final class EntryReader {
    private final Reached reached;
    private final String topicPrefix;
    private final Optional<Pinouts.Pinout> pinout;
    private final Map<Object, String> paths = new IdentityHashMap<>();

    /**
     * A reader for one file.
     *
     * @param reached decides which keys an output has
     * @param topicPrefix begins the default topics: base and place, with a {@code /} after each
     * @param pinout of the model, if it has one
     */
    EntryReader(Reached reached, String topicPrefix, Optional<Pinouts.Pinout> pinout) {
        this.reached = reached;
        this.pinout = pinout;
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
        boolean isMqtt = reached == Reached.MQTT;
        in.allow(isMqtt ? Keys.SIGNAL_MQTT : Keys.SIGNAL_SERIAL, Keys.SIGNAL, "a board that "
                + (isMqtt ? "speaks MQTT by itself: its sketch decides" : "is on a serial line"));
        return in.required("name", "T", Values.checked(Checks::word))
                .flatMap(name -> signal(in, name, "", 1, Optional.empty(), Duration.ZERO));
    }

    /** Reads a signal; {@code every} is how often there can be a value at all, or 0. */
    private Optional<SignalEntry> signal(Section in, String name, String unit, int decimals, Optional<Range> range,
            Duration every) {
        String topic = in.value("topic", topicPrefix + name, Values.checked(Checks::topic));
        String shownUnit = in.value("unit", unit, Values.text(Checks.LONGEST_UNIT));
        int shownDecimals = in.value("decimals", decimals, Values.between(0, 9));
        Optional<Shape> shape = shape(in);
        Optional<Range> known = shape.filter(Shape::isLine).isPresent() ? Optional.empty() : range;
        Range believed = in.value("range", known.orElseGet(() -> Range.widest(shownDecimals)), Units::range);
        Change change = in.value("change", Change.ANY, Units::change);
        Duration min = in.value("min", Duration.ofSeconds(1), Values.between(Duration.ZERO, Checks.LONGEST_INTERVAL));
        Duration max = in.value("max", Duration.ofMinutes(5),
                Values.between(Duration.ofSeconds(1), Checks.LONGEST_INTERVAL));
        int qos = in.value("qos", 0, Values.between(0, 2));
        boolean retain = in.value("retain", false, Values::flag);
        Optional<Telling> telling = telling(in, max.compareTo(every) < 0 ? every : max);
        return shape.isEmpty() || telling.isEmpty()
                ? Optional.empty()
                : Values.made(in, () -> new SignalEntry(name, topic, shownUnit, shownDecimals, shape.get(), believed,
                        change, min, max, qos, retain, telling.get(), in.value("pin", this::pin)));
    }

    private static Optional<Shape> shape(Section in) {
        Optional<BigDecimal> scale = in.value("scale", Units::number);
        Optional<BigDecimal> offset = in.value("offset", Units::number);
        Optional<Mapping> map = in.value("map", Units::mapping);
        int median = in.value("median", 1, Values.between(1, Shape.LONGEST_MEDIAN));
        int mean = in.value("mean", 1, Values.between(1, Shape.LONGEST_MEAN));
        Optional<Range> clamp = in.value("clamp", Units::range);
        Optional<BigDecimal> round = in.value("round", Units::number);
        return Values.made(in, () -> new Shape(scale, offset, map, median, mean, clamp, round));
    }

    private static Optional<Telling> telling(Section in, Duration longest) {
        Duration old = in.value("old", longest.multipliedBy(2),
                Values.between(Duration.ofSeconds(1), Telling.LONGEST_OLD));
        Duration stuck = in.value("stuck", Duration.ZERO,
                Values.between(Telling.SHORTEST_STUCK, Telling.LONGEST_OLD));
        boolean json = in.value("json", false, Values::flag);
        boolean properties = in.value("properties", false, Values::flag);
        boolean keepOffline = in.value("keep-offline", false, Values::flag);
        int priority = in.value("priority", 0, Values.between(0, Telling.HIGHEST_PRIORITY));
        return Values.made(in, () -> new Telling(old, stuck, json, properties, keepOffline, priority));
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
        List<SignalEntry> signals = each(in, "signals", signal -> chipSignal(signal, chip, every));
        return signals.isEmpty() || at.isEmpty()
                ? Optional.empty()
                : Values.made(in, () -> new SensorEntry(chip.name(), at.get(), every, signals, settings));
    }

    private Optional<SignalEntry> chipSignal(Section in, Chip chip, Duration every) {
        in.allow(Keys.SIGNAL_CHIP, Keys.SIGNAL, "a chip, whose pins are its bus");
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
                if (!text.equals(quantity.unit()) && !in.has("scale") && !in.has("map")) {
                    throw new BoardException(key,
                            ("'%s': a %s gives %s in '%s'; write that, leave the key out, or convert with 'scale'"
                                    + " and 'offset'").formatted(text, chip.name(), known, quantity.unit()));
                }
                return text;
            });
            return signal(in, known, quantity.unit(), quantity.decimals(), Optional.of(quantity.range()), every);
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
        int qos = in.value("qos", 1, Values.between(0, 2));
        boolean json = in.value("json", false, Values::flag);
        Level start = in.value("start", Level.OFF, Values::startLevel);
        Level exit = in.value("exit", reached == Reached.MQTT ? Level.KEEP : Level.OFF,
                Values.word(Level.class));
        OptionalInt pin = gpio.map(OptionalInt::of).orElse(OptionalInt.empty());
        Active active = part.map(OutputPart::active)
                .orElseGet(() -> in.value("active", Active.HIGH, Values.word(Active.class)));
        return rules(in)
                .flatMap(rules -> Values.made(in,
                        () -> new OutputEntry(name.get(), pin, active, part, command, topic, state,
                                on, off, qos, json, start, exit, rules, in.value("pin", this::pin))));
    }

    /** A pin of the model; of a board without a pinout, any word. */
    private String pin(String key, String text) {
        List<String> known = pinout.map(Pinouts.Pinout::keys).orElse(List.of());
        if (known.isEmpty()) {
            Checks.word(key, text);
        } else if (!known.contains(text)) {
            throw Words.unknown(key, text, known);
        }
        return text;
    }

    private static Optional<OutputRules> rules(Section in) {
        BiFunction<String, String, Duration> time = Values.between(Duration.ZERO, OutputRules.LONGEST);
        Duration longestOn = in.value("longest-on", Duration.ZERO, time);
        Duration shortestOff = in.value("shortest-off", Duration.ZERO, time);
        OutputRules.WithoutLink withoutLink = in.value("without-link", OutputRules.WithoutLink.KEEP,
                Values::withoutLink);
        Duration refuseQueued = in.value("refuse-queued", Duration.ZERO,
                Values.between(Duration.ZERO, OutputRules.LONGEST_QUEUED));
        return Values.made(in, () -> new OutputRules(longestOn, shortestOff, withoutLink, refuseQueued));
    }

    private Optional<InputEntry> input(Section in) {
        Optional<Chip> chip = in.value("chip", Values::expander);
        boolean isPin = !in.has("chip");
        if (isPin || chip.isPresent()) {
            in.allow(isPin ? Keys.INPUT_PIN : Keys.INPUT_CHIP, Keys.INPUT,
                    isPin ? "an input on a pin" : "an input on a " + chip.get().name());
        }
        Optional<String> name = in.required("name", "bouton", Values.checked(Checks::word));
        Kind as = in.value("as", Kind.BUTTON, Values.word(Kind.class));
        Optional<Integer> gpio = isPin ? in.required("gpio", "27", Values::gpio) : Optional.empty();
        Optional<InputPart> part = chip.flatMap(known -> ChipReader.input(in, known));
        InputEntry.Pull pull = in.value("pull", isPin ? as.pull() : as == Kind.PIR ? Pull.DOWN : Pull.UP,
                Values.word(InputEntry.Pull.class));
        Active active = in.value("active", as.active(pull), Values.word(Active.class));
        Duration debounce = in.value("debounce", as.debounce(),
                Values.between(Duration.ZERO, InputEntry.LONGEST_DEBOUNCE));
        Duration hold = in.value("hold", as.hold(), Values.between(Duration.ZERO, InputEntry.LONGEST_HOLD));
        String topic = in.value("topic", topicPrefix + name.orElse("input"), Values.checked(Checks::topic));
        OptionalInt pin = gpio.map(OptionalInt::of).orElse(OptionalInt.empty());
        return name.isEmpty() || gpio.isEmpty() && part.isEmpty()
                ? Optional.empty()
                : Values.made(in, () -> new InputEntry(name.get(), as, pin, part, pull, active, debounce, hold, topic,
                        in.value("json", false, Values::flag)));
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
