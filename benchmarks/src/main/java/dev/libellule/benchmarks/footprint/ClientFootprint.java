package dev.libellule.benchmarks.footprint;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures what one connected client costs its process: heap after full collections, threads, classes, jars. A process of its own for
 * each candidate; {@code benchmarks/client-footprint} starts them beside a broker.
 *
 * <p>The first client pays for what all share: event loops, caches, the objects behind loaded classes. Twenty more show what a client is.
 */
public final class ClientFootprint {
    private static final int MORE = 20;

    private ClientFootprint() {}

    /** Arguments: LIBELLULE, PAHO or HIVEMQ; the port of a broker on this machine. Prints one row of a table. */
    public static void main(String[] args) throws Exception {
        Candidate candidate = Candidate.valueOf(args[0]);
        int port = Integer.parseInt(args[1]);
        List<Object> clients = new ArrayList<>(MORE + 2);
        measureOnce(); // what measuring itself loads is not the client's
        long heapBefore = heap();
        int threadsBefore = threads();
        int classesBefore = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
        clients.add(candidate.connect(port, "footprint"));
        long heapOfFirst = heap() - heapBefore;
        int threadsOfFirst = threads() - threadsBefore;
        int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount() - classesBefore;
        clients.add(candidate.connect(port, "footprint-second")); // what the first needed only once is gone now
        long heapOfTwo = heap() - heapBefore;
        int threadsOfTwo = threads() - threadsBefore;
        for (int i = 0; i < MORE; i++) {
            clients.add(candidate.connect(port, "footprint" + i));
        }
        long heapOfMore = (heap() - heapBefore - heapOfTwo) / MORE;
        int threadsOfMore = threads() - threadsBefore - threadsOfTwo;
        System.out.printf("| %s | %,d | %,d | %d | %d | %,d | %,d |%n", candidate.jars[0], heapOfFirst, heapOfMore,
                threadsOfFirst, threadsOfMore, classes, jars(candidate) / 1024);
        System.exit(clients.size() == MORE + 2 ? 0 : 1); // ends threads that would go on
    }

    private static void measureOnce() throws Exception {
        ClassLoader.getSystemResource("no/such/thing"); // opens every jar: the index of each lies in the heap
        String.format("%,d %s", heap() + threads() + jars(Candidate.LIBELLULE),
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
    }

    /** Bytes of the heap in use when nothing more can be collected. */
    private static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 6; i++) {
            ReferenceQueue<Object> queued = new ReferenceQueue<>();
            PhantomReference<Object> last = new PhantomReference<>(new Object(), queued);
            System.gc();
            queued.remove(); // the references that this collection found are queued: cleaners may run
            Reference.reachabilityFence(last);
            least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** Bytes of the candidate's jars on the class path, those that it depends on included. */
    private static long jars(Candidate candidate) throws Exception {
        long bytes = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            String name = path.getFileName().toString();
            if (Arrays.stream(candidate.jars).anyMatch(name::startsWith)) {
                bytes += Files.size(path);
            }
        }
        return bytes;
    }
}
