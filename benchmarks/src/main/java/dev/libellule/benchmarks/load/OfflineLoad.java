package dev.libellule.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Locale;

/**
 * QoS 1 to a session whose client is away: how fast a broker acknowledges, how much it writes, how fast it gives all back, and
 * whether all is there. Shares no code with what it measures.
 *
 * <p>Arguments: {@code sync FOLDER}, {@code subscribe PORT}, {@code publish PORT PID PUBLISHERS WINDOW COUNT}, {@code drain PORT PID
 * COUNT}. 64 bytes of payload, the number of the message first.
 */
public final class OfflineLoad {
    private static final int PAYLOAD_BYTES = 64;
    private static final byte[] TOPIC = "plant/hall1/machine17/value".getBytes(StandardCharsets.US_ASCII);
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int PUBLISH_BYTES = 2 + 2 + TOPIC.length + 2 + PAYLOAD_BYTES;
    private static final int NUMBER_AT = 2 + 2 + TOPIC.length + 2;

    private OfflineLoad() {}

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "sync" -> sync(Path.of(arguments[1]));
            case "subscribe" -> subscribe(Integer.parseInt(arguments[1]));
            case "publish" -> publish(Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]),
                    Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
            case "drain" -> drain(Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]),
                    Integer.parseInt(arguments[3]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** What the disk itself can do: 8 KiB at the end of a file and fdatasync, for two seconds. */
    private static void sync(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "sync", null);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer page = ByteBuffer.allocate(8192);
            int count = 0;
            long start = System.nanoTime();
            while (System.nanoTime() - start < 2_000_000_000L) {
                page.clear();
                channel.write(page);
                channel.force(false);
                count++;
            }
            System.out.printf(Locale.ROOT, "syncs_per_second=%.0f%n", count / ((System.nanoTime() - start) / 1e9));
        } finally {
            Files.delete(file);
        }
    }

    private static byte[] connectPacket(String clientId) {
        byte[] id = clientId.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                new byte[]{0x10, (byte) (12 + id.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 0, 0, 0, 0, (byte) id.length});
        out.writeBytes(id);
        return out.toByteArray();
    }

    private static Socket connect(int port, String clientId) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(connectPacket(clientId));
        byte[] ack = socket.getInputStream().readNBytes(4);
        if (ack.length < 4 || ack[3] != 0) {
            throw new IOException("not accepted");
        }
        return socket;
    }

    private static void subscribe(int port) throws IOException {
        try (Socket socket = connect(port, "absent")) {
            socket.getOutputStream().write(new byte[]{(byte) 0x82, 6, 0, 1, 0, 1, '#', 1});
            if (socket.getInputStream().readNBytes(5)[4] != 1) {
                throw new IOException("not subscribed");
            }
            socket.getOutputStream().write(new byte[]{(byte) 0xE0, 0});
        }
    }

    private static final class Publisher {
        final SocketChannel channel;
        final ByteBuffer out = ByteBuffer.allocateDirect(PUBLISH_BYTES * 64);
        final ByteBuffer in = ByteBuffer.allocateDirect(4096);
        int inFlight;
        int lastIdentifier;

        Publisher(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private static void publish(int port, long pid, int count, int window, int messages) throws IOException {
        Selector selector = Selector.open();
        Publisher[] publishers = new Publisher[count];
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.socket().setTcpNoDelay(true);
            channel.write(ByteBuffer.wrap(connectPacket("publisher" + i)));
            ByteBuffer ack = ByteBuffer.allocate(4);
            while (ack.hasRemaining() && channel.read(ack) >= 0) {
                continue;
            }
            channel.configureBlocking(false);
            publishers[i] = new Publisher(channel);
            channel.register(selector, SelectionKey.OP_READ, publishers[i]);
        }
        byte[] packet = new byte[PUBLISH_BYTES];
        packet[0] = 0x32;
        packet[1] = (byte) (PUBLISH_BYTES - 2);
        packet[3] = (byte) TOPIC.length;
        System.arraycopy(TOPIC, 0, packet, 4, TOPIC.length);
        BrokerProcess broker = new BrokerProcess(pid);
        double cpu = broker.cpuSeconds();
        long bytes = broker.writtenBytes();
        long start = System.nanoTime();
        int sent = 0;
        int acknowledged = 0;
        for (Publisher publisher : publishers) {
            sent = fill(publisher, packet, sent, messages, window);
        }
        while (acknowledged < messages) {
            if (selector.select(PATIENCE_MILLIS) == 0) {
                throw new IOException("nothing came for long; acknowledged: " + acknowledged);
            }
            for (SelectionKey key : selector.selectedKeys()) {
                Publisher publisher = (Publisher) key.attachment();
                if (publisher.channel.read(publisher.in) < 0) {
                    throw new IOException("the broker closed a connection; acknowledged: " + acknowledged);
                }
                int acks = publisher.in.position() / 4; // each is 4 bytes long
                publisher.in.flip().position(acks * 4);
                publisher.in.compact();
                acknowledged += acks;
                publisher.inFlight -= acks;
                sent = fill(publisher, packet, sent, messages, window);
            }
            selector.selectedKeys().clear();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT,
                "publishers=%d window=%d acknowledged=%d per_second=%.0f cpu_per_million=%.2f written_per_message=%.0f%n",
                count, window, acknowledged, acknowledged / seconds, (broker.cpuSeconds() - cpu) / messages * 1e6,
                (broker.writtenBytes() - bytes) / (double) messages);
    }

    private static int fill(Publisher publisher, byte[] packet, int sent, int messages, int window)
            throws IOException {
        int number = sent;
        while (publisher.inFlight < window && number < messages) {
            publisher.lastIdentifier = publisher.lastIdentifier % 65_535 + 1;
            packet[NUMBER_AT - 2] = (byte) (publisher.lastIdentifier >> 8);
            packet[NUMBER_AT - 1] = (byte) publisher.lastIdentifier;
            for (int i = 0; i < 4; i++) {
                packet[NUMBER_AT + i] = (byte) (number >> 24 - 8 * i);
            }
            publisher.out.put(packet);
            publisher.inFlight++;
            number++;
        }
        publisher.out.flip();
        while (publisher.out.hasRemaining()) {
            publisher.channel.write(publisher.out);
        }
        publisher.out.clear();
        return number;
    }

    /** The subscriber comes back, and acknowledges what it gets. */
    private static void drain(int port, long pid, int messages) throws IOException {
        BrokerProcess broker = new BrokerProcess(pid);
        double cpu = broker.cpuSeconds();
        long written = broker.writtenBytes();
        BitSet seen = new BitSet();
        int arrived = 0;
        long start = System.nanoTime();
        long last = start;
        boolean isPresent;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(connectPacket("absent"));
            byte[] in = new byte[1 << 17];
            byte[] acks = new byte[1 << 16];
            int filled = 0;
            isPresent = false;
            boolean hasConnAck = false;
            while (seen.cardinality() < messages) {
                int read;
                try {
                    read = socket.getInputStream().read(in, filled, in.length - filled);
                } catch (java.net.SocketTimeoutException _) {
                    break;
                }
                if (read < 0) {
                    break;
                }
                filled += read;
                int at = 0;
                int ackBytes = 0;
                while (at + 2 <= filled && at + 2 + in[at + 1] <= filled) { // all packets are shorter than 128 bytes
                    if (!hasConnAck) {
                        isPresent = in[at + 2] == 1;
                        hasConnAck = true;
                    } else if ((in[at] & 0xF0) == 0x30) {
                        int number = 0;
                        for (int i = 0; i < 4; i++) {
                            number = number << 8 | in[at + NUMBER_AT + i] & 0xFF;
                        }
                        seen.set(number);
                        arrived++;
                        acks[ackBytes] = 0x40;
                        acks[ackBytes + 1] = 2;
                        acks[ackBytes + 2] = in[at + NUMBER_AT - 2];
                        acks[ackBytes + 3] = in[at + NUMBER_AT - 1];
                        ackBytes += 4;
                    }
                    at += 2 + in[at + 1];
                }
                System.arraycopy(in, at, in, 0, filled - at);
                filled -= at;
                if (ackBytes > 0) {
                    socket.getOutputStream().write(acks, 0, ackBytes);
                    last = System.nanoTime();
                }
            }
        }
        System.out.printf(Locale.ROOT,
                "session_present=%s arrived=%d twice=%d lost=%d per_second=%.0f cpu_per_million=%.2f written_per_message=%.0f%n",
                isPresent, arrived, arrived - seen.cardinality(), messages - seen.cardinality(),
                arrived / ((last - start) / 1e9), (broker.cpuSeconds() - cpu) / Math.max(1, arrived) * 1e6,
                (broker.writtenBytes() - written) / (double) Math.max(1, arrived));
    }
}
