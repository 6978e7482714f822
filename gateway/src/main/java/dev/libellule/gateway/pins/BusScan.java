package dev.libellule.gateway.pins;

import dev.libellule.device.node.Quantity;
import dev.libellule.sensors.Catalogue;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Attached;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.Chip.Recognition;
import dev.libellule.sensors.chip.Chip.Role;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pi4j.PiWiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Looks for chips on buses. At each address those of the catalogue that can be there are told apart by their identifiers; a chip without
 * one is named when something answers and no other was recognised.
 */
public final class BusScan {
    /** The first and last address that a chip may have; the others are reserved, UM10204 3.1.12. */
    private static final int FIRST_ADDRESS = 0x08;
    private static final int LAST_ADDRESS = 0x77;

    private final PiBuses buses;
    private final Path sys;

    /**
     * Something that answers.
     *
     * @param keys where it is, as keys of a board file
     * @param chips what it may be, the likeliest first; empty when no driver here knows it
     * @param isRecognised whether its identifier says so
     */
    public record Found(String where, List<String> keys, List<Chip> chips, boolean isRecognised) {}

    public BusScan(PiBuses buses, Path sys) {
        this.buses = buses;
        this.sys = sys;
    }

    /** The chips on one I2C bus, by address. Throws a BusException when the bus cannot be opened. */
    public List<Found> i2c(int bus) {
        List<Found> found = new ArrayList<>();
        for (int address = FIRST_ADDRESS; address <= LAST_ADDRESS; address++) {
            I2cTarget target = buses.i2c(bus, address);
            List<Chip> possible = possibleAt(address);
            List<Chip> recognised = possible.stream().filter(chip -> isRecognised(chip, target)).toList();
            String where = "I2C bus %d address 0x%02X".formatted(bus, address);
            List<String> keys = List.of("bus: " + bus, "address: 0x%02X".formatted(address));
            if (!recognised.isEmpty()) {
                found.add(new Found(where, keys, recognised, true));
            } else if (answers(target)) {
                found.add(new Found(where, keys, possible.stream()
                        .filter(chip -> chip.recognition() instanceof Recognition.ByAddress).toList(), false));
            }
        }
        return found;
    }

    private static List<Chip> possibleAt(int address) {
        return Catalogue.byName().values().stream()
                .filter(chip -> chip.attached() == Attached.I2C && chip.addresses().contains(address)).toList();
    }

    private static boolean isRecognised(Chip chip, I2cTarget target) {
        try {
            return chip.recognition() instanceof Recognition.ById(var test) && test.test(target);
        } catch (BusException e) {
            return false; // it does not answer, or not to this
        }
    }

    private static boolean answers(I2cTarget target) {
        try {
            target.read(new byte[1], 0, 1);
            return true;
        } catch (BusException e) {
            return false;
        }
    }

    /** What the kernel shows in its files: 1-Wire thermometers, and what can be read of the machine itself. */
    public List<Found> kernel() {
        List<Found> found = new ArrayList<>();
        for (String id : names(sys.resolve("bus/w1/devices"))) {
            if (id.startsWith("28-")) {
                found.add(new Found("1-Wire " + id, List.of("id: " + id), List.of(Catalogue.byName().get("ds18b20")),
                        true));
            }
        }
        Map<List<String>, List<Chip>> byQuantities = new LinkedHashMap<>(); // a DHT11 and a DHT22 look the same here
        for (Chip chip : Catalogue.byName().values()) {
            if (chip.attached() == Attached.KERNEL && chip.role() instanceof Role.Measures measures
                    && isReadable(chip, measures)) {
                byQuantities.computeIfAbsent(quantities(chip), _ -> new ArrayList<>()).addFirst(chip);
            }
        }
        byQuantities.values().forEach(chips -> found.add(new Found("the kernel's files", List.of(), chips, true)));
        return found;
    }

    private boolean isReadable(Chip chip, Role.Measures measures) {
        return measures.driver().apply(new PiWiring(chip, buses, sys)).sample(
                new int[measures.quantities().size()]) == 0;
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return List.of(); // the kernel has no such bus
        }
    }

    /** The names of what a chip measures. */
    static List<String> quantities(Chip chip) {
        return chip.role() instanceof Role.Measures measures
                ? measures.quantities().stream().map(Quantity::name).toList()
                : List.of();
    }
}
