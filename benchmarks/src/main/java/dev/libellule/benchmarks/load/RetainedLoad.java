package dev.libellule.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Retained messages: how fast a broker stores them, and how fast one subscriber has them all.
 *
 * <p>Arguments: port, process of the broker, how many. 64 bytes each, on topics {@code plant/<hall>/<machine>/value}.
 */
public final class RetainedLoad {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int PAYLOAD_BYTES = 64;

    private RetainedLoad() {}

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        System.out.println(run(Integer.parseInt(arguments[0]), new BrokerProcess(Long.parseLong(arguments[1])),
                Integer.parseInt(arguments[2])));
    }

    /** The figures. */
    static String run(int port, BrokerProcess broker, int count) throws IOException {
        store(port, count, "warm"); // the first round is not measured
        fetch(port, count, "warm/#");
        double cpu = broker.cpuSeconds();
        double stored = store(port, count, "plant");
        double cpuStored = broker.cpuSeconds() - cpu;
        cpu = broker.cpuSeconds();
        double fetched = fetch(port, count, "plant/#");
        double cpuFetched = broker.cpuSeconds() - cpu;
        return String.format(Locale.ROOT,
                "retained=%d stored_per_second=%.0f store_cpu_us_each=%.2f given_seconds=%.3f give_cpu_us_each=%.2f resident_mib=%.1f",
                count, count / stored, cpuStored / count * 1e6, fetched, cpuFetched / count * 1e6,
                broker.residentBytes() / 1048576.0);
    }

    private static Socket connect(int port, String clientId) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        byte[] id = clientId.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                new byte[]{0x10, (byte) (12 + id.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, (byte) id.length});
        out.writeBytes(id);
        socket.getOutputStream().write(out.toByteArray());
        if (socket.getInputStream().readNBytes(4)[3] != 0) {
            throw new IOException("not accepted");
        }
        return socket;
    }

    /** Publishes all at QoS 0 and waits for the answer to a PINGREQ behind them: the broker has handled all. Seconds. */
    private static double store(int port, int count, String root) throws IOException {
        byte[] payload = "x".repeat(PAYLOAD_BYTES).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = connect(port, "store")) {
            long start = System.nanoTime();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int i = 0; i < count; i++) {
                byte[] topic = "%s/hall%d/machine%d/value".formatted(root, i / 1000, i % 1000)
                        .getBytes(StandardCharsets.US_ASCII);
                out.write(0x31);
                out.write(2 + topic.length + payload.length);
                out.write(0);
                out.write(topic.length);
                out.writeBytes(topic);
                out.writeBytes(payload);
                if (out.size() > 32_768) {
                    out.writeTo(socket.getOutputStream());
                    out.reset();
                }
            }
            out.writeBytes(new byte[]{(byte) 0xC0, 0});
            out.writeTo(socket.getOutputStream());
            if (socket.getInputStream().read() != 0xD0) {
                throw new IOException("no PINGRESP");
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    /** Subscribes and reads until all have come. Seconds. */
    private static double fetch(int port, int count, String filter) throws IOException {
        try (Socket socket = connect(port, "fetch")) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 65_536));
            byte[] name = filter.getBytes(StandardCharsets.US_ASCII);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(new byte[]{(byte) 0x82, (byte) (5 + name.length), 0, 1, 0, (byte) name.length});
            out.writeBytes(name);
            out.write(0);
            long start = System.nanoTime();
            socket.getOutputStream().write(out.toByteArray());
            int left = count;
            byte[] body = new byte[256];
            while (left > 0) {
                int first = in.readUnsignedByte();
                in.readFully(body, 0, in.readUnsignedByte()); // all of them are shorter than 128
                left -= first >> 4 == 3 ? 1 : 0;
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }
}
