package dev.libellule.benchmarks.serial;

import dev.libellule.simulator.serial.Pty;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;

/**
 * Serial boards, each on a pseudo-terminal, print numbered lines; a gateway in a process of its own publishes them, and one subscriber
 * looks that none is missing.
 *
 * <pre>   SerialLoad BOARDS LINES_PER_SECOND SECONDS JAVA CLASSPATH</pre>
 */
public final class SerialLoad {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ
    private static final long PATIENCE_SECONDS = 60;
    private static final int WARM_SECONDS = 10; // of the same load; counted, but not timed

    private final int boards;
    private final int rate;
    private final int warmLines; // of each board
    private final int lines; // of each board, with those
    private final List<Pty> ptys = new ArrayList<>();
    private final long[][] sentNanos;
    private final long[] delays;
    private final int[] last;
    private final AtomicInteger arrived = new AtomicInteger();
    private final CountDownLatch online;
    private final CountDownLatch all;
    // The subscriber's thread
    private volatile int twice;
    private volatile int timed;

    private SerialLoad(int boards, int rate, int seconds) {
        this.boards = boards;
        this.rate = rate;
        warmLines = rate * WARM_SECONDS;
        lines = warmLines + rate * seconds;
        sentNanos = new long[boards][lines + 1];
        delays = new long[boards * (lines - warmLines)];
        last = new int[boards];
        online = new CountDownLatch(boards);
        all = new CountDownLatch(boards * lines);
    }

    /** Runs the load; the status is 0 if no line was lost. */
    public static void main(String[] args) throws Exception {
        SerialLoad load = new SerialLoad(Integer.parseInt(args[0]), Integer.parseInt(args[1]),
                Integer.parseInt(args[2]));
        System.exit(load.run(args[3], args[4]) ? 0 : 1);
    }

    private boolean run(String java, String classPath) throws Exception {
        Path folder = Files.createTempDirectory("serial-boards");
        int port = freePort();
        for (int i = 0; i < boards; i++) {
            Pty pty = new Pty();
            ptys.add(pty);
            Files.writeString(folder.resolve("board-%03d.yaml".formatted(i)), """
                    board: board-%d
                    model: other
                    serial: {port: %s, quiet: 0 s}
                    signals:
                      - {name: N, topic: bench/%d, decimals: 0, min: 0 s}
                    """.formatted(i, pty.path(), i));
        }
        Path log = folder.resolve("gateway.log");
        Path conf = Files.writeString(folder.resolve("gateway.conf"),
                "listener %d 127.0.0.1\nallow_anonymous true\n".formatted(port));
        Process gateway = new ProcessBuilder(java, "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp",
                classPath, "dev.libellule.gateway.app.Main", "gateway", "-c", conf.toString(), "--page-port", "0", "-b",
                folder.toString()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        MqttClient client = null;
        try {
            client = connect(port);
            return measure(gateway.pid());
        } finally {
            if (client != null) {
                client.disconnectForcibly(1_000, 1_000);
                client.close();
            }
            gateway.destroy();
            gateway.waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private MqttClient connect(int port) throws Exception {
        MqttClient client = new MqttClient("tcp://127.0.0.1:" + port, "watcher", new MemoryPersistence());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        CountDownLatch never = new CountDownLatch(1);
        while (!client.isConnected()) {
            try {
                client.connect();
            } catch (MqttException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                never.await(100, TimeUnit.MILLISECONDS); // it is starting
            }
        }
        client.subscribe(new MqttSubscription[]{new MqttSubscription("bench/#", 0)},
                new IMqttMessageListener[]{this::line});
        client.subscribe(new MqttSubscription[]{new MqttSubscription("maison/+/$etat", 1)},
                new IMqttMessageListener[]{(_, message) -> {
                    if (new String(message.getPayload(), StandardCharsets.UTF_8).equals("online")) {
                        online.countDown();
                    }
                }});
        return client;
    }

    private void line(String topic, MqttMessage message) {
        long now = System.nanoTime();
        int board = Integer.parseInt(topic.substring("bench/".length()));
        int number = Integer.parseInt(new String(message.getPayload(), StandardCharsets.UTF_8));
        if (number == 0) {
            return; // the line that said that the board is there
        }
        twice += number <= last[board] ? 1 : 0;
        last[board] = number;
        arrived.incrementAndGet();
        if (number > warmLines) {
            delays[timed++ % delays.length] = now - sentNanos[board][number];
        }
        all.countDown();
    }

    private boolean measure(long pid) throws Exception {
        do { // until each has been heard: what comes before does not count
            for (Pty pty : ptys) {
                write(pty, "\nN:0\n");
            }
        } while (!online.await(1, TimeUnit.SECONDS));
        long[] late = new long[boards * (lines - warmLines)];
        write(1, warmLines, new long[boards * warmLines]);
        double cpuBefore = cpuSeconds(pid);
        long start = System.nanoTime();
        write(warmLines + 1, lines, late);
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpu = cpuSeconds(pid) - cpuBefore;
        boolean isAll = all.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        int count = Math.min(timed, delays.length);
        Arrays.sort(delays, 0, count);
        Arrays.sort(late);
        System.out.printf(
                "boards %d, lines %d, arrived %d, twice %d, cpu %.1f %% of one core, resident %d MiB, threads %d%n",
                boards,
                boards * lines, arrived.get(), twice, 100 * cpu / seconds, status(pid, "VmRSS:") / 1024,
                status(pid, "Threads:"));
        System.out.printf("line to subscriber: %s; the machine woke the boards late by: %s%n", times(delays, count),
                times(late, late.length));
        return isAll && twice == 0;
    }

    /** Has all boards print these numbers, each at its own moment of the period. */
    private void write(int first, int last, long[] lateNanos) {
        long start = System.nanoTime();
        long slot = 1_000_000_000L / rate / boards;
        int written = 0;
        for (int number = first; number <= last; number++) {
            for (int board = 0; board < boards; board++) {
                long due = start + written * slot;
                for (long rest = due - System.nanoTime(); rest > 0; rest = due - System.nanoTime()) {
                    LockSupport.parkNanos(rest);
                }
                sentNanos[board][number] = System.nanoTime();
                lateNanos[written++] = sentNanos[board][number] - due;
                write(ptys.get(board), "N:" + number + "\n");
            }
        }
    }

    private static String times(long[] nanos, int count) {
        return "p50 %.2f ms p99 %.2f ms largest %.2f ms".formatted(at(nanos, count, 0.5), at(nanos, count, 0.99),
                at(nanos, count, 1));
    }

    private static double at(long[] nanos, int count, double share) {
        return count == 0 ? 0 : nanos[Math.min(count - 1, (int) (count * share))] / 1e6;
    }

    private static void write(Pty pty, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        pty.write(bytes, 0, bytes.length);
    }

    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND; // utime, stime
    }

    private static long status(long pid, String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream().filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElse(0);
    }
}
