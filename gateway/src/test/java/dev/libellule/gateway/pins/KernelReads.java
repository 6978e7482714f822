package dev.libellule.gateway.pins;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.sun.management.ThreadMXBean;
import dev.libellule.sensors.bme280.Bme280;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.kernel.KernelProviders;
import dev.libellule.sensors.pi4j.PiBuses;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** A program for the inside of {@link UmlIT}: reads a chip through a real kernel and prints what came of it. */
final class KernelReads {
    private static final int ROUNDS = 10;
    private static final int READS = 200;

    private KernelReads() {}

    public static void main(String[] arguments) {
        Context context = Pi4J.newContextBuilder().noAutoDetect().disableShutdownHook().add(KernelProviders.all())
                .build();
        I2cTarget target = new PiBuses(context).i2c(0, 0x76);
        int[] values = new int[3];
        int status = new Bme280(target).sample(values);
        System.out.println("sample " + status + " " + Arrays.toString(values));
        System.out.println("bytes allocated by " + READS + " reads of a register and of a block: " + allocated(target));
        context.shutdown();
    }

    private static long allocated(I2cTarget target) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] block = new byte[8];
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) { // the first ones load classes
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < READS; i++) {
                target.readRegister(0xD0);
                target.readRegisters(0xF7, block, 0, 8);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
