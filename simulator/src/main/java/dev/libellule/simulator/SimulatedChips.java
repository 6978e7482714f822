package dev.libellule.simulator;

import static java.util.Map.entry;

import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The models by the names of their chips in board files: one line each. The clock, in nanoseconds, says when a conversion is over. */
public final class SimulatedChips {
    /** What is wired to pins: it gets the Pi, and the BCM number of each of its pins by the pin's name. */
    @FunctionalInterface
    public interface PinWiring {
        void wire(SimulatedPi pi, Map<String, Integer> pins);
    }

    /** Chips on I2C. */
    public static final Map<String, Function<LongSupplier, I2cModel>> I2C = Map.ofEntries(
            entry("bme280", Bme280Model::new));

    /** Chips on SPI. */
    public static final Map<String, Function<LongSupplier, SpiModel>> SPI = Map.ofEntries();

    /** Things on pins. */
    public static final Map<String, PinWiring> PINS = Map.ofEntries();

    private SimulatedChips() {}
}
