package dev.libellule.sensors;

import dev.libellule.sensors.bme280.Bme280;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.cpu.Cpu;
import dev.libellule.sensors.dht.Dht;
import dev.libellule.sensors.ds18b20.Ds18b20;
import dev.libellule.sensors.led.Led;
import dev.libellule.sensors.power.PiPower;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All chips that there are drivers for: one line each. */
public final class Catalogue {
    private static final List<Chip> CHIPS = List.of(
            Bme280.CHIP,
            Cpu.CHIP,
            Dht.DHT11,
            Dht.DHT22,
            Ds18b20.CHIP,
            Led.CHIP,
            PiPower.CHIP);

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
