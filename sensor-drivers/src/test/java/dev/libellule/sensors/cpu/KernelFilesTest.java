package dev.libellule.sensors.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.dht.Dht;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pi4j.PiWiring;
import dev.libellule.sensors.power.PiPower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel shows in files, against a folder of them. */
class KernelFilesTest {
    @TempDir
    private Path sys;

    private final Context context = Pi4J.newContextBuilder().noAutoDetect().disableShutdownHook().build();

    @AfterEach
    void close() {
        context.shutdown();
    }

    private Sensor driver(Chip chip) {
        return ((Chip.Role.Measures) chip.role()).driver().apply(new PiWiring(chip, new PiBuses(context), sys));
    }

    private void show(String path, String content) throws IOException {
        Path file = sys.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content + "\n");
    }

    private static void gives(Sensor driver, int... expected) {
        int[] values = new int[driver.quantityCount()];
        assertEquals(SensorStatus.OK, driver.sample(values));
        assertArrayEquals(expected, values);
        assertEquals(0, Allocations.of(() -> driver.sample(values)), "bytes allocated by five samples");
    }

    private static void refuses(int status, Sensor driver) {
        assertEquals(status, driver.sample(new int[driver.quantityCount()]));
    }

    @Test
    void theProcessorsTemperature() throws IOException {
        refuses(SensorStatus.NOT_RESPONDING, driver(Cpu.CHIP));
        show("class/thermal/thermal_zone0/temp", "48312");
        Sensor driver = driver(Cpu.CHIP);
        gives(driver, 48_312);
        show("class/thermal/thermal_zone0/temp", "-273000");
        refuses(SensorStatus.OUT_OF_RANGE, driver);
        show("class/thermal/thermal_zone0/temp", "1234567890");
        refuses(SensorStatus.NOT_RESPONDING, driver);
        show("class/thermal/thermal_zone0/temp", "50001");
        gives(driver, 50_001);
    }

    @Test
    void theFirmwaresFlags() throws IOException {
        refuses(SensorStatus.NOT_RESPONDING, driver(PiPower.CHIP));
        show("devices/platform/soc/soc:firmware/get_throttled", "50005"); // as a Pi with a weak supply prints
        gives(driver(PiPower.CHIP), 1, 1, 1);
        Sensor driver = driver(PiPower.CHIP);
        show("devices/platform/soc/soc:firmware/get_throttled", "0x50000");
        gives(driver, 0, 0, 1);
        show("devices/platform/soc/soc:firmware/get_throttled", "0");
        gives(driver, 0, 0, 0);
        show("devices/platform/soc/soc:firmware/get_throttled", "none");
        refuses(SensorStatus.NOT_RESPONDING, driver);
    }

    @Test
    void theVoltageDriverWhereThereAreNoFlags() throws IOException {
        show("class/hwmon/hwmon0/name", "cpu_thermal");
        show("class/hwmon/hwmon1/name", "rpi_volt");
        show("class/hwmon/hwmon1/in0_lcrit_alarm", "1");
        Sensor driver = driver(PiPower.CHIP);
        gives(driver, 1, 1, 1);
        show("class/hwmon/hwmon1/in0_lcrit_alarm", "0");
        gives(driver, 0, 0, 1);
    }

    @Test
    void aDhtOfTheKernel() throws IOException {
        refuses(SensorStatus.NOT_RESPONDING, driver(Dht.DHT22));
        show("bus/iio/devices/iio:device0/name", "ads1015");
        show("bus/iio/devices/iio:device1/name", "dht11@4");
        show("bus/iio/devices/iio:device1/in_temp_input", "-5400");
        show("bus/iio/devices/iio:device1/in_humidityrelative_input", "65200");
        gives(driver(Dht.DHT22), -54, 652);
        refuses(SensorStatus.OUT_OF_RANGE, driver(Dht.DHT11)); // below what it can measure
        show("bus/iio/devices/iio:device1/in_humidityrelative_input", "");
        refuses(SensorStatus.CHECKSUM, driver(Dht.DHT22));
    }
}
