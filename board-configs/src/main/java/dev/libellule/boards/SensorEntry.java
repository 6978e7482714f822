package dev.libellule.boards;

import java.time.Duration;
import java.util.List;

/**
 * One chip on a bus of the machine, and what is published of it.
 *
 * @param chip one of {@link Chips}, such as {@code bme280}
 * @param at where the chip is found
 * @param every interval between two samples
 * @param signals one for each quantity that is published; at least one
 */
public record SensorEntry(String chip, Place at, Duration every, List<SignalEntry> signals) {
    public SensorEntry {
        Checks.between("every", every, SHORTEST_EVERY, LONGEST_EVERY);
        signals = List.copyOf(signals);
        if (signals.isEmpty()) {
            throw new BoardException("signals", "a sensor without signals publishes nothing; give at least one");
        }
    }

    static final Duration SHORTEST_EVERY = Duration.ofMillis(100);
    static final Duration LONGEST_EVERY = Duration.ofDays(1);

    /** Where a chip is found. */
    public sealed interface Place permits I2c, OneWire {}

    /**
     * On an I2C bus.
     *
     * @param bus the number of {@code /dev/i2c-<bus>}
     * @param address 0x03 to 0x77; the others are reserved
     */
    public record I2c(int bus, int address) implements Place {
        public I2c {
            Checks.between("bus", bus, 0, 255);
            Checks.i2cAddress(address);
        }

        @Override
        public String toString() {
            return "I2C bus %d address 0x%02X".formatted(bus, address);
        }
    }

    /**
     * On the 1-Wire bus that the kernel reads.
     *
     * @param id a folder of {@code /sys/bus/w1/devices}, such as {@code 28-0316a2794aff}; or {@code first}
     */
    public record OneWire(String id) implements Place {
        /** Takes the first chip of the right family: right as long as there is only one. */
        public static final String FIRST = "first";

        public OneWire {
            Checks.oneWireId(id);
        }

        @Override
        public String toString() {
            return "1-Wire " + id;
        }
    }
}
