package dev.libellule.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Starts a broker several times: milliseconds from the start of its process to the first CONNACK, and the memory that it holds then.
 *
 * <p>Arguments: port, runs, and the command with its arguments.
 */
public final class StartUp {
    private static final byte[] CONNECT = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 's'};
    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final long SETTLE_SECONDS = 2;

    private StartUp() {}

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int runs = Integer.parseInt(arguments[1]);
        double[] millis = new double[runs];
        long[] kilobytes = new long[runs];
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            Process process = new ProcessBuilder(Arrays.copyOfRange(arguments, 2, arguments.length))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            try {
                millis[i] = (awaitConnAck(port, start) - start) / 1e6;
                process.waitFor(SETTLE_SECONDS, TimeUnit.SECONDS);
                kilobytes[i] = residentKilobytes(process.pid());
            } finally {
                process.destroy();
                process.waitFor();
            }
        }
        Arrays.sort(millis);
        Arrays.sort(kilobytes);
        System.out.printf(java.util.Locale.ROOT, "start_ms=%.0f (%.0f to %.0f) resident_mib=%.1f%n", millis[runs / 2],
                millis[0],
                millis[runs - 1], kilobytes[runs / 2] / 1024.0);
    }

    private static long awaitConnAck(int port, long start) throws IOException, InterruptedException {
        while (System.nanoTime() - start < PATIENCE_NANOS) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
                socket.setSoTimeout(5_000);
                OutputStream out = socket.getOutputStream();
                out.write(CONNECT);
                InputStream in = socket.getInputStream();
                if (in.read() == 0x20) {
                    return System.nanoTime();
                }
            } catch (java.net.ConnectException e) {
                TimeUnit.MILLISECONDS.sleep(1); // it does not listen yet
            }
        }
        throw new IOException("no CONNACK on port " + port + " within 20 s");
    }

    private static long residentKilobytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElse(0);
    }
}
