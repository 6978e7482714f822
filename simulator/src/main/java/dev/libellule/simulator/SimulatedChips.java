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
            entry("bme280", Bme280Model::new),
            entry("ads1115", clock -> new Ads1115Model(false, clock)),
            entry("ads1015", clock -> new Ads1115Model(true, clock)),
            entry("bh1750", Bh1750Model::new),
            entry("tsl2561", Tsl2561Model::new),
            entry("veml7700", Veml7700Model::new),
            entry("pcf8574", _ -> new Pcf8574Model()),
            entry("pcf8574a", _ -> new Pcf8574Model()),
            entry("mcp23017", _ -> new Mcp23017Model()),
            entry("pca9685", _ -> new Pca9685Model()),
            entry("hd44780", Hd44780Model::new),
            entry("ssd1306", _ -> new Ssd1306Model(64)));

    /** Chips on SPI. */
    public static final Map<String, Function<LongSupplier, SpiModel>> SPI = Map.ofEntries(
            entry("mcp3008", _ -> new Mcp3008Model(3300)));

    /** Things on pins. */
    public static final Map<String, PinWiring> PINS = Map.ofEntries(
            entry("hcsr04", (pi, pins) -> new Hcsr04Model(pi, pins.get("trigger"), pins.get("echo"))));

    private SimulatedChips() {}
}
