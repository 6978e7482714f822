package dev.libellule.sensors.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.PullResistance;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.bus.EdgeLine;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.bus.PwmLine;
import dev.libellule.sensors.bus.SpiTarget;
import dev.libellule.sensors.pi4j.PiBuses;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our Pi4J provider, from the ports of the drivers down to the structures that the kernel is given. */
class KernelProvidersTest {
    private final FakeKernel kernel = new FakeKernel();
    private Context context;
    private PiBuses buses;

    @TempDir
    private Path classPwm;

    @BeforeEach
    void open() {
        context = Pi4J.newContextBuilder().noAutoDetect().disableShutdownHook()
                .add(KernelProviders.on(kernel, classPwm)).build();
        buses = new PiBuses(context);
    }

    @AfterEach
    void close() {
        context.shutdown();
    }

    @Test
    void aRegisterIsReadInOneTransferWithARepeatedStart() { // Documentation/i2c/dev-interface.rst, I2C_RDWR
        kernel.registers[0xD0] = 0x60;
        I2cTarget target = buses.i2c(1, 0x76);
        assertEquals(0x60, target.readRegister(0xD0));
        assertEquals(List.of("76 W D0 76 R1"), kernel.notes);
        byte[] into = new byte[4];
        target.writeRegister(0xF4, 0x25);
        target.readRegisters(0xF3, into, 1, 2);
        assertArrayEquals(new byte[]{0, 0, 0x25, 0}, into);
    }

    @Test
    void plainTransfersCarryNothingBesideTheBytes() {
        I2cTarget target = buses.i2c(1, 0x44);
        target.write(new byte[]{0x2C, 0x06}, 0, 2);
        target.read(new byte[6], 0, 6);
        target.writeRegisters(0x40, new byte[]{9, 1, 2, 3}, 1, 3);
        assertEquals(List.of("44 W 2C06", "44 R6", "44 W 40010203"), kernel.notes);
    }

    @Test
    void anSmbusAdapterGetsTheCallsThatLookTheSame() { // uapi/linux/i2c.h
        kernel.smbusOnly = true;
        I2cTarget target = buses.i2c(1, 0x76);
        target.writeRegisters(0x10, new byte[]{1, 2, 3}, 0, 3);
        byte[] into = new byte[40];
        target.readRegisters(0x10, into, 0, 40);
        assertEquals(3, into[2]);
        target.readRegister(0x11);
        target.write(new byte[]{0x10}, 0, 1);
        assertEquals(List.of("address 76", "smbus W 10 size 8", "smbus R 10 size 8", "smbus R 30 size 8",
                "smbus R 11 size 2", "smbus W 10 size 1"), kernel.notes);
        assertThrows(BusException.class, () -> target.read(new byte[6], 0, 6));
    }

    @Test
    void aChipThatDoesNotAcknowledgeIsNamed() {
        I2cTarget target = buses.i2c(1, 0x76);
        kernel.status = -Errno.EREMOTEIO;
        String message = assertThrows(BusException.class, () -> target.readRegister(0)).getMessage();
        assertTrue(message.contains("I2C bus 1 address 0x76") && message.contains("no acknowledgement"), message);
    }

    @Test
    void anOutputIsDrivenAndReadBack() {
        DigitalOutputLine line = buses.output(17, true);
        assertTrue(line.isHigh());
        line.set(false);
        assertFalse(line.isHigh());
        assertTrue(kernel.notes.contains("line 17 flags 8 buffer 0 debounce 0"), kernel.notes.toString());
    }

    @Test
    void anInputAsksForItsResistorAndForNoInterrupt() {
        DigitalLine line = buses.input(27, PullResistance.PULL_UP);
        assertFalse(line.isHigh());
        assertTrue(kernel.notes.contains("line 27 flags 104 buffer 0 debounce 0"), kernel.notes.toString());
    }

    @Test
    void edgesComeWithTheKernelsTimeAndLostOnesAreCounted() {
        EdgeLine edges = buses.edges(24, PullResistance.OFF, 500);
        assertTrue(kernel.notes.contains("line 24 flags 434 buffer 1024 debounce 500"), kernel.notes.toString());
        assertFalse(edges.awaitEdge(1_000_000));
        kernel.events.add(new FakeKernel.Event(5_000_000_000L, true, 1));
        kernel.events.add(new FakeKernel.Event(5_000_583_000L, false, 2));
        kernel.events.add(new FakeKernel.Event(6_000_000_000L, true, 13));
        assertTrue(edges.awaitEdge(0));
        assertTrue(edges.isRising());
        assertEquals(5_000_000_000L, edges.edgeNanos());
        assertTrue(edges.awaitEdge(0));
        assertFalse(edges.isRising());
        assertEquals(5_000_583_000L, edges.edgeNanos());
        assertEquals(0, edges.edgesLost());
        assertTrue(edges.awaitEdge(0));
        assertEquals(10, edges.edgesLost());
        assertFalse(edges.awaitEdge(0));
    }

    @Test
    void spiSendsAndReceivesAtOnce() { // uapi/linux/spi/spidev.h
        SpiTarget target = buses.spi(0, 1, 1_000_000, 0);
        byte[] both = {1, (byte) 0x80, 0};
        target.transfer(both, both, 3);
        assertArrayEquals(new byte[]{(byte) 0xFE, 0x7F, (byte) 0xFF}, both);
        assertEquals(List.of("mode 0", "spi 1000000 Hz, 8 bits: 018000"), kernel.notes);
    }

    @Test
    void transfersAllocateNothing() {
        I2cTarget i2c = buses.i2c(1, 0x76);
        SpiTarget spi = buses.spi(0, 0, 1_000_000, 0);
        DigitalOutputLine output = buses.output(17, false);
        EdgeLine edges = buses.edges(24, PullResistance.OFF, 0);
        byte[] bytes = new byte[8];
        kernel.mute = true;
        assertEquals(0, Allocations.of(() -> {
            i2c.readRegister(0xD0);
            i2c.readRegisters(0xF7, bytes, 0, 8);
            i2c.writeRegister(0xF4, 0x25);
            i2c.write(bytes, 0, 2);
            i2c.read(bytes, 0, 6);
        }), "I2C");
        assertEquals(0, Allocations.of(() -> spi.transfer(bytes, bytes, 8)), "SPI");
        assertEquals(0, Allocations.of(() -> output.set(!output.isHigh())), "GPIO");
        assertEquals(0, Allocations.of(() -> edges.awaitEdge(0)), "edges");
    }

    @Test
    void missingDevicesAndRightsAreNamedWithTheirCure() {
        kernel.openStatus = -Errno.ENOENT;
        refused(() -> buses.i2c(1, 0x76), "/dev/i2c-1: no such device",
                "dtparam=i2c_arm=on in /boot/firmware/config.txt");
        refused(() -> buses.spi(0, 0, 1, 0), "/dev/spidev0.0: no such device", "dtparam=spi=on");
        refused(() -> buses.output(17, false), "/dev/gpiochip0: no such device");
        kernel.openStatus = -Errno.EACCES;
        refused(() -> buses.i2c(1, 0x77), "permission denied", "sudo usermod -aG i2c $USER");
        refused(() -> buses.spi(0, 1, 1, 0), "permission denied", "sudo usermod -aG spi $USER");
        refused(() -> buses.output(18, false), "permission denied", "sudo usermod -aG gpio $USER");
        refused(() -> buses.pwm(0, 0), "permission denied", "sudo usermod -aG gpio $USER");
    }

    private static void refused(Runnable opening, String... parts) {
        String message = assertThrows(BusException.class, opening::run).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void pulsesAreWrittenInAnOrderThatTheKernelTakes() throws IOException { // Documentation/driver-api/pwm.rst
        Context files = Pi4J.newContextBuilder().noAutoDetect().disableShutdownHook()
                .add(KernelProviders.on(Libc.INSTANCE, classPwm)).build();
        Path channel = Files.createDirectories(classPwm.resolve("pwmchip0/pwm1"));
        for (String file : List.of("period", "duty_cycle", "enable", "../unexport")) {
            Files.writeString(channel.resolve(file), "0\n");
        }
        try {
            PwmLine line = new PiBuses(files).pwm(0, 1);
            line.set(20_000_000, 1_500_000);
            assertEquals(20_000_000, line.periodNanos());
            assertEquals(1_500_000, line.dutyNanos());
            assertEquals("1", first(channel.resolve("enable")));
            line.set(1_000_000, 250_000);
            assertEquals("1000000", first(channel.resolve("period")));
            assertEquals(250_000, line.dutyNanos());
            assertEquals(0, Allocations.of(() -> line.set(1_000_000, 500_000)));
        } finally {
            files.shutdown();
        }
        assertEquals("0", first(channel.resolve("enable")));
        assertEquals("1", first(classPwm.resolve("pwmchip0/unexport")));
    }

    private static String first(Path file) throws IOException {
        return Files.readAllLines(file).getFirst();
    }

    @Test
    void theCLibrarySaysWhatWentWrongAndAllocatesNothing() {
        int fd = Libc.INSTANCE.open("/dev/null", Kernel.O_RDWR);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(64);
            for (int i = 0; i < 100; i++) {
                assertEquals(-25, Libc.INSTANCE.ioctl(fd, KernelI2c.I2C_RDWR, memory)); // ENOTTY
            }
            assertEquals(0, Allocations.of(() -> Libc.INSTANCE.writeFirst(fd, memory, 8)));
        } finally {
            Libc.INSTANCE.close(fd);
        }
        assertEquals(-Errno.ENOENT, Libc.INSTANCE.open("/dev/there-is-no-such-device", Kernel.O_RDWR));
    }

    @Test
    void ioctlNumbersAreMadeOfTheirSizes() {
        // _IOWR(0xB4, nr, size): direction 3 in bits 30 and 31, size in 16 to 29
        assertEquals(KernelGpio.GPIO_V2_GET_LINE_IOCTL, number(3, 0xB4, 0x07, KernelGpio.SIZE_OF_LINE_REQUEST));
        assertEquals(KernelGpio.GPIO_V2_LINE_GET_VALUES_IOCTL, number(3, 0xB4, 0x0E, 16));
        assertEquals(KernelGpio.GPIO_V2_LINE_SET_VALUES_IOCTL, number(3, 0xB4, 0x0F, 16));
        assertEquals(KernelGpio.GPIO_GET_CHIPINFO_IOCTL, number(2, 0xB4, 0x01, 68));
        assertEquals(KernelSpi.SPI_IOC_MESSAGE_1, number(1, 'k', 0, 32));
        assertEquals(KernelSpi.SPI_IOC_WR_MODE, number(1, 'k', 1, 1));
    }

    private static long number(int direction, int type, int number, int size) {
        return (long) direction << 30 | (long) size << 16 | type << 8 | number;
    }
}
