package dev.libellule.benchmarks.chips;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.libellule.boards.BoardFile;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.pins.PinBoard;
import dev.libellule.gateway.pins.PinParts;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.simulator.SimulatedPi;
import dev.libellule.simulator.Surroundings;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * One board with I2C chips of eight kinds, ten on a bus, each sampled every second by its driver on a register model and published to
 * the broker in the same process; the surroundings change ten times a second, so that each sample is another value and a message.
 *
 * <p>Bytes are counted strictly by the interpreter alone, {@code -Xint}: with the compilers, the first compilation of a method makes the
 * string literals of its class, on the thread that has called it. Processor time is that of the compiled program.
 *
 * <pre>   ChipsLoad CHIPS SECONDS</pre>
 */
public final class ChipsLoad {
    private static final String BOARD = "bench-chips";
    private static final long WARM_UP_SECONDS = 20;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final List<Chip> OF_A_BUS = List.of(new Chip("bme280", 0x76, "temperature"),
            new Chip("bmp280", 0x77, "temperature"), new Chip("tmp102", 0x48, "temperature"),
            new Chip("lm75", 0x49, "temperature"), new Chip("ads1115", 0x4A, "a0"),
            new Chip("lm75", 0x4B, "temperature"), new Chip("sht4x", 0x44, "temperature"),
            new Chip("sht3x", 0x45, "temperature"), new Chip("htu21d", 0x40, "temperature"),
            new Chip("ina219", 0x41, "voltage"));

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final AtomicInteger messages = new AtomicInteger();
    private final int chips;
    private final int seconds;
    private int step;

    private record Chip(String name, int address, String quantity) {}

    private ChipsLoad(int chips, int seconds) {
        this.chips = chips;
        this.seconds = seconds;
    }

    /** Runs the load; the status is 0 if every sample came as a message and, interpreted, the sampling threads allocated nothing. */
    public static void main(String[] args) {
        System.exit(new ChipsLoad(Integer.parseInt(args[0]), Integer.parseInt(args[1])).run() ? 0 : 1);
    }

    private String yaml() {
        StringBuilder yaml = new StringBuilder("board: " + BOARD + "\nmodel: other\nsensors:\n");
        for (int i = 0; i < chips; i++) {
            Chip chip = OF_A_BUS.get(i % OF_A_BUS.size());
            yaml.append("""
                      - {chip: %s, bus: %d, address: %d, every: 1 s, signals: [{name: %s, topic: bench/%d, min: 0 s}]}
                    """.formatted(chip.name, 1 + i / OF_A_BUS.size(), chip.address, chip.quantity, i));
        }
        return yaml.toString();
    }

    private boolean run() {
        var board = BoardFile.parse("chips.yaml", yaml().getBytes(StandardCharsets.UTF_8));
        try (Broker broker = Broker.start(new BrokerOptions(List.of(), Limits.DEFAULT, Duration.ZERO), "benchmark");
                LocalClient watcher = broker.connect(
                        new LocalClientOptions("watcher", false, 20, true, null), delivery -> {
                            messages.incrementAndGet();
                            delivery.acknowledge();
                        });
                SimulatedPi pi = new SimulatedPi()) {
            pi.equip(board);
            watcher.subscribe("bench/#", 0);
            try (PinBoard _ = new PinBoard(new PinParts(board, new PiBuses(pi.context()), pi.sys()), broker,
                    _ -> false)) {
                weather(pi, WARM_UP_SECONDS);
                return measure(pi);
            }
        }
    }

    private boolean measure(SimulatedPi pi) {
        long[] samplers = samplers();
        long allocated = sum(threads.getThreadAllocatedBytes(samplers));
        long samplersCpu = sum(threads.getThreadCpuTime(samplers));
        long processCpu = machine.getProcessCpuTime();
        int before = messages.get();
        long start = System.nanoTime();
        weather(pi, seconds);
        double nanos = System.nanoTime() - start;
        int arrived = messages.get() - before;
        samplersCpu = sum(threads.getThreadCpuTime(samplers)) - samplersCpu;
        processCpu = machine.getProcessCpuTime() - processCpu;
        allocated = sum(threads.getThreadAllocatedBytes(samplers)) - allocated;
        boolean isInterpreted = System.getProperty("java.vm.info").startsWith("interpreted");
        System.out.printf(
                "%s: chips %d on %d buses, %.1f s, samples published %d, allocated by %d sampling threads %d B, "
                        + "%.1f B a sample, CPU of sampling %.2f %% of one core, of the process with broker and models %.2f %%%n",
                isInterpreted ? "interpreted" : "compiled", chips, (chips - 1) / OF_A_BUS.size() + 1, nanos / 1e9,
                arrived, samplers.length, allocated,
                (double) allocated / Math.max(1, arrived), 100 * samplersCpu / nanos, 100 * processCpu / nanos);
        return (allocated == 0 || !isInterpreted) && arrived >= chips * (seconds - 1); // the last ones may be on their way
    }

    private long[] samplers() {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds())).filter(info -> info != null)
                .filter(info -> info.getThreadName().startsWith(BOARD + " ")).mapToLong(info -> info.getThreadId())
                .toArray();
    }

    private static long sum(long[] values) {
        return Arrays.stream(values).sum();
    }

    /** Changes what there is to measure; two samples a second apart, or nearly, never see the same. */
    private void weather(SimulatedPi pi, long lastsSeconds) {
        long due = System.nanoTime();
        long end = due + TimeUnit.SECONDS.toNanos(lastsSeconds);
        while (System.nanoTime() - end < 0) {
            step++;
            pi.follow(new Surroundings(1000 + step * 37 % 2500, 4500, 101_325, 320, 650, 1200,
                    1000 + step * 37 % 2000, 120));
            due += STEP_NANOS;
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
    }
}
