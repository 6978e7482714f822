package dev.libellule.boards;

import dev.libellule.boards.InputEntry.Pull;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a chip is found. */
public sealed interface ChipPlace {
    /**
     * On an I2C bus.
     *
     * @param bus the number of {@code /dev/i2c-<bus>}
     * @param address 0x03 to 0x77; the others are reserved
     */
    record I2c(int bus, int address) implements ChipPlace {
        public I2c {
            Checks.between("bus", bus, 0, 255);
            Checks.i2cAddress(address);
        }

        @Override
        public String toString() {
            return "I2C bus %d address 0x%02X".formatted(bus, address);
        }
    }

    /** On an SPI bus: the numbers of {@code /dev/spidev<bus>.<select>}. */
    record Spi(int bus, int select) implements ChipPlace {
        public Spi {
            Checks.between("bus", bus, 0, 6);
            Checks.between("select", select, 0, 3);
        }

        @Override
        public String toString() {
            return "SPI bus %d chip select %d".formatted(bus, select);
        }
    }

    /**
     * On the 1-Wire bus that the kernel reads.
     *
     * @param id a folder of {@code /sys/bus/w1/devices}, such as {@code 28-0316a2794aff}; or {@code first}
     */
    record OneWire(String id) implements ChipPlace {
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

    /**
     * Something else that the kernel shows.
     *
     * @param id a folder of {@code /sys/bus/iio/devices}, such as {@code iio:device0}; or {@code first}
     */
    record Kernel(String id) implements ChipPlace {
        public Kernel {
            Checks.kernelId(id);
        }

        @Override
        public String toString() {
            return "kernel device " + id;
        }
    }

    /**
     * On pins of its own.
     *
     * @param pins BCM numbers by the names of the chip's pins
     * @param pull the Pi's own resistor at those that are read
     * @param debounce a level of those that are read counts once it has held for so long
     */
    record Pins(Map<String, Integer> pins, Pull pull, Duration debounce) implements ChipPlace {
        public Pins {
            pins = Collections.unmodifiableMap(new LinkedHashMap<>(pins));
            pins.forEach(Checks::gpio);
            Checks.between("debounce", debounce, Duration.ZERO, InputEntry.LONGEST_DEBOUNCE);
        }

        @Override
        public String toString() {
            return "GPIO " + String.join(", ", pins.values().stream().map(String::valueOf).toList());
        }
    }

    /** On a channel of the pulse hardware: {@code /sys/class/pwm/pwmchip<bus>/pwm<channel>}. */
    record Pwm(int bus, int channel) implements ChipPlace {
        public Pwm {
            Checks.between("bus", bus, 0, 15);
            Checks.between("channel", channel, 0, 15);
        }

        @Override
        public String toString() {
            return "PWM chip %d channel %d".formatted(bus, channel);
        }
    }
}
