package dev.libellule.gateway.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A line between a gateway and its upstream that can be made bad. What TCP makes of lost packets is modelled as it shows: bytes come late,
 * in order.
 */
final class FaultyLine implements AutoCloseable {
    /** What is wrong with it. */
    enum Fault {
        NONE, LATENCY_2_S, LOSS_30_PERCENT, ONE_KIB_PER_SECOND
    }

    private static final int CHUNK = 512;
    private static final long SLOW_NANOS_PER_BYTE = 1_000_000_000L / 1024;

    /** Bytes on their way; an empty array is the end. */
    private record Chunk(byte[] bytes, long dueNanos) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(dueNanos, ((Chunk) other).dueNanos);
        }
    }

    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final int target;
    private final Random random = new Random(7);
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile Fault fault = Fault.NONE;
    private volatile boolean isMute;

    FaultyLine(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    void become(Fault newFault) {
        fault = newFault;
    }

    /** Half open: nothing goes through any more, and nobody is told. New connections are good. */
    void mute() {
        isMute = true;
    }

    /** Every connection is cut. */
    void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket from = server.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
                from.setTcpNoDelay(true);
                to.setTcpNoDelay(true);
                sockets.add(from);
                sockets.add(to);
                isMute = false;
                boolean[] isDead = {false};
                carry(from, to, isDead);
                carry(to, from, isDead);
            }
        } catch (IOException _) {
            return; // closed
        }
    }

    private void carry(Socket from, Socket to, boolean[] isDead) {
        DelayQueue<Chunk> line = new DelayQueue<>();
        Thread.ofVirtual().start(() -> take(from, line, isDead));
        Thread.ofVirtual().start(() -> give(line, to));
    }

    private void take(Socket from, DelayQueue<Chunk> line, boolean[] isDead) {
        long last = System.nanoTime();
        try (InputStream in = from.getInputStream()) {
            byte[] buffer = new byte[CHUNK];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (isMute) {
                    isDead[0] = true;
                }
                if (isDead[0]) {
                    continue;
                }
                last = Math.max(last + 1, System.nanoTime() + delay(count));
                line.add(new Chunk(Arrays.copyOf(buffer, count), last));
                if (fault == Fault.ONE_KIB_PER_SECOND) { // the sender's window closes behind a slow line
                    LockSupport.parkNanos(count * SLOW_NANOS_PER_BYTE);
                }
            }
        } catch (IOException _) {
            // cut
        }
        if (!isDead[0]) {
            line.add(new Chunk(new byte[0], last + 1));
        }
    }

    private long delay(int count) {
        return switch (fault) {
            case NONE -> 0;
            case LATENCY_2_S -> 1_000_000_000L; // each way
            case ONE_KIB_PER_SECOND -> count * SLOW_NANOS_PER_BYTE;
            case LOSS_30_PERCENT -> lost();
        };
    }

    /** Sent again after 200 ms, then twice as long each time. */
    private long lost() {
        long nanos = 0;
        long timeout = 200_000_000L;
        synchronized (random) {
            while (random.nextInt(10) < 3 && nanos < 5_000_000_000L) {
                nanos += timeout;
                timeout *= 2;
            }
        }
        return nanos;
    }

    private static void give(DelayQueue<Chunk> line, Socket to) {
        try (OutputStream out = to.getOutputStream()) {
            for (Chunk chunk = line.take(); chunk.bytes().length > 0; chunk = line.take()) {
                out.write(chunk.bytes());
                out.flush();
            }
        } catch (IOException | InterruptedException _) {
            return; // cut
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
