package dev.libellule.gateway.broker;

import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Terms;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.tls.TlsEndpoint;
import dev.libellule.gateway.broker.tls.TlsFiles;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Hostile clients against a running broker, and a neighbour who must not notice. {@code gateway/fuzz-broker} runs it for long,
 * {@code BrokerFuzzIT} for seconds with a fixed seed.
 */
final class BrokerFuzz implements AutoCloseable {
    private static final int ATTACKERS = 10;
    private static final int MOST_SILENT = 20;
    private static final int PATIENCE_MILLIS = 20_000;

    /** What a run came to. Empty {@code complaints} and {@code disturbance} are what is hoped for. */
    record Outcome(long attacks, long neighbourMessages, long neighbourSlowestMillis, List<String> complaints,
            String disturbance, long heapGrowth, long directGrowth) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT,
                    "connections=%d neighbour_messages=%d neighbour_slowest_ms=%d complaints=%d heap_growth_kib=%d direct_growth_kib=%d%s",
                    attacks, neighbourMessages, neighbourSlowestMillis, complaints.size(), heapGrowth / 1024,
                    directGrowth / 1024, disturbance == null ? "" : " DISTURBED: " + disturbance);
        }
    }

    private final Broker broker;
    private final int[] ports;
    private final SSLSocketFactory tls;
    private final long seed;
    private final AtomicLong attacks = new AtomicLong();
    private final List<String> complaints = new ArrayList<>();
    private volatile long end;
    private volatile String disturbance;
    private volatile long neighbourMessages;
    private volatile long neighbourSlowestMillis;

    BrokerFuzz(Path folder, long seed) throws Exception {
        this.seed = seed;
        Openssl openssl = new Openssl(folder);
        openssl.authority("ca");
        openssl.certificate("ca", "server", "/CN=localhost", "ec -pkeyopt ec_paramgen_curve:P-256");
        TlsEndpoint endpoint = TlsEndpoint.load(new TlsFiles(openssl.file("server.crt"), openssl.file("server.key"),
                null, null, null, "", "", "", false, false));
        Listener plain = Listener.loopback(0, Transport.TCP);
        Limits limits = Records.limits("persistentClientExpirationSeconds", 1L); // what sessions keep is gone at the end
        broker = Broker.start(new BrokerOptions(List.of(plain, Listener.loopback(0, Transport.WEBSOCKET),
                new Listener("127.0.0.1", 0, null, Transport.TCP, plain.access(), endpoint, Terms.USUAL),
                new Listener("127.0.0.1", 0, null, Transport.WEBSOCKET, plain.access(), endpoint, Terms.USUAL)),
                limits, Duration.ofSeconds(1)), "test");
        ports = new int[]{broker.port(0), broker.port(1), broker.port(2), broker.port(3)};
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[]{new TrustsAll()}, null);
        context.getClientSessionContext().setSessionCacheSize(1); // else it is the attacker whose heap grows
        tls = context.getSocketFactory();
    }

    /** The attacker does not care who the broker is. */
    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // not asked
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // whoever it is
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Attacks for so long, first unmeasured, then measured. */
    Outcome run(Duration warmUp, Duration measured) throws Exception {
        PrintStream standardError = System.err;
        System.setErr(new Listening(standardError, complaints));
        try {
            attackFor(warmUp);
            long heap = heapInUse();
            long direct = PlatformDependent.usedDirectMemory();
            attackFor(measured);
            long heapGrowth = heapInUse() - heap;
            return new Outcome(attacks.get(), neighbourMessages, neighbourSlowestMillis, List.copyOf(complaints),
                    disturbance, heapGrowth, PlatformDependent.usedDirectMemory() - direct);
        } finally {
            System.setErr(standardError);
        }
    }

    private void attackFor(Duration duration) throws Exception {
        end = System.nanoTime() + duration.toNanos();
        List<Thread> threads = new ArrayList<>();
        threads.add(Thread.ofPlatform().name("neighbour").start(this::beNeighbour));
        for (int i = 0; i < ATTACKERS; i++) {
            threads.add(Thread.ofPlatform().name("hostile-" + i).start(this::attackUntilEnd));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        tidyUp();
    }

    private void attackUntilEnd() {
        Deque<Socket> silent = new ArrayDeque<>();
        try {
            while (System.nanoTime() < end) {
                Socket left = new HostileClient(seed + attacks.getAndIncrement(), tls).attack(ports);
                if (left != null) {
                    silent.add(left);
                }
                if (silent.size() > MOST_SILENT) {
                    silent.remove().close();
                }
            }
            for (Socket socket : silent) {
                socket.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Publishes to itself at QoS 0 and 1 in turn: each message has to come, once, in its order. */
    private void beNeighbour() {
        String topic = "neighbour/" + UUID.randomUUID();
        try (RawClient client = RawClient.connected(broker.port(0), 4, topic)) {
            client.subscribe(topic, 1);
            for (int n = 1; System.nanoTime() < end; n++) {
                long start = System.nanoTime();
                client.publish(topic, Integer.toString(n).getBytes(StandardCharsets.US_ASCII), n % 2, false, 7);
                boolean awaitsAck = n % 2 == 1;
                boolean awaitsMessage = true;
                while (awaitsAck || awaitsMessage) {
                    byte[] packet = client.read();
                    if (packet == null) {
                        disturbance = "disconnected at message " + n;
                        return;
                    }
                    if ((packet[0] & 0xF0) == 0x40 && awaitsAck) {
                        awaitsAck = false;
                    } else if ((packet[0] & 0xF0) == 0x30 && RawClient.payload(packet).equals(Integer.toString(n))) {
                        awaitsMessage = false;
                        if ((packet[0] & 6) != 0) {
                            client.acknowledge(RawClient.identifier(packet));
                        }
                    } else {
                        disturbance = "message %d: unexpected packet 0x%02X".formatted(n, packet[0]);
                        return;
                    }
                }
                neighbourMessages++;
                neighbourSlowestMillis = Math.max(neighbourSlowestMillis, (System.nanoTime() - start) / 1_000_000);
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (IOException e) {
            disturbance = e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes what was retained, and waits until every session has expired and every connection is closed. */
    private void tidyUp() throws Exception {
        long patienceEnds = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        String state = "";
        while (System.nanoTime() < patienceEnds) {
            List<String> retained = new ArrayList<>();
            String[] facts = {"", ""};
            try (LocalClient cleaner = broker.connect(LocalClientOptions.clean("cleaner"), delivery -> {
                String topic = delivery.topic();
                if (topic.equals("$SYS/broker/clients/total")) {
                    facts[0] = new String(delivery.payload(), StandardCharsets.US_ASCII);
                } else if (!topic.startsWith("$SYS/")) {
                    retained.add(topic);
                }
                delivery.acknowledge();
            })) {
                for (String filter : List.of("#", "$x/#", "$SYS/#")) {
                    cleaner.subscribe(filter, 0);
                }
                cleaner.publish("$share/g/a", new byte[0], 0, true); // no filter would find it
                TimeUnit.MILLISECONDS.sleep(1_200); // a new $SYS
                for (String topic : List.copyOf(retained)) {
                    cleaner.publish(topic, new byte[0], 0, true);
                }
                state = facts[0] + " clients, " + retained.size() + " retained";
                if (retained.isEmpty() && facts[0].matches("[012]")) {
                    return;
                }
            }
        }
        complaints.add("not tidy after the attack: " + state);
    }

    private static long heapInUse() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(50); // cleaners
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** The log: warnings and errors are complaints; the thousands of lines about malformed packets and stolen names go nowhere. */
    private static final class Listening extends PrintStream {
        private static final String FIGHT = "Two clients fight for the client identifier 'hostile";

        private final List<String> complaints;

        Listening(PrintStream out, List<String> complaints) {
            super(out, true);
            this.complaints = complaints;
        }

        @Override
        public PrintStream printf(String format, Object... arguments) {
            String line = format.formatted(arguments);
            if (!line.contains(" INFO ") && !line.contains(FIGHT)) {
                println(line);
            }
            return this;
        }

        @Override
        public void println(String line) {
            synchronized (complaints) {
                if (complaints.size() < 50) {
                    complaints.add(line);
                    super.println(line);
                }
            }
        }
    }

    @Override
    public void close() {
        broker.close();
    }

    /** The program. Arguments: minutes, and the seed of an earlier run. */
    public static void main(String[] arguments) throws Exception {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        double minutes = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 10;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        System.out.println("seed " + seed);
        Path folder = Files.createTempDirectory("fuzz-broker");
        try (BrokerFuzz fuzz = new BrokerFuzz(folder, seed)) {
            Outcome outcome = fuzz.run(Duration.ofSeconds(20), Duration.ofMillis((long) (minutes * 60_000)));
            System.out.println(outcome);
            System.exit(outcome.complaints().isEmpty() && outcome.disturbance() == null ? 0 : 1);
        }
    }
}
