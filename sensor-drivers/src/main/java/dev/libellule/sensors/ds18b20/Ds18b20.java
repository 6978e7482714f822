package dev.libellule.sensors.ds18b20;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.chip.Chip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Maxim DS18B20: temperature over 1-Wire, read from the file {@code w1_slave} that the kernel's w1-therm driver shows.
 *
 * <pre>
 *   72 01 4b 46 7f ff 0e 10 57 : crc=57 YES
 *   72 01 4b 46 7f ff 0e 10 57 t=23125          thousandths of a degree Celsius
 * </pre>
 *
 * <p>Reading the file makes the conversion, up to 750 ms. One thread.
 *
 * @see "Datasheet DS18B20, 19-7487; Documentation/w1/slaves/w1_therm.rst of the Linux kernel"
 */
public final class Ds18b20 implements Sensor {
    /** Where the kernel shows the devices of its 1-Wire buses, below {@code /sys}. */
    public static final String DEVICES = "bus/w1/devices";
    /** Takes the first chip that is found. */
    public static final String FIRST = "first";

    private static final String FAMILY_CODE = "28-"; // datasheet, "64-bit lasered ROM code"
    private static final int POWER_ON_MILLI_CELSIUS = 85_000; // datasheet, table 1, note
    private static final int POWER_ON_CONFIGURATION = 0x0C; // COUNT_REMAIN as it is only before the first conversion
    private static final Quantity TEMPERATURE = new Quantity("temperature", "°C", 3, -55_000, 125_000);

    /** How it describes itself; 750 ms are one conversion. */
    public static final Chip CHIP = Chip.onOneWire("ds18b20")
            .measures(1000, wiring -> new Ds18b20(wiring.sys().resolve(DEVICES), wiring.id()), TEMPERATURE);

    private final Path devices;
    private final String id;

    /**
     * A driver for one chip.
     *
     * @param devices {@code /sys/bus/w1/devices}, or a folder that looks like it
     * @param id the chip's folder, such as {@code 28-0316a2794aff}, or {@link #FIRST}
     */
    public Ds18b20(Path devices, String id) {
        this.devices = devices;
        this.id = id;
    }

    @Override
    public int quantityCount() {
        return 1;
    }

    @Override
    public Quantity quantity(int index) {
        return TEMPERATURE;
    }

    @Override
    public int sample(int[] values) {
        try {
            Path folder = id.equals(FIRST) ? first() : devices.resolve(id);
            return folder == null
                    ? SensorStatus.NOT_RESPONDING
                    : parse(Files.readString(folder.resolve("w1_slave"),
                            StandardCharsets.US_ASCII), values);
        } catch (IOException | UncheckedIOException e) {
            return SensorStatus.NOT_RESPONDING; // unplugged: the kernel takes its folder away
        }
    }

    private Path first() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(devices, FAMILY_CODE + "*")) {
            Path first = null;
            for (Path folder : found) {
                first = first == null || folder.compareTo(first) < 0 ? folder : first;
            }
            return first;
        }
    }

    /** Reads the two lines; pure. */
    static int parse(String text, int[] values) {
        int at = text.indexOf(" t=");
        if (at < 0) {
            return SensorStatus.NOT_RESPONDING;
        }
        if (!text.substring(0, at).contains(" YES") || text.startsWith("00 00 00 00 00 00 00 00 00")) {
            return SensorStatus.CHECKSUM; // a shorted bus reads zeroes, whose check sum is right
        }
        int milliCelsius;
        try {
            milliCelsius = Integer.parseInt(text.substring(at + 3).strip());
        } catch (NumberFormatException e) {
            return SensorStatus.CHECKSUM;
        }
        if (milliCelsius == POWER_ON_MILLI_CELSIUS && countRemain(text) == POWER_ON_CONFIGURATION) {
            return SensorStatus.POWER_ON_VALUE;
        }
        if (milliCelsius < TEMPERATURE.minimum() || milliCelsius > TEMPERATURE.maximum()) {
            return SensorStatus.OUT_OF_RANGE;
        }
        values[0] = milliCelsius;
        return SensorStatus.OK;
    }

    /** Byte 6 of the scratchpad: reserved in the datasheet; 0x0C after power-up, on genuine chips 0x10 minus a count later. */
    private static int countRemain(String text) {
        try {
            return Integer.parseInt(text.substring(18, 20), 16);
        } catch (RuntimeException e) {
            return -1;
        }
    }
}
