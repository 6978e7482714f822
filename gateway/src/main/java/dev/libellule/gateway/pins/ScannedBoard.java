package dev.libellule.gateway.pins;

import dev.libellule.gateway.pins.BusScan.Found;
import dev.libellule.sensors.chip.Chip;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes a board file of what a {@link BusScan} has found: right as it stands, and meant to be changed. */
public final class ScannedBoard {
    private final StringBuilder sensors = new StringBuilder();
    private final StringBuilder outputs = new StringBuilder();
    private final StringBuilder unknown = new StringBuilder();
    private final Set<String> topics = new HashSet<>();
    private final List<String> names = new ArrayList<>();
    private final String place;

    private ScannedBoard(String place) {
        this.place = place;
    }

    /**
     * The text of the file.
     *
     * @param board its device id
     * @param place the room, in topics
     */
    public static String yaml(String board, String place, List<Found> found) {
        ScannedBoard file = new ScannedBoard(place);
        found.forEach(file::add);
        return """
                # Made by 'libellule boards scan'. Change it, then: libellule boards check FILE; libellule gateway -b FILE
                board: %s
                model: raspberry-pi
                place: %s
                %s%s%s"""
                .formatted(board, place, headed("sensors", file.sensors), headed("outputs", file.outputs),
                        file.unknown);
    }

    private static String headed(String list, StringBuilder entries) {
        return entries.isEmpty() ? "" : "\n" + list + ":\n" + entries;
    }

    private void add(Found found) {
        if (found.chips().isEmpty()) {
            unknown.append("\n# ").append(found.where()).append(": something that no driver here knows");
            return;
        }
        Chip chip = found.chips().getFirst();
        StringBuilder entry = new StringBuilder();
        boolean measures = chip.role() instanceof Chip.Role.Measures;
        if (!measures) {
            entry.append("  - name: ").append(name(chip)).append('\n');
        }
        entry.append(measures ? "  - " : "    ").append("chip: ").append(chip.name()).append("  # ")
                .append(found.where()).append(found.isRecognised() ? "" : ": something answers, it may be this")
                .append('\n');
        found.chips().stream().skip(1)
                .forEach(other -> entry.append("    # or: chip: ").append(other.name()).append('\n'));
        found.keys().forEach(key -> entry.append("    ").append(key).append('\n'));
        if (chip.role() instanceof Chip.Role.Acts(int channels, _, _) && channels > 1) {
            entry.append("    channel: 0  # to ").append(channels - 1).append(", an entry each\n");
        }
        if (measures) {
            entry.append("    signals:\n");
            BusScan.quantities(chip).forEach(quantity -> entry.append("      - {name: ").append(quantity)
                    .append(", topic: ").append(topic(chip, quantity)).append("}\n"));
        }
        (measures ? sensors : outputs).append(entry);
    }

    private String name(Chip chip) {
        names.add(chip.name());
        return chip.name() + "-" + names.stream().filter(chip.name()::equals).count();
    }

    /** The usual topic, or, where another chip has it, one with the chip's name. */
    private String topic(Chip chip, String quantity) {
        String topic = "maison/" + place + "/" + quantity;
        for (int i = 1; !topics.add(topic); i++) {
            topic = "maison/%s/%s/%s".formatted(place, i == 1 ? chip.name() : chip.name() + "-" + i, quantity);
        }
        return topic;
    }
}
