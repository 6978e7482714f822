package dev.libellule.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts a broker several times: milliseconds from the start of its process to the first CONNACK, and the processor time and the memory
 * that it has taken when it has been quiet for a while.
 *
 * <p>Arguments: port, runs, and the command with its arguments.
 */
public final class StartUp {
    private static final byte[] CONNECT = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 's'};
    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final long ASK_AGAIN_NANOS = 1_000_000;
    private static final long SETTLE_SECONDS = 2;

    private StartUp() {}

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int runs = Integer.parseInt(arguments[1]);
        double[] millis = new double[runs];
        double[] cpuMillis = new double[runs];
        double[] mebibytes = new double[runs];
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            Process process = new ProcessBuilder(Arrays.copyOfRange(arguments, 2, arguments.length))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            try {
                millis[i] = (awaitConnAck(port, start) - start) / 1e6;
                process.waitFor(SETTLE_SECONDS, TimeUnit.SECONDS);
                BrokerProcess broker = new BrokerProcess(process.pid());
                cpuMillis[i] = broker.cpuSeconds() * 1e3;
                mebibytes[i] = broker.residentBytes() / 1048576.0;
            } finally {
                process.destroy();
                process.waitFor();
            }
        }
        System.out.println("start_ms=" + range(millis) + " cpu_ms=" + range(cpuMillis) + " resident_mib="
                + range(mebibytes));
    }

    /** The median, the least and the most. */
    private static String range(double[] values) {
        Arrays.sort(values);
        return String.format(Locale.ROOT, "%.0f (%.0f to %.0f)", values[values.length / 2], values[0],
                values[values.length - 1]);
    }

    private static long awaitConnAck(int port, long start) throws IOException {
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
            } catch (ConnectException e) {
                LockSupport.parkNanos(ASK_AGAIN_NANOS); // it does not listen yet
            }
        }
        throw new IOException("no CONNACK on port " + port + " within 20 s");
    }
}
