package dev.libellule.boards;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One chip on a bus of the machine, and what is published of it.
 *
 * @param chip one of {@link Chips}, such as {@code bme280}
 * @param at where the chip is found
 * @param every interval between two samples
 * @param signals one for each quantity that is published; at least one
 * @param settings further numbers of the chip, by their keys
 */
public record SensorEntry(String chip, ChipPlace at, Duration every, List<SignalEntry> signals,
        Map<String, Integer> settings) {
    public SensorEntry {
        Checks.between("every", every, SHORTEST_EVERY, LONGEST_EVERY);
        signals = List.copyOf(signals);
        settings = Map.copyOf(settings);
        if (signals.isEmpty()) {
            throw new BoardException("signals", "a sensor without signals publishes nothing; give at least one");
        }
    }

    static final Duration SHORTEST_EVERY = Duration.ofMillis(100);
    static final Duration LONGEST_EVERY = Duration.ofDays(1);
}
