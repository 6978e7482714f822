package dev.libellule.gateway.pins;

import com.pi4j.io.gpio.digital.PullResistance;
import dev.libellule.boards.Active;
import dev.libellule.boards.ChipPlace;
import dev.libellule.boards.InputEntry.Pull;
import dev.libellule.boards.InputEntry;
import dev.libellule.boards.InputPart;
import dev.libellule.boards.OutputEntry.Level;
import dev.libellule.boards.OutputEntry;
import dev.libellule.boards.OutputPart;
import dev.libellule.boards.SensorEntry;
import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.sensors.Catalogue;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.bus.WatchedLine;
import dev.libellule.sensors.button.Button;
import dev.libellule.sensors.chip.Attached;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.OutputBank;
import dev.libellule.sensors.chip.OutputKind;
import dev.libellule.sensors.leak.Leak;
import dev.libellule.sensors.led.Led;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pi4j.PiWiring;
import dev.libellule.sensors.pir.Pir;
import dev.libellule.sensors.reed.Reed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes drivers of a board file's entries, as the catalogue says. A chip with several outputs is opened once. */
final class BoardChips {
    /** What the data of an HC-SR501 say. */
    private static final int PIR_WARM_UP_MILLIS = 60_000;

    private final PiBuses buses;
    private final Path sys;
    private final Delay delay;
    private final Map<String, OutputBank> banks = new HashMap<>();

    BoardChips(PiBuses buses, Path sys) {
        this(buses, sys, Delay.REAL);
    }

    /** The same, with another way for drivers of sensors to wait. */
    BoardChips(PiBuses buses, Path sys, Delay delay) {
        this.buses = buses;
        this.sys = sys;
        this.delay = delay;
    }

    /** What a sensor measures. */
    static List<Quantity> quantities(SensorEntry entry) {
        return measures(entry).quantities();
    }

    private static Chip.Role.Measures measures(SensorEntry entry) {
        return (Chip.Role.Measures) Catalogue.byName().get(entry.chip()).role();
    }

    /** The driver of a sensor; it has not touched its bus yet. Throws a BusException when the bus is not there. Any thread. */
    Sensor sensor(SensorEntry entry) {
        Chip chip = Catalogue.byName().get(entry.chip());
        if (entry.at() instanceof ChipPlace.OneWire && !Files.isDirectory(sys.resolve("bus/w1/devices"))) {
            throw new BusException("the kernel has no 1-Wire bus; switch it on: dtoverlay=w1-gpio in "
                    + "/boot/firmware/config.txt, then restart (or sudo raspi-config, Interface Options)", null);
        }
        return measures(entry).driver()
                .apply(placed(new PiWiring(chip, buses, sys), entry.at()).with(entry.settings()).waiting(delay));
    }

    /** An output, set to its start state. */
    Actuator output(OutputEntry entry) {
        Optional<OutputPart> part = entry.part();
        Chip chip = part.map(on -> Catalogue.byName().get(on.chip())).orElse(Led.CHIP);
        PiWiring wiring = new PiWiring(chip, buses, sys).with(entry.pins());
        part.ifPresentOrElse(on -> placed(wiring, on.at()).with(on.settings()),
                () -> wiring.with("active-low", entry.active() == Active.LOW ? 1 : 0));
        if (entry.start() == Level.ON) {
            wiring.startsHigh();
        }
        OutputBank bank = chip.attached() == Attached.I2C || chip.attached() == Attached.SPI
                ? banks.computeIfAbsent(chip.name() + " at " + part.orElseThrow().at(), _ -> open(chip, wiring))
                : open(chip, wiring);
        Actuator actuator = bank.output(part.map(OutputPart::channel).orElse(0),
                OutputKind.valueOf(entry.kind().name()), wiring);
        actuator.set(value(entry, entry.start()));
        return actuator;
    }

    /** What is at an input. */
    WatchedLine input(InputEntry entry) {
        DigitalLine line = entry.part().map(this::line)
                .orElseGet(() -> buses.input(entry.gpio().orElseThrow(), resistor(entry.pull())));
        int debounceMillis = (int) entry.debounce().toMillis();
        int holdMillis = (int) entry.hold().toMillis();
        return switch (entry.as()) {
            case BUTTON -> new Button(line, entry.isActiveLow(), debounceMillis);
            case PIR -> new Pir(line, entry.isActiveLow(), debounceMillis, holdMillis, PIR_WARM_UP_MILLIS);
            case REED -> new Reed(line, !entry.isActiveLow(), debounceMillis);
            case LEAK -> new Leak(line, entry.isActiveLow(), debounceMillis, holdMillis);
        };
    }

    private DigitalLine line(InputPart part) {
        Chip chip = Catalogue.byName().get(part.chip());
        return banks.computeIfAbsent(chip.name() + " at " + part.at(),
                _ -> open(chip, placed(new PiWiring(chip, buses, sys), part.at()))).input(part.channel());
    }

    private static OutputBank open(Chip chip, PiWiring wiring) {
        return ((Chip.Role.Acts) chip.role()).driver().apply(wiring);
    }

    /** What an output is told for a level: on is its largest value. */
    static int value(OutputEntry entry, Level level) {
        return level == Level.ON ? OutputKind.valueOf(entry.kind().name()).maximum() : 0;
    }

    private static PiWiring placed(PiWiring wiring, ChipPlace place) {
        return switch (place) {
            case ChipPlace.I2c(int bus, int address) -> wiring.with("bus", bus).with("address", address);
            case ChipPlace.Spi(int bus, int select) -> wiring.with("bus", bus).with("select", select);
            case ChipPlace.Pwm(int bus, int channel) -> wiring.with("bus", bus).with("channel", channel);
            case ChipPlace.OneWire(String id) -> wiring.id(id);
            case ChipPlace.Kernel(String id) -> wiring.id(id);
            case ChipPlace.Pins(var pins, var pull, var debounce) ->
                wiring.with(pins).inputs(resistor(pull), (int) (debounce.toNanos() / 1000));
        };
    }

    static PullResistance resistor(Pull pull) {
        return switch (pull) {
            case UP -> PullResistance.PULL_UP;
            case DOWN -> PullResistance.PULL_DOWN;
            case NONE -> PullResistance.OFF;
        };
    }
}
