package dev.libellule.sensors.ds18b20;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.Remarks;
import dev.libellule.sensors.chip.Setting;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
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
 * <p>Reading the file makes the conversion, up to 750 ms at 12 bits and 94 ms at 9. When a chip is found, its resolution is set where it is
 * another, and parasite power is remarked. One thread.
 *
 * @see "Datasheet DS18B20, 19-7487; Documentation/w1/slaves/w1_therm.rst and ABI/testing/sysfs-driver-w1_therm of the Linux kernel"
 */
public final class Ds18b20 implements Sensor, Remarks {
    /** Where the kernel shows the devices of its 1-Wire buses, below {@code /sys}. */
    public static final String DEVICES = "bus/w1/devices";
    /** Takes the first chip that is found. */
    public static final String FIRST = "first";

    private static final String FAMILY_CODE = "28-"; // datasheet, "64-bit lasered ROM code"
    private static final int POWER_ON_MILLI_CELSIUS = 85_000; // datasheet, table 1, note
    private static final int POWER_ON_CONFIGURATION = 0x0C; // COUNT_REMAIN as it is only before the first conversion
    private static final Quantity TEMPERATURE = new Quantity("temperature", "°C", 3, -55_000, 125_000);

    private static final Setting RESOLUTION_BITS = new Setting("resolution-bits", 12, 9, 12);

    /** How it describes itself; 750 ms are one conversion. */
    public static final Chip CHIP = Chip.onOneWire("ds18b20").settings(RESOLUTION_BITS)
            .measures(1000, wiring -> new Ds18b20(wiring.sys().resolve(DEVICES), wiring.id(),
                    wiring.setting(RESOLUTION_BITS.name())), TEMPERATURE);

    private static final String PARASITE = "0"; // of the file ext_power
    private static final int SCRATCHPAD_TEXT = 27; // nine bytes as two digits and a space
    private static final int MOST_DIGITS = 7;
    private static final int NO_NUMBER = Integer.MIN_VALUE;

    private final Path devices;
    private final String id;
    private final byte[] text = new byte[128];
    private final int resolutionBits;
    private RandomAccessFile file;
    private String remark; // null: nothing new

    /** A driver for one chip, at the resolution it has after power-on, 12 bits. */
    public Ds18b20(Path devices, String id) {
        this(devices, id, RESOLUTION_BITS.standard());
    }

    /**
     * A driver for one chip.
     *
     * @param devices {@code /sys/bus/w1/devices}, or a folder that looks like it
     * @param id the chip's folder, such as {@code 28-0316a2794aff}, or {@link #FIRST}
     * @param resolutionBits 9 to 12
     */
    public Ds18b20(Path devices, String id, int resolutionBits) {
        this.devices = devices;
        this.id = id;
        this.resolutionBits = resolutionBits;
    }

    @Override
    public String takeRemark() {
        String taken = remark;
        remark = null;
        return taken;
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
        int status;
        try {
            status = file == null ? open() : SensorStatus.OK;
            if (status == SensorStatus.OK) {
                status = parse(text, read(), values);
            }
        } catch (IOException | UncheckedIOException e) {
            status = SensorStatus.NOT_RESPONDING; // unplugged: the kernel takes its folder away
        }
        if (status == SensorStatus.NOT_RESPONDING) {
            close();
        }
        return status;
    }

    /** Opens the file; it stays open, and each read from its beginning makes a conversion. */
    private int open() throws IOException {
        Path folder = id.equals(FIRST) ? first() : devices.resolve(id);
        if (folder == null) {
            return SensorStatus.NOT_RESPONDING;
        }
        file = new RandomAccessFile(folder.resolve("w1_slave").toFile(), "r");
        remark = kernelSays(folder, "ext_power").equals(PARASITE)
                ? "is powered through its data line (parasite power): several that convert at once fail, or read 85 degrees;"
                        + " give it its third wire"
                : null;
        setResolution(folder);
        return SensorStatus.OK;
    }

    /** The kernel keeps it in the chip's memory until its power is gone. */
    private void setResolution(Path folder) {
        String now = kernelSays(folder, "resolution");
        if (now.isEmpty() || now.equals(Integer.toString(resolutionBits))) {
            return; // a kernel before 5.8 does not know it
        }
        try {
            Files.writeString(folder.resolve("resolution"), Integer.toString(resolutionBits));
        } catch (IOException e) {
            remark = ("has a resolution of %s bits, and this user may not set %d; until its power is gone this does:"
                    + " echo %d | sudo tee %s").formatted(now, resolutionBits, resolutionBits,
                            folder.resolve("resolution"));
        }
    }

    /** What is in one of the chip's files; empty if there is none. */
    private static String kernelSays(Path folder, String name) {
        try {
            return Files.readString(folder.resolve(name)).strip();
        } catch (IOException e) {
            return "";
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

    private int read() throws IOException {
        file.seek(0);
        int length = 0;
        int count = file.read(text, 0, text.length);
        while (count > 0) {
            length += count;
            count = file.read(text, length, text.length - length);
        }
        return length;
    }

    private void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // it was only read, and the chip behind it is gone
            }
            file = null;
        }
    }

    /** Reads the two lines; pure, allocates nothing. */
    static int parse(byte[] text, int length, int[] values) {
        int at = indexOf(text, length, 't', '=');
        if (at < SCRATCHPAD_TEXT) {
            return SensorStatus.NOT_RESPONDING;
        }
        if (indexOf(text, at, 'Y', 'E') < 0 || !isIntact(text)) {
            return SensorStatus.CHECKSUM;
        }
        int milliCelsius = decimal(text, at + 2, length);
        if (milliCelsius == NO_NUMBER) {
            return SensorStatus.CHECKSUM;
        }
        if (milliCelsius == POWER_ON_MILLI_CELSIUS && scratchpad(text, 6) == POWER_ON_CONFIGURATION) {
            return SensorStatus.POWER_ON_VALUE;
        }
        if (milliCelsius < TEMPERATURE.minimum() || milliCelsius > TEMPERATURE.maximum()) {
            return SensorStatus.OUT_OF_RANGE;
        }
        values[0] = milliCelsius;
        return SensorStatus.OK;
    }

    private static int indexOf(byte[] text, int length, int first, int second) {
        for (int i = 0; i + 1 < length; i++) {
            if (text[i] == first && text[i + 1] == second) {
                return i;
            }
        }
        return -1;
    }

    /** Byte 0 to 8 of the scratchpad, the first nine pairs of digits; -1 if they are none. */
    private static int scratchpad(byte[] text, int index) {
        int high = Character.digit(text[3 * index], 16);
        int low = Character.digit(text[3 * index + 1], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /**
     * Whether the ninth byte is the check sum of the others, "CRC generation": polynomial x^8 + x^5 + x^4 + 1, reflected. Zeroes alone
     * are not: a shorted line reads so, and the check sum of zeroes is zero.
     */
    private static boolean isIntact(byte[] text) {
        int crc = 0;
        int all = 0;
        for (int i = 0; i <= 8; i++) {
            int value = scratchpad(text, i);
            if (value < 0) {
                return false;
            }
            all |= value;
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0x8C : crc >> 1;
            }
        }
        return crc == 0 && all != 0; // over the check sum too, it comes to 0
    }

    private static int decimal(byte[] text, int from, int length) {
        boolean isNegative = from < length && text[from] == '-';
        int value = 0;
        int digits = 0;
        for (int i = isNegative ? from + 1 : from; i < length && text[i] != '\n' && text[i] != '\r'; i++) {
            if (text[i] < '0' || text[i] > '9' || ++digits > MOST_DIGITS) {
                return NO_NUMBER;
            }
            value = 10 * value + text[i] - '0';
        }
        return digits == 0 ? NO_NUMBER : isNegative ? -value : value;
    }
}
