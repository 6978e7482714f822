package dev.libellule.sensors.power;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.chip.Chip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a Raspberry Pi has too little voltage, or has slowed itself down: each 0 or 1. From the firmware's flags, the same that
 * {@code vcgencmd get_throttled} prints; on kernels without that file, the voltage alone, from the driver rpi_volt.
 *
 * <pre>
 *   bit 0 under-voltage   1 frequency capped   2 throttled   3 soft temperature limit   16 to 19: the same, at any time since the start
 * </pre>
 *
 * @see "Raspberry Pi documentation, vcgencmd get_throttled; drivers/hwmon/raspberrypi-hwmon.c of the Linux kernel"
 */
public final class PiPower implements Sensor {
    static final String FLAGS_FILE = "devices/platform/soc/soc:firmware/get_throttled";
    private static final int UNDER_VOLTAGE = 1;
    private static final int SLOWED_DOWN = 1 << 1 | 1 << 2 | 1 << 3;
    private static final int UNDER_VOLTAGE_EVER = 1 << 16;

    private static final Quantity[] QUANTITIES = {new Quantity("undervoltage", "", 0, 0, 1),
            new Quantity("throttled", "", 0, 0, 1), new Quantity("undervoltage-since-start", "", 0, 0, 1)};

    /** How it describes itself. */
    public static final Chip CHIP = Chip.inKernel("pi-power").measures(1000, wiring -> new PiPower(wiring.sys()),
            QUANTITIES);

    private final Path sys;
    private boolean everLow;

    /** The supply of a machine, by its {@code /sys}. */
    public PiPower(Path sys) {
        this.sys = sys;
    }

    @Override
    public int quantityCount() {
        return QUANTITIES.length;
    }

    @Override
    public Quantity quantity(int index) {
        return QUANTITIES[index];
    }

    @Override
    public int sample(int[] values) {
        try {
            Path flagsFile = sys.resolve(FLAGS_FILE);
            if (!Files.exists(flagsFile)) {
                return fromVoltageDriver(values);
            }
            int flags = Integer.parseInt(text(flagsFile).replaceFirst("^0x", ""), 16);
            values[0] = (flags & UNDER_VOLTAGE) != 0 ? 1 : 0;
            values[1] = (flags & SLOWED_DOWN) != 0 ? 1 : 0;
            values[2] = (flags & UNDER_VOLTAGE_EVER) != 0 ? 1 : 0;
            return SensorStatus.OK;
        } catch (IOException | NumberFormatException e) {
            return SensorStatus.NOT_RESPONDING; // no Raspberry Pi
        }
    }

    private int fromVoltageDriver(int[] values) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(sys.resolve("class/hwmon"))) {
            for (Path folder : found) {
                if (text(folder.resolve("name")).equals("rpi_volt")) {
                    values[0] = Integer.parseInt(text(folder.resolve("in0_lcrit_alarm")));
                    everLow |= values[0] != 0;
                    values[1] = values[0]; // this kernel tells no more: a Pi with too little voltage slows down
                    values[2] = everLow ? 1 : 0;
                    return SensorStatus.OK;
                }
            }
        }
        return SensorStatus.NOT_RESPONDING;
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }
}
