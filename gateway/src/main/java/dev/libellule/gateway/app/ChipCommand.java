package dev.libellule.gateway.app;

import dev.libellule.boards.Nearest;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.Catalogue;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.RecordedTarget;
import dev.libellule.sensors.bus.TranscriptException;
import dev.libellule.sensors.bus.TranscriptTarget;
import dev.libellule.sensors.chip.Attached;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.Chip.Role;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pi4j.PiWiring;
import dev.libellule.simulator.SimulatedPi;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libellule chip}: what a chip on I2C says to its driver, kept as a transcript and played to the driver again. */
@Command(name = "chip", description = "Record what a chip on I2C says, and play it to its driver again, also elsewhere.", //
        mixinStandardHelpOptions = true)
final class ChipCommand implements Runnable {
    private static final String CHIP = "Name of the chip, as in board files, such as bme280.";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What about the chip? Give one of: record, replay");
    }

    @Command(name = "record", mixinStandardHelpOptions = true, //
            description = "Take samples, print them, and write each transfer to a file. No gateway may use the chip meanwhile.")
    int record(@Parameters(index = "0", paramLabel = "CHIP", description = CHIP) String name,
            @Parameters(index = "1", paramLabel = "FILE", description = "Is written anew.") Path file,
            @Option(names = "--bus", defaultValue = "1", description = "I2C bus (${DEFAULT-VALUE}).") int bus,
            @Option(names = "--address", paramLabel = "0xNN", description = "Default: the chip's usual one.") String address,
            @Option(names = "--samples", defaultValue = "3", description = "How many (${DEFAULT-VALUE}).") int samples,
            @Option(names = "--simulated", description = "On a laptop: a simulated chip.") boolean simulated)
            throws IOException {
        Chip chip = chip(name);
        int place = address == null ? chip.addresses().getFirst() : number(address);
        try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(file))) {
            lines.printf("# %s on I2C bus %d address 0x%02X%n", name, bus, place);
            if (simulated) {
                try (SimulatedPi pi = new SimulatedPi()) {
                    pi.equipWithAll();
                    return record(chip, new PiBuses(pi.context()), bus, place, samples, lines);
                }
            }
            try (PiContext pi = new PiContext()) {
                return record(chip, new PiBuses(pi.context()), bus, place, samples, lines);
            }
        } catch (BusException e) {
            spec.commandLine().getErr().println("libellule chip record: " + e.getMessage());
            return Main.FAILED;
        }
    }

    private int record(Chip chip, PiBuses buses, int bus, int address, int samples, PrintWriter lines) {
        RecordedTarget target = new RecordedTarget(buses.i2c(bus, address), Delay.REAL, lines::println);
        Role.Measures measures = (Role.Measures) chip.role();
        Sensor sensor = measures.driver().apply(new PiWiring(chip, buses, PiWiring.SYS).target(target).waiting(target));
        int status = Main.OK;
        for (int i = 1; i <= samples; i++) {
            lines.println("# sample " + i);
            status = Math.max(status, sample(sensor));
            long dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(measures.shortestMillis());
            for (long rest = dueNanos - System.nanoTime(); i < samples && rest > 0; rest = dueNanos
                    - System.nanoTime()) {
                LockSupport.parkNanos(rest);
            }
        }
        return status;
    }

    @Command(name = "replay", mixinStandardHelpOptions = true, //
            description = "Play what 'chip record' kept to the driver, and print what it reads in it. Needs no bus.")
    int replay(@Parameters(index = "0", paramLabel = "CHIP", description = CHIP) String name,
            @Parameters(index = "1", paramLabel = "FILE", description = "Of 'chip record'.") Path file)
            throws IOException {
        Chip chip = chip(name);
        int status = Main.OK;
        try {
            TranscriptTarget target = new TranscriptTarget(Files.readString(file));
            Sensor sensor = ((Role.Measures) chip.role()).driver()
                    .apply(new PiWiring(chip, null, PiWiring.SYS).target(target).waiting(target));
            while (target.hasMore()) {
                status = Math.max(status, sample(sensor));
            }
        } catch (TranscriptException e) {
            spec.commandLine().getErr().println("libellule chip replay: " + file + ": " + e.getMessage());
            return Main.FAILED;
        }
        return status;
    }

    private int sample(Sensor sensor) {
        int[] values = new int[sensor.quantityCount()];
        int status = sensor.sample(values);
        StringBuilder line = new StringBuilder();
        for (int i = 0; status == SensorStatus.OK && i < values.length; i++) {
            line.append(i == 0 ? "" : "  ").append(sensor.quantity(i).name()).append(' ')
                    .append(BigDecimal.valueOf(values[i], sensor.quantity(i).decimals()).toPlainString()).append(' ')
                    .append(sensor.quantity(i).unit());
        }
        spec.commandLine().getOut().println(status == SensorStatus.OK ? line : "no reading: " + words(status));
        spec.commandLine().getOut().flush(); // the process may end without
        return status == SensorStatus.OK ? Main.OK : Main.FAILED;
    }

    private static String words(int status) {
        return switch (status) {
            case SensorStatus.NOT_RESPONDING -> "the chip does not answer; check its wires and address";
            case SensorStatus.CHECKSUM -> "a check sum is wrong";
            case SensorStatus.OUT_OF_RANGE -> "the value is outside of what the chip can measure";
            case SensorStatus.POWER_ON_VALUE -> "the value is that of a chip which has just started";
            case SensorStatus.TIMEOUT -> "the chip did not finish in time";
            case SensorStatus.WRONG_CHIP -> "its identifier is that of another chip";
            default -> "status " + status;
        };
    }

    private Chip chip(String name) {
        Chip chip = Catalogue.byName().get(name);
        if (chip != null && chip.attached() == Attached.I2C && chip.role() instanceof Role.Measures) {
            return chip;
        }
        List<String> names = Catalogue.byName().values().stream()
                .filter(one -> one.attached() == Attached.I2C && one.role() instanceof Role.Measures).map(Chip::name)
                .toList();
        throw new ParameterException(spec.commandLine(), "%s: no sensor on I2C%s. There are: %s".formatted(name,
                Nearest.word(name, names).map(word -> "; did you mean '" + word + "'?").orElse(""),
                String.join(", ", names)));
    }

    private int number(String address) {
        try {
            return Integer.decode(address);
        } catch (NumberFormatException e) {
            throw new ParameterException(spec.commandLine(),
                    "--address %s: is no address; write it such as 0x76".formatted(address), e);
        }
    }
}
