package dev.libellule.gateway.app.virtual;

import dev.libellule.boards.Board;
import dev.libellule.boards.Range;
import dev.libellule.boards.SignalEntry;
import dev.libellule.simulator.Battery;
import dev.libellule.simulator.House.Room;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;

/** What a signal's sensor would give: the climate of its room, a battery, or a walk by chance through its range. */
final class Source {
    /** A walk takes so many steps from one end of its range to the other, on the average. */
    private static final int STEPS = 60;

    private final SignalEntry entry;
    private final World world;
    private final SplittableRandom random;
    private final Room room;
    private final int decimals;
    private final double lowest;
    private final double highest;
    private final Battery battery;
    private double value;
    private long askedMillis;

    /** A source of readings with so many decimals. */
    Source(Board board, SignalEntry entry, int decimals, World world, SplittableRandom random) {
        this.entry = entry;
        this.world = world;
        this.random = random;
        this.decimals = decimals;
        room = roomOf(board.place());
        battery = entry.name().startsWith("bat") && entry.unit().equals("%") ? new Battery(2400, 0.02, 20) : null;
        Range range = entry.range();
        boolean isOpen = range.maximum().compareTo(BigDecimal.valueOf(1_000_000)) > 0;
        lowest = raw(isOpen ? BigDecimal.ZERO : range.minimum());
        highest = raw(isOpen ? BigDecimal.valueOf(100) : range.maximum());
        value = (lowest + highest) / 2;
    }

    /** The room of a board; the living room where its place is none of the house. */
    static Room roomOf(String place) {
        for (Room room : Room.values()) {
            if (room.topicLevel().equals(place)) {
                return room;
            }
        }
        return Room.SALON;
    }

    /** Which reading becomes a value: the straight line backwards. */
    private double raw(BigDecimal wanted) {
        double offset = entry.shape().offset().orElse(BigDecimal.ZERO).doubleValue();
        return entry.shape().map().map(map -> {
            double share = (wanted.doubleValue() - offset - map.toFirst().doubleValue())
                    / (map.toLast().doubleValue() - map.toFirst().doubleValue());
            double first = map.from().minimum().doubleValue();
            return first + Math.clamp(share, 0, 1) * (map.from().maximum().doubleValue() - first);
        }).orElseGet(() -> (wanted.doubleValue() - offset)
                / entry.shape().scale().orElse(BigDecimal.ONE).doubleValue());
    }

    /** The next reading, a scaled int. */
    int next() {
        long elapsedMillis = world.nowMillis() - askedMillis;
        askedMillis = world.nowMillis();
        if (battery != null) {
            battery.advance(elapsedMillis);
            battery.send();
            return scaled(raw(BigDecimal.valueOf(battery.percent())));
        }
        return scaled(switch (entry.unit()) {
            case "°C" -> raw(BigDecimal.valueOf(world.house().temperatureCentiCelsius(room), 2));
            case "%" -> raw(BigDecimal.valueOf(world.house().humidityCentiPercent(room), 2));
            case "hPa" -> raw(BigDecimal.valueOf(world.house().pressurePascals(), 2));
            default -> walk();
        });
    }

    private double walk() {
        value += (random.nextDouble() - 0.5) * 4 * (highest - lowest) / STEPS;
        value = Math.clamp(value, Math.min(lowest, highest), Math.max(lowest, highest));
        return value;
    }

    private int scaled(double reading) {
        return BigDecimal.valueOf(reading).movePointRight(decimals).setScale(0, RoundingMode.HALF_UP).intValue();
    }
}
