package dev.libellule.sensors.pi4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.pi4j.provider.I2cDevices;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PiBusesTest {
    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger onTheBus = new AtomicInteger();
    private final AtomicInteger mostOnTheBus = new AtomicInteger();

    /** Bus 1 hangs until it is released; of the others each counts who is on it. */
    private final Context context = Pi4J.newContextBuilder().noAutoDetect().disableShutdownHook()
            .add(new I2cDevices("test", "Test", (bus, _) -> (_, _, _, _, _, _) -> {
                mostOnTheBus.accumulateAndGet(onTheBus.incrementAndGet(), Math::max);
                if (bus == 1) {
                    entered.countDown();
                    await(released);
                }
                onTheBus.decrementAndGet();
            })).build();
    private final PiBuses buses = new PiBuses(context);

    @Test
    void aBusThatHangsIsNamedAndTheOthersGoOn() throws InterruptedException {
        I2cTarget stuck = buses.i2c(1, 0x76);
        I2cTarget other = buses.i2c(2, 0x40);
        Thread thread = Thread.ofPlatform().daemon().start(() -> stuck.readRegister(0));
        await(entered);
        assertEquals(List.of("I2C bus 1 address 0x76"), buses.hanging(Duration.ZERO));
        assertEquals(List.of(), buses.hanging(Duration.ofHours(1)));
        assertEquals(0, other.readRegister(0));
        released.countDown();
        thread.join();
        assertEquals(List.of(), buses.hanging(Duration.ZERO));
        context.shutdown();
    }

    @Test
    void devicesOfABusWaitForEachOther() throws InterruptedException {
        List<I2cTarget> targets = List.of(buses.i2c(3, 0x40), buses.i2c(3, 0x41));
        List<Thread> threads = targets.stream().map(target -> Thread.ofPlatform().daemon().start(() -> {
            for (int i = 0; i < 2000; i++) {
                target.readRegister(0);
            }
        })).toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(1, mostOnTheBus.get());
        context.shutdown();
    }

    @Test
    void whateverAForeignProviderThrowsIsAFailureOfTheBus() {
        try (ForeignI2c foreign = new ForeignI2c()) {
            PiBuses its = new PiBuses(foreign.context());
            assertEquals(
                    "I2C bus 9 cannot be opened: Failed to initialize IO i2c-9-0x40 "
                            + "(java.io.FileNotFoundException: /dev/i2c-9); "
                            + "check that I2C is switched on (raspi-config, or dtparam=i2c_arm=on in /boot/firmware/config.txt) "
                            + "and that you are in group i2c (sudo usermod -aG i2c $USER)",
                    assertThrows(BusException.class, () -> its.i2c(9, 0x40)).getMessage());
            I2cTarget target = its.i2c(1, 0x40);
            assertEquals(
                    "I2C bus 1 address 0x40: write of 2 bytes failed (SMBus knows registers only); "
                            + "check wiring, address and power",
                    assertThrows(BusException.class, () -> target.write(new byte[2], 0, 2)).getMessage());
            byte[] longer = new byte[5];
            target.readRegisters(0x10, longer, 1, 2); // says that it has read five
            assertArrayEquals(new byte[]{0, 0x10, 0x11, 0, 0}, longer);
            assertThrows(BusException.class, () -> target.readRegisters(0xF0, longer, 0, 2),
                    "says that it has read none");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
