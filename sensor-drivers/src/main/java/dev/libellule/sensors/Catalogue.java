package dev.libellule.sensors;

import dev.libellule.sensors.ads1115.Ads1115;
import dev.libellule.sensors.aht20.Aht20;
import dev.libellule.sensors.bh1750.Bh1750;
import dev.libellule.sensors.bme280.Bme280;
import dev.libellule.sensors.bme280.Bmp280;
import dev.libellule.sensors.bme680.Bme680;
import dev.libellule.sensors.bmp180.Bmp180;
import dev.libellule.sensors.buzzer.Buzzer;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.cpu.Cpu;
import dev.libellule.sensors.dht.Dht;
import dev.libellule.sensors.ds18b20.Ds18b20;
import dev.libellule.sensors.ds3231.Ds3231;
import dev.libellule.sensors.flow.FlowMeter;
import dev.libellule.sensors.hcsr04.Hcsr04;
import dev.libellule.sensors.hd44780.Hd44780;
import dev.libellule.sensors.htu21d.Htu21d;
import dev.libellule.sensors.ina219.Ina219;
import dev.libellule.sensors.led.Led;
import dev.libellule.sensors.lm75.Lm75;
import dev.libellule.sensors.mcp23017.Mcp23017;
import dev.libellule.sensors.mcp3008.Mcp3008;
import dev.libellule.sensors.pca9685.Pca9685;
import dev.libellule.sensors.pcf8574.Pcf8574;
import dev.libellule.sensors.power.PiPower;
import dev.libellule.sensors.pulse.PulseCounter;
import dev.libellule.sensors.pwmled.PwmLed;
import dev.libellule.sensors.relay.Relay;
import dev.libellule.sensors.scd4x.Scd4x;
import dev.libellule.sensors.servo.Servo;
import dev.libellule.sensors.sht3x.Sht3x;
import dev.libellule.sensors.sht4x.Sht4x;
import dev.libellule.sensors.ssd1306.Ssd1306;
import dev.libellule.sensors.tmp102.Tmp102;
import dev.libellule.sensors.tsl2561.Tsl2561;
import dev.libellule.sensors.veml7700.Veml7700;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All chips that there are drivers for: one line each. */
public final class Catalogue {
    private static final List<Chip> CHIPS = List.of(
            Aht20.CHIP,
            Aht20.AHT10,
            Bme280.CHIP,
            Bme680.CHIP,
            Bmp180.CHIP,
            Bmp280.CHIP,
            Cpu.CHIP,
            Dht.DHT11,
            Dht.DHT22,
            Ds3231.CHIP,
            Htu21d.CHIP,
            Ina219.CHIP,
            Lm75.CHIP,
            Scd4x.CHIP,
            Sht3x.CHIP,
            Sht4x.CHIP,
            Tmp102.CHIP,
            Ds18b20.CHIP,
            PiPower.CHIP,
            Ads1115.ADS1115,
            Ads1115.ADS1015,
            Bh1750.CHIP,
            Tsl2561.CHIP,
            Veml7700.CHIP,
            Mcp3008.CHIP,
            Hcsr04.CHIP,
            PulseCounter.CHIP,
            FlowMeter.CHIP,
            Led.CHIP,
            Relay.CHIP,
            PwmLed.CHIP,
            Buzzer.CHIP,
            Servo.CHIP,
            Pca9685.CHIP,
            Pcf8574.PCF8574,
            Pcf8574.PCF8574A,
            Mcp23017.CHIP,
            Hd44780.CHIP,
            Ssd1306.CHIP);

    private static final Map<String, Chip> BY_NAME = byName(CHIPS);

    private Catalogue() {}

    /** All chips by their name in board files. */
    public static Map<String, Chip> byName() {
        return BY_NAME;
    }

    private static Map<String, Chip> byName(List<Chip> chips) {
        Map<String, Chip> byName = new LinkedHashMap<>();
        for (Chip chip : chips) {
            if (byName.put(chip.name(), chip) != null) {
                throw new IllegalStateException("two chips are called " + chip.name());
            }
        }
        return java.util.Collections.unmodifiableMap(byName);
    }
}
