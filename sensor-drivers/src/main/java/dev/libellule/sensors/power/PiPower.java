package dev.libellule.sensors.power;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.NumberFile;
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
    private NumberFile flags; // null while the firmware shows none
    private NumberFile alarm; // of the driver rpi_volt; null while there is none
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
            if (flags == null && alarm == null && !open()) {
                return SensorStatus.NOT_RESPONDING; // no Raspberry Pi
            }
            int read = flags != null ? flags.read(16) : alarm.read(10);
            if (read == NumberFile.NO_NUMBER) {
                return lost();
            }
            if (flags != null) {
                values[0] = (read & UNDER_VOLTAGE) != 0 ? 1 : 0;
                values[1] = (read & SLOWED_DOWN) != 0 ? 1 : 0;
                values[2] = (read & UNDER_VOLTAGE_EVER) != 0 ? 1 : 0;
            } else {
                everLow |= read != 0;
                values[0] = read != 0 ? 1 : 0;
                values[1] = values[0]; // this kernel tells no more: a Pi with too little voltage slows down
                values[2] = everLow ? 1 : 0;
            }
            return SensorStatus.OK;
        } catch (IOException e) {
            return lost();
        }
    }

    private boolean open() throws IOException {
        Path flagsFile = sys.resolve(FLAGS_FILE);
        if (Files.exists(flagsFile)) {
            flags = new NumberFile(flagsFile);
            return true;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(sys.resolve("class/hwmon"))) {
            for (Path folder : found) {
                if (text(folder.resolve("name")).equals("rpi_volt")) {
                    alarm = new NumberFile(folder.resolve("in0_lcrit_alarm"));
                    return true;
                }
            }
        }
        return false;
    }

    private int lost() {
        if (flags != null) {
            flags.close();
            flags = null;
        }
        if (alarm != null) {
            alarm.close();
            alarm = null;
        }
        return SensorStatus.NOT_RESPONDING;
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }
}
