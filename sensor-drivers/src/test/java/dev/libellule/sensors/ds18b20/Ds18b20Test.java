package dev.libellule.sensors.ds18b20;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class Ds18b20Test {
    private static final String GOOD = "72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 4b 46 7f ff 0e 10 57 t=23125\n";

    private final int[] values = {-1};

    static Stream<Arguments> rows() { // what the file says, status, value
        return Stream.of(arguments(GOOD, SensorStatus.OK, 23_125),
                arguments("70 01 4b 46 7f ff 10 10 e1 : crc=e1 YES\n70 01 4b 46 7f ff 10 10 e1 t=23000\n", // KeikoWare, README on GitHub
                        SensorStatus.OK, 23_000),
                arguments(GOOD.replace("t=23125", "t=-10062"), SensorStatus.OK, -10_062),
                arguments(GOOD.replace("YES", "NO"), SensorStatus.CHECKSUM, -1),
                arguments("00 00 00 00 00 00 00 00 00 : crc=00 YES\n00 00 00 00 00 00 00 00 00 t=0\n",
                        SensorStatus.CHECKSUM, -1),
                arguments("50 05 4b 46 7f ff 0c 10 1c : crc=1c YES\n50 05 4b 46 7f ff 0c 10 1c t=85000\n",
                        SensorStatus.POWER_ON_VALUE, -1),
                arguments("50 05 4b 46 7f ff 08 10 27 : crc=27 YES\n50 05 4b 46 7f ff 08 10 27 t=85000\n",
                        SensorStatus.OK, 85_000),
                arguments(GOOD.replace("t=23125", "t=-127000"), SensorStatus.OUT_OF_RANGE, -1),
                arguments(GOOD.replace("t=23125", "t=2x"), SensorStatus.CHECKSUM, -1),
                arguments(GOOD.replace("72 01", "73 01"), SensorStatus.CHECKSUM, -1),
                arguments(GOOD.replace("72 01", "7z 01"), SensorStatus.CHECKSUM, -1),
                arguments("ff ff ff ff ff ff ff ff ff : crc=c9 NO\nff ff ff ff ff ff ff ff ff t=-62\n",
                        SensorStatus.CHECKSUM, -1),
                arguments(GOOD.replace("t=23125", "t=-"), SensorStatus.CHECKSUM, -1),
                arguments(GOOD.replace("t=23125", "t=99999999999"), SensorStatus.CHECKSUM, -1),
                arguments(GOOD + "left over", SensorStatus.OK, 23_125),
                arguments(GOOD.substring(0, 50), SensorStatus.NOT_RESPONDING, -1),
                arguments("t=23125", SensorStatus.NOT_RESPONDING, -1),
                arguments("", SensorStatus.NOT_RESPONDING, -1));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void readsTheKernelsFile(String text, int status, int value) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertEquals(status, Ds18b20.parse(bytes, bytes.length, values));
        assertEquals(value, values[0]);
    }

    @Test
    void takesTheFirstChipAndNoticesThatItIsGone(@TempDir Path devices) throws Exception {
        Files.createDirectory(devices.resolve("w1_bus_master1"));
        Ds18b20 driver = new Ds18b20(devices, Ds18b20.FIRST);
        assertEquals(SensorStatus.NOT_RESPONDING, driver.sample(values));
        Path chip = Files.createDirectory(devices.resolve("28-0316a2794aff"));
        Files.writeString(chip.resolve("w1_slave"), GOOD);
        assertEquals(SensorStatus.OK, driver.sample(values));
        assertEquals(SensorStatus.NOT_RESPONDING, new Ds18b20(devices, "28-000000000000").sample(values));
    }

    @Test
    void setsTheResolutionAndRemarksParasitePower(@TempDir Path devices) throws Exception {
        Path chip = Files.createDirectory(devices.resolve("28-0316a2794aff"));
        Files.writeString(chip.resolve("w1_slave"), GOOD);
        Files.writeString(chip.resolve("resolution"), "12\n");
        Files.writeString(chip.resolve("ext_power"), "1\n");
        Ds18b20 driver = new Ds18b20(devices, Ds18b20.FIRST, 10);
        assertEquals(SensorStatus.OK, driver.sample(values));
        assertEquals("10", Files.readString(chip.resolve("resolution")));
        assertNull(driver.takeRemark());
        Files.writeString(chip.resolve("ext_power"), "0\n");
        Ds18b20 onTwoWires = new Ds18b20(devices, Ds18b20.FIRST, 10);
        onTwoWires.sample(values);
        assertEquals("is powered through its data line (parasite power): several that convert at once fail, or read 85"
                + " degrees; give it its third wire", onTwoWires.takeRemark());
        assertNull(onTwoWires.takeRemark(), "taken once");
    }

    @Test
    void aResolutionThatMayNotBeSetIsRemarkedWithTheCommand(@TempDir Path devices) throws Exception {
        Path chip = Files.createDirectory(devices.resolve("28-0316a2794aff"));
        Files.writeString(chip.resolve("w1_slave"), GOOD);
        Path resolution = Files.writeString(chip.resolve("resolution"), "9\n");
        Files.setPosixFilePermissions(resolution, PosixFilePermissions.fromString("r--r--r--"));
        assumeFalse(Files.isWritable(resolution), "skipped: this user (root?) may write every file");
        Ds18b20 driver = new Ds18b20(devices, Ds18b20.FIRST);
        assertEquals(SensorStatus.OK, driver.sample(values));
        assertEquals(
                "has a resolution of 9 bits, and this user may not set 12; until its power is gone this does: echo 12"
                        + " | sudo tee " + resolution,
                driver.takeRemark());
    }

    @Test
    void aSampleAllocatesNothing(@TempDir Path devices) throws Exception {
        Path chip = Files.createDirectory(devices.resolve("28-0316a2794aff"));
        Files.writeString(chip.resolve("w1_slave"), GOOD);
        Ds18b20 driver = new Ds18b20(devices, Ds18b20.FIRST);
        assertEquals(0, Allocations.of(() -> driver.sample(values)));
        assertEquals(23_125, values[0]);
    }
}
