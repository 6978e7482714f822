package dev.libellule.benchmarks.load;

import dev.libellule.gateway.ledger.PacketInput;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * QoS 1 through a bridge: published at one broker, received at another, each message counted. Shares no code with what it measures.
 *
 * <p>Arguments: {@code through HERE PID THERE COUNT} publishes and awaits all at the other end; {@code wait HERE PID COUNT} publishes only,
 * while the other end is away; {@code register THERE} subscribes there, for what comes while nobody looks; {@code drain HERE PID THERE
 * COUNT} awaits what has waited, with 100 live messages a second beside it; {@code arrived HERE PID THERE COUNT} counts what comes at all.
 * 100 bytes of payload, the number of the message first, 20 in flight for each of four publishers.
 */
public final class RelayLoad {
    private static final int PUBLISHERS = 4;
    private static final int WINDOW = 20;
    private static final int PAYLOAD_BYTES = 100;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int PUBLISH = 3;
    private static final int SILENCE_MILLIS = 15_000;
    private static final int HERTZ = 100; // of /proc/PID/stat
    private static final String TOPIC = "up/hall1/machine17";
    private static final String LIVE = "up/live";
    private static final int LIVE_PER_SECOND = 100;

    private RelayLoad() {}

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        int here = Integer.parseInt(arguments[1]);
        if (arguments[0].equals("register")) {
            new Reader(here, 0, false).close();
            return;
        }
        long pid = Long.parseLong(arguments[2]);
        int count = Integer.parseInt(arguments[arguments.length - 1]);
        double cpu = cpuSeconds(pid);
        long start = System.nanoTime();
        switch (arguments[0]) {
            case "through" -> {
                Reader reader = new Reader(Integer.parseInt(arguments[3]), count, true);
                start = System.nanoTime();
                cpu = cpuSeconds(pid);
                publish(here, count);
                reader.await();
                report(start, cpu, pid, count, reader);
            }
            case "wait" -> {
                publish(here, count);
                report(start, cpu, pid, count, null);
            }
            case "drain" -> {
                Reader reader = new Reader(Integer.parseInt(arguments[3]), count, false);
                Thread live = Thread.ofPlatform().daemon().start(() -> live(here, reader));
                reader.await();
                report(start, cpu, pid, count, reader);
                live.join();
                System.out.println("live " + reader.latencies());
            }
            case "arrived" -> {
                Reader reader = new Reader(Integer.parseInt(arguments[3]), count, false);
                reader.awaitSilence();
                report(start, cpu, pid, count, reader);
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) HERTZ;
    }

    private static long residentMib(long pid) throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/" + pid + "/statm")).split(" ")[1]) * 4096 >> 20;
    }

    private static void report(long start, double cpu, long pid, int count, Reader reader) throws IOException {
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT,
                "messages=%d seconds=%.1f per_second=%.0f cpu_us=%.1f resident_mib=%d lost=%d twice=%d%n", count,
                seconds, count / seconds, (cpuSeconds(pid) - cpu) * 1e6 / count, residentMib(pid),
                reader == null ? 0 : reader.lost(), reader == null ? 0 : reader.twice);
    }

    private static Socket connect(int port, String clientId, boolean isClean) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        byte[] id = clientId.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                new byte[]{0x10, (byte) (12 + id.length), 0, 4, 'M', 'Q', 'T', 'T', 4, (byte) (isClean ? 2 : 0), 0, 0,
                        0, (byte) id.length});
        out.writeBytes(id);
        socket.getOutputStream().write(out.toByteArray());
        byte[] answer = socket.getInputStream().readNBytes(4);
        if (answer.length < 4 || answer[3] != 0) {
            throw new IOException("CONNACK " + Arrays.toString(answer));
        }
        return socket;
    }

    private static byte[] publishPacket(String topic, long number, int identifier) {
        byte[] name = topic.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] payload = Arrays.copyOf(Long.toString(number).getBytes(StandardCharsets.US_ASCII), PAYLOAD_BYTES);
        int remaining = 2 + name.length + 2 + payload.length;
        out.write(0x32);
        if (remaining > 127) {
            out.write(remaining & 0x7F | 0x80);
            out.write(remaining >> 7);
        } else {
            out.write(remaining);
        }
        out.write(name.length >> 8);
        out.write(name.length);
        out.writeBytes(name);
        out.write(identifier >> 8);
        out.write(identifier);
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private static void publish(int port, int count) throws Exception {
        Thread[] threads = new Thread[PUBLISHERS];
        for (int i = 0; i < PUBLISHERS; i++) {
            int mine = i;
            threads[i] = Thread.ofPlatform().start(() -> {
                try {
                    publish(port, mine, count);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Numbers mine, mine + PUBLISHERS ...; ends when all is acknowledged. */
    private static void publish(int port, int mine, int count) throws IOException, InterruptedException {
        try (Socket socket = connect(port, "load" + mine, true)) {
            Semaphore window = new Semaphore(WINDOW);
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 14));
                    while (true) {
                        in.readFully(new byte[4]); // PUBACK
                        window.release();
                    }
                } catch (IOException _) {
                    return; // the end
                }
            });
            int identifier = 0;
            ByteArrayOutputStream batch = new ByteArrayOutputStream();
            for (int number = mine; number < count; number += PUBLISHERS) {
                if (!window.tryAcquire()) {
                    socket.getOutputStream().write(batch.toByteArray());
                    batch.reset();
                    window.acquire();
                }
                identifier = identifier % 60_000 + 1;
                batch.writeBytes(publishPacket(TOPIC, number, identifier));
            }
            socket.getOutputStream().write(batch.toByteArray());
            window.acquire(WINDOW);
        }
    }

    private static void live(int port, Reader reader) {
        try (Socket socket = connect(port, "live", true)) {
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException _) {
                    return; // the end
                }
            });
            int identifier = 0;
            long next = System.nanoTime();
            while (!reader.isDone()) {
                identifier = identifier % 60_000 + 1;
                socket.getOutputStream().write(publishPacket(LIVE, System.nanoTime(), identifier));
                next += 1_000_000_000L / LIVE_PER_SECOND;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (IOException e) {
            System.out.println("live: " + e);
        }
    }

    /** Subscribes at the other end, and counts. */
    private static final class Reader {
        private final Socket socket;
        private final int count;
        private final BitSet seen = new BitSet();
        private final long[] latencies = new long[100_000];
        private int latencyCount;
        private int seenCount;
        private volatile boolean isDone;
        int twice;

        Reader(int port, int count, boolean isClean) throws IOException {
            this.count = count;
            socket = connect(port, isClean ? "reader" : "absent", isClean);
            byte[] filter = "up/#".getBytes(StandardCharsets.US_ASCII);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(new byte[]{(byte) 0x82, (byte) (5 + filter.length), 0, 1, 0, (byte) filter.length});
            out.writeBytes(filter);
            out.write(1);
            socket.getOutputStream().write(out.toByteArray());
            if (isClean || count == 0) {
                socket.getInputStream().readNBytes(5); // SUBACK; a session that was there may get messages before
            }
        }

        /** What has come when nothing has come for so long. */
        void awaitSilence() throws IOException {
            socket.setSoTimeout(SILENCE_MILLIS);
            try {
                await();
            } catch (SocketTimeoutException _) {
                isDone = true;
            }
        }

        void close() throws IOException {
            socket.close();
        }

        void await() throws IOException {
            PacketInput in = new PacketInput(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            ByteArrayOutputStream acks = new ByteArrayOutputStream();
            while (seenCount < count) {
                for (int i = 0; i < 1_000 && !(i > 0 && in.available() == 0); i++) {
                    take(in, acks);
                }
                socket.getOutputStream().write(acks.toByteArray());
                acks.reset();
            }
            isDone = true;
        }

        private void take(PacketInput in, ByteArrayOutputStream acks) throws IOException {
            int first = in.next();
            byte[] body = in.body();
            if (first >> 4 != PUBLISH) {
                return;
            }
            int topicLength = (body[0] & 0xFF) << 8 | body[1] & 0xFF;
            int at = 2 + topicLength;
            acks.writeBytes(new byte[]{0x40, 2, body[at], body[at + 1]});
            long number = 0;
            for (int i = at + 2; i < body.length && body[i] != 0; i++) {
                number = number * 10 + body[i] - '0';
            }
            if (topicLength == LIVE.length()) {
                if (latencyCount < latencies.length) {
                    latencies[latencyCount++] = System.nanoTime() - number;
                }
            } else if (seen.get((int) number)) {
                twice++;
            } else {
                seen.set((int) number);
                seenCount++;
            }
        }

        boolean isDone() {
            return isDone;
        }

        int lost() {
            return count - seenCount;
        }

        String latencies() {
            long[] all = Arrays.copyOf(latencies, latencyCount);
            Arrays.sort(all);
            return latencyCount == 0
                    ? "none"
                    : String.format(Locale.ROOT, "messages=%d p50_ms=%.1f p99_ms=%.1f", latencyCount,
                            all[latencyCount / 2] / 1e6, all[latencyCount * 99 / 100] / 1e6);
        }
    }
}
