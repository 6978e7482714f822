package dev.libellule.sensors.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.PullResistance;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.pi4j.PiBuses;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class KernelProvidersTest {
    @Test
    void aLineRequestIsLaidOutAsTheKernelHasIt() { // uapi/linux/gpio.h, struct gpio_v2_line_request
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(KernelGpio.SIZE_OF_LINE_REQUEST, 8);
            KernelGpio.fillRequest(request, 17, KernelGpio.FLAG_OUTPUT, true);
            assertEquals(17, request.get(ValueLayout.JAVA_INT, 0), "offsets[0]");
            assertEquals("libellule", request.getString(256), "consumer");
            assertEquals(KernelGpio.FLAG_OUTPUT, request.get(ValueLayout.JAVA_LONG, 288), "config.flags");
            assertEquals(1, request.get(ValueLayout.JAVA_INT, 296), "config.num_attrs");
            assertEquals(2, request.get(ValueLayout.JAVA_INT, 320), "attrs[0].attr.id");
            assertEquals(1, request.get(ValueLayout.JAVA_LONG, 328), "attrs[0].attr.values");
            assertEquals(1, request.get(ValueLayout.JAVA_LONG, 336), "attrs[0].mask");
            assertEquals(1, request.get(ValueLayout.JAVA_INT, 560), "num_lines");
        }
        // _IOWR(0xB4, nr, size): direction 3 in bits 30 and 31, size in 16 to 29
        assertEquals(KernelGpio.GPIO_V2_GET_LINE_IOCTL, ioctlNumber(0x07, KernelGpio.SIZE_OF_LINE_REQUEST));
        assertEquals(KernelGpio.GPIO_V2_LINE_GET_VALUES_IOCTL, ioctlNumber(0x0E, 16));
        assertEquals(KernelGpio.GPIO_V2_LINE_SET_VALUES_IOCTL, ioctlNumber(0x0F, 16));
    }

    private static long ioctlNumber(int number, int size) {
        return 3L << 30 | (long) size << 16 | 0xB4 << 8 | number;
    }

    @Test
    void aMissingDeviceIsNamedWithItsCure() {
        Assumptions.assumeFalse(Files.exists(Path.of("/dev/i2c-99")), "this machine has a bus 99");
        Context context = Pi4J.newContextBuilder().noAutoDetect().disableShutdownHook().add(KernelProviders.all())
                .build();
        try {
            PiBuses buses = new PiBuses(context);
            String i2c = assertThrows(BusException.class, () -> buses.i2c(99, 0x76)).getMessage();
            assertTrue(i2c.contains("/dev/i2c-99: no such device") && i2c.contains("dtparam=i2c_arm=on"), i2c);
            if (!Files.exists(Path.of("/dev/gpiochip0"))) {
                String gpio = assertThrows(BusException.class, () -> buses.output(17, false)).getMessage();
                assertTrue(gpio.contains("/dev/gpiochip0: no such device"), gpio);
                assertThrows(BusException.class, () -> buses.input(27, PullResistance.PULL_UP));
            }
        } finally {
            context.shutdown();
        }
    }

    @Test
    void aMissingRightNamesTheGroup() {
        assertTrue(Libc.explain(Libc.EACCES, "i2c").contains("sudo usermod -aG i2c $USER"));
    }
}
