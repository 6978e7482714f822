package dev.libellule.sensors.cpu;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.NumberFile;
import dev.libellule.sensors.chip.Chip;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The processor's temperature as the kernel shows it, in thousandths of a degree, in {@code /sys/class/thermal/thermal_zone0/temp}. On a
 * Raspberry Pi it slows itself down at 80 °C. One thread.
 *
 * @see "Documentation/driver-api/thermal/sysfs-api.rst of the Linux kernel"
 */
public final class Cpu implements Sensor {
    static final String TEMPERATURE_FILE = "class/thermal/thermal_zone0/temp";
    private static final Quantity TEMPERATURE = new Quantity("temperature", "°C", 3, -40_000, 125_000);

    /** How it describes itself. */
    public static final Chip CHIP = Chip.inKernel("cpu").measures(1000, wiring -> new Cpu(wiring.sys()), TEMPERATURE);

    private final Path path;
    private NumberFile file; // null while it is not there

    /** The processor of a machine, by its {@code /sys}. */
    public Cpu(Path sys) {
        path = sys.resolve(TEMPERATURE_FILE);
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
            if (file == null) {
                file = new NumberFile(path);
            }
            values[0] = file.read(10);
        } catch (IOException e) {
            return lost(); // a machine without the file, such as a virtual one
        }
        if (values[0] == NumberFile.NO_NUMBER) {
            return lost();
        }
        return values[0] < TEMPERATURE.minimum() || values[0] > TEMPERATURE.maximum()
                ? SensorStatus.OUT_OF_RANGE
                : SensorStatus.OK;
    }

    private int lost() {
        if (file != null) {
            file.close();
            file = null;
        }
        return SensorStatus.NOT_RESPONDING;
    }
}
