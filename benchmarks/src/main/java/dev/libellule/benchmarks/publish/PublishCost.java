package dev.libellule.benchmarks.publish;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * Measures what a published message costs the client's process: CPU time and bytes allocated, all threads together. A process of its own
 * for each library; {@code benchmarks/publish} starts them beside a broker.
 */
public final class PublishCost {
    private static final String TOPIC = "maison/salon/temp";
    private static final int PAYLOAD_BYTES = 64;
    private static final int WINDOW = 20;
    /** At QoS 0 a library that only queues is held back so that it does not measure an ever longer queue. */
    private static final int WINDOW_QOS_0 = 500;

    private PublishCost() {}

    /** Arguments: LIBELLULE, PAHO or HIVEMQ; port; QoS; messages. Prints one row of a table. */
    public static void main(String[] args) {
        try {
            measure(args);
            System.exit(0); // ends threads that would go on
        } catch (Exception e) {
            System.err.println(e);
            System.exit(1);
        }
    }

    private static void measure(String[] args) throws Exception {
        int port = Integer.parseInt(args[1]);
        int qos = Integer.parseInt(args[2]);
        int messages = Integer.parseInt(args[3]);
        int window = qos == 0 && !args[0].equals("PAHO") ? WINDOW_QOS_0 : WINDOW; // Paho counts those of QoS 0 too
        byte[] payload = new byte[PAYLOAD_BYTES];
        Arrays.fill(payload, (byte) 'x');
        try (Publisher publisher = make(args[0], port, payload, window)) {
            publisher.publish(messages, qos, window); // warm-up of the same size
            OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long cpuBefore = process.getProcessCpuTime();
            long bytesBefore = threads.getTotalThreadAllocatedBytes();
            long before = System.nanoTime();
            publisher.publish(messages, qos, window);
            long nanos = System.nanoTime() - before;
            long bytes = threads.getTotalThreadAllocatedBytes() - bytesBefore;
            long cpuNanos = process.getProcessCpuTime() - cpuBefore;
            System.out.printf(Locale.ROOT, "%s qos=%d cpu_us=%.3f bytes=%.1f per_second=%.0f%n", args[0], qos,
                    cpuNanos / 1e3 / messages, (double) bytes / messages, messages * 1e9 / nanos);
        }
    }

    private static Publisher make(String library, int port, byte[] payload, int window) throws Exception {
        return switch (library) {
            case "LIBELLULE" -> new LibellulePublisher(port, TOPIC, payload, window);
            case "PAHO" -> new PahoPublisher(port, TOPIC, payload, window);
            case "HIVEMQ" -> new HiveMqPublisher(port, TOPIC, payload, window);
            default -> throw new IllegalArgumentException(library + ": LIBELLULE, PAHO or HIVEMQ");
        };
    }
}
