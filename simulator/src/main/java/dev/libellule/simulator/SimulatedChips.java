package dev.libellule.simulator;

import static java.util.Map.entry;

import dev.libellule.simulator.chips.Ads1115Model;
import dev.libellule.simulator.chips.Aht20Model;
import dev.libellule.simulator.chips.Bh1750Model;
import dev.libellule.simulator.chips.Bme280Model;
import dev.libellule.simulator.chips.Bme680Model;
import dev.libellule.simulator.chips.Bmp180Model;
import dev.libellule.simulator.chips.Ds3231Model;
import dev.libellule.simulator.chips.Hcsr04Model;
import dev.libellule.simulator.chips.Hd44780Model;
import dev.libellule.simulator.chips.Htu21dModel;
import dev.libellule.simulator.chips.Ina219Model;
import dev.libellule.simulator.chips.Lm75Model;
import dev.libellule.simulator.chips.Mcp23017Model;
import dev.libellule.simulator.chips.Mcp3008Model;
import dev.libellule.simulator.chips.Pca9685Model;
import dev.libellule.simulator.chips.Pcf8574Model;
import dev.libellule.simulator.chips.Scd4xModel;
import dev.libellule.simulator.chips.Sht3xModel;
import dev.libellule.simulator.chips.Sht4xModel;
import dev.libellule.simulator.chips.Ssd1306Model;
import dev.libellule.simulator.chips.Tmp102Model;
import dev.libellule.simulator.chips.Tsl2561Model;
import dev.libellule.simulator.chips.Veml7700Model;
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
            entry("ssd1306", _ -> new Ssd1306Model(64)),
            entry("aht10", Aht20Model::aht10),
            entry("aht20", Aht20Model::aht20),
            entry("bme280", Bme280Model::bme280),
            entry("bme680", Bme680Model::bme680),
            entry("bmp180", Bmp180Model::new),
            entry("bmp280", Bme280Model::bmp280),
            entry("ds3231", Ds3231Model::new),
            entry("htu21d", Htu21dModel::htu21d),
            entry("ina219", Ina219Model::new),
            entry("lm75", Lm75Model::new),
            entry("scd4x", Scd4xModel::new),
            entry("sht3x", Sht3xModel::new),
            entry("sht4x", Sht4xModel::new),
            entry("tmp102", Tmp102Model::new));

    /** Chips on SPI. */
    public static final Map<String, Function<LongSupplier, SpiModel>> SPI = Map.ofEntries(
            entry("mcp3008", _ -> new Mcp3008Model(3300)));

    /** Things on pins. */
    public static final Map<String, PinWiring> PINS = Map.ofEntries(
            entry("hcsr04", (pi, pins) -> new Hcsr04Model(pi, pins.get("trigger"), pins.get("echo"))));

    private SimulatedChips() {}
}
