package dev.libellule.sensors.dht;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.NumberFile;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.Wiring;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A DHT11 or DHT22 from the files of the kernel's driver dht11, which does both; {@code dtoverlay=dht11,gpiopin=4} in config.txt brings it:
 *
 * <pre>
 *   /sys/bus/iio/devices/iio:device0/name                         dht11@4
 *                                    in_temp_input                21500      thousandths of a degree
 *                                    in_humidityrelative_input    45000      thousandths of a percent
 * </pre>
 *
 * <p>The driver checks the chip's check sum; a reading that fails is an input/output error, which happens now and then. One thread.
 *
 * @see "Datasheet Aosong AM2302; drivers/iio/humidity/dht11.c of the Linux kernel"
 */
public final class Dht implements Sensor {
    private static final Quantity[] DHT11_QUANTITIES = {new Quantity("temperature", "°C", 1, 0, 500),
            new Quantity("humidity", "%", 1, 50, 950)};
    private static final Quantity[] DHT22_QUANTITIES = {new Quantity("temperature", "°C", 1, -400, 800),
            new Quantity("humidity", "%", 1, 0, 1000)};

    /** The blue one; at most one sample in two seconds, as the kernel keeps one for so long. */
    public static final Chip DHT11 = Chip.inKernel("dht11").measures(2000, wiring -> new Dht(wiring, DHT11_QUANTITIES),
            DHT11_QUANTITIES);
    /** The white one, also called AM2302. */
    public static final Chip DHT22 = Chip.inKernel("dht22").measures(2000, wiring -> new Dht(wiring, DHT22_QUANTITIES),
            DHT22_QUANTITIES);

    private static final String DEVICES = "bus/iio/devices";
    private static final String FIRST = "first";
    private static final int MILLI_PER_TENTH = 100;

    private final Path devices;
    private final String id;
    private final Quantity[] quantities;
    private NumberFile temperature; // null while the device is not there
    private NumberFile humidity;

    private Dht(Wiring wiring, Quantity[] quantities) {
        this.devices = wiring.sys().resolve(DEVICES);
        this.id = wiring.id();
        this.quantities = quantities;
    }

    @Override
    public int quantityCount() {
        return quantities.length;
    }

    @Override
    public Quantity quantity(int index) {
        return quantities[index];
    }

    @Override
    public int sample(int[] values) {
        int status;
        try {
            status = temperature == null ? open() : SensorStatus.OK;
            if (status == SensorStatus.OK) {
                status = read(values);
            }
        } catch (NoSuchFileException | FileNotFoundException e) {
            status = SensorStatus.NOT_RESPONDING; // no overlay in config.txt, or another device
        } catch (IOException e) {
            status = SensorStatus.CHECKSUM; // EIO of the driver: bits were lost on the way
        }
        if (status != SensorStatus.OK) {
            close();
            return status;
        }
        for (int i = 0; i < quantities.length; i++) {
            if (values[i] < quantities[i].minimum() || values[i] > quantities[i].maximum()) {
                return SensorStatus.OUT_OF_RANGE;
            }
        }
        return SensorStatus.OK;
    }

    private int open() throws IOException {
        Path folder = id.equals(FIRST) ? first() : devices.resolve(id);
        if (folder == null) {
            return SensorStatus.NOT_RESPONDING;
        }
        temperature = new NumberFile(folder.resolve("in_temp_input"));
        humidity = new NumberFile(folder.resolve("in_humidityrelative_input"));
        return SensorStatus.OK;
    }

    private int read(int[] values) throws IOException {
        int milliCelsius = temperature.read(10);
        int milliPercent = humidity.read(10);
        if (milliCelsius == NumberFile.NO_NUMBER || milliPercent == NumberFile.NO_NUMBER) {
            return SensorStatus.CHECKSUM;
        }
        values[0] = tenths(milliCelsius);
        values[1] = tenths(milliPercent);
        return SensorStatus.OK;
    }

    private static int tenths(int thousandths) {
        return Math.floorDiv(thousandths + MILLI_PER_TENTH / 2, MILLI_PER_TENTH);
    }

    private void close() {
        if (temperature != null) {
            temperature.close();
            temperature = null;
        }
        if (humidity != null) {
            humidity.close();
            humidity = null;
        }
    }

    private Path first() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(devices)) {
            Path first = null;
            for (Path folder : found) {
                if (text(folder.resolve("name")).startsWith("dht") && (first == null || folder.compareTo(first) < 0)) {
                    first = folder;
                }
            }
            return first;
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }
}
