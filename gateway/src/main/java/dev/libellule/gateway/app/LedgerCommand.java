package dev.libellule.gateway.app;

import dev.libellule.gateway.ledger.LedgerBook;
import dev.libellule.gateway.ledger.LedgerClient;
import dev.libellule.gateway.ledger.LedgerException;
import dev.libellule.gateway.ledger.LedgerVerdict;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libellule ledger}: proves on a live installation that nothing is lost, twice, out of order or late. */
@Command(name = "ledger", description = "Proves that no message is lost: numbers them, notes what is acknowledged and what arrives.", //
        mixinStandardHelpOptions = true, subcommands = {LedgerCommand.Pub.class, LedgerCommand.Sub.class,
                LedgerCommand.Verdict.class}, //
        footer = {"", "Example, on any broker:",
                "  libellule ledger sub here.ledger -t 'test/#' -q 2 --for 60 &",
                "  libellule ledger pub there.ledger -t test/a -t test/b -q 2 --rate 100 --for 50",
                "  libellule ledger verdict there.ledger here.ledger"})
final class LedgerCommand implements Runnable {
    private static final long PAUSE_MILLIS = 200;
    private static final long GRACE_NANOS = 30_000_000_000L;
    private static final int CONNECT_MILLIS = 10_000;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which part? Give one of: pub, sub, verdict");
    }

    /** Where the broker is, and as whom. */
    static final class Where {
        @Spec(Spec.Target.MIXEE)
        private CommandSpec command;

        @Option(names = {"-h", "--host"}, paramLabel = "HOST", defaultValue = "localhost", //
                description = "The broker (${DEFAULT-VALUE}).")
        private String host;

        @Option(names = {"-p", "--port"}, paramLabel = "PORT", description = "Its port (1883; with TLS 8883).")
        private Integer port;

        @Option(names = {"-u", "--username"}, paramLabel = "USER", description = "User name.")
        private String user;

        @Option(names = {"-P", "--pw"}, paramLabel = "PASSWORD", description = "Password.")
        private String password;

        @Option(names = {"-i", "--id"}, paramLabel = "ID", //
                description = "Client identifier (that of the ledger's file, with ledger- before it).")
        private String id;

        @Option(names = "--for", paramLabel = "SECONDS", defaultValue = "0", //
                description = "Ends after so long; 0 for never.")
        private long seconds;

        @Option(names = "--sync", description = "Each line of the ledger is on the disk at once, for power cuts on this side.")
        private boolean sync;

        @Option(names = "--help", usageHelp = true, description = "Shows this help.")
        private boolean help;

        @Mixin
        private TlsFlags tls;

        private long endNanos;

        LedgerClient client(Path file) {
            tls.check(command);
            endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds == 0 ? Integer.MAX_VALUE : seconds);
            String clientId = id == null ? "ledger-" + file.getFileName() : id;
            return new LedgerClient(clientId, LedgerBook.open(file, sync), this::open).credentials(user, password);
        }

        private Socket open() throws IOException {
            boolean isTls = tls.used(port == null ? 0 : port);
            int number = port != null ? port : isTls ? 8883 : 1883;
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(host, number), CONNECT_MILLIS);
                socket.setSoTimeout(CONNECT_MILLIS);
                return isTls ? tls.options().over(socket, host, number) : socket;
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        }

        boolean isOver() {
            return System.nanoTime() - endNanos >= 0;
        }

        /** What is not acknowledged may take a little longer. */
        boolean isOver(LedgerClient client) {
            return isOver() && (client.inFlight() == 0 || System.nanoTime() - endNanos >= GRACE_NANOS);
        }
    }

    /** What a client does while its connection lasts; true when all is done. */
    private interface Work {
        boolean run(LedgerClient client) throws IOException, InterruptedException;
    }

    /** Comes back whenever the connection ends, and goes on. */
    private static void keepAt(Where where, LedgerClient client, Work work) throws InterruptedException {
        String last = null;
        while (!where.isOver(client)) {
            try {
                client.connect();
                last = null;
                if (work.run(client)) {
                    client.close();
                    return;
                }
            } catch (IOException e) {
                if (e.getCause() instanceof CertificateException refusal) {
                    throw new LedgerException(refusal.getMessage(), e);
                }
                String why = e.getMessage() == null ? "the connection ended" : e.getMessage();
                if (!why.equals(last)) {
                    System.err.println("ledger: " + why + "; tries again");
                    last = why;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    @Command(name = "pub", description = "Publishes numbered messages, and notes what is acknowledged.")
    static final class Pub implements Callable<Integer> {
        @Mixin
        private Where where;

        @Parameters(paramLabel = "LEDGER", description = "The file; one that is there is continued.")
        private Path file;

        @Option(names = {"-t",
                "--topic"}, paramLabel = "TOPIC", required = true, description = "Where to publish; may be given several times.")
        private List<String> topics;

        @Option(names = {"-q",
                "--qos"}, paramLabel = "QOS", defaultValue = "1", description = "QoS (${DEFAULT-VALUE}).")
        private int qos;

        @Option(names = {"-r", "--retain"}, description = "Retained.")
        private boolean retain;

        @Option(names = {"-n", "--count"}, paramLabel = "COUNT", defaultValue = "0", //
                description = "Ends after so many to each topic, all acknowledged; 0 for never.")
        private long count;

        @Option(names = "--rate", paramLabel = "PER_SECOND", defaultValue = "0", //
                description = "So many to each topic in a second; 0 for as fast as they are acknowledged.")
        private double rate;

        @Option(names = "--window", paramLabel = "COUNT", defaultValue = "20", //
                description = "So many are sent and not acknowledged (${DEFAULT-VALUE}).")
        private int window;

        @Option(names = "--size", paramLabel = "BYTES", defaultValue = "0", description = "Length of payloads; at least about 50.")
        private int size;

        private long rounds;
        private long startNanos;

        @Override
        public Integer call() throws InterruptedException {
            LedgerClient client = where.client(file).window(Math.max(window, topics.size())).payloadLength(size);
            startNanos = System.nanoTime();
            keepAt(where, client, this::publish);
            System.out.printf("%d acknowledged, %d sent and not acknowledged: %s%n", client.acknowledged(),
                    client.inFlight(), file);
            return client.inFlight() == 0 ? Main.OK : Main.FAILED;
        }

        private boolean publish(LedgerClient client) throws IOException, InterruptedException {
            String[] names = topics.toArray(String[]::new);
            while (!where.isOver() && (count == 0 || rounds < count)) {
                if (rate > 0) {
                    long dueNanos = startNanos + (long) (rounds * 1e9 / rate);
                    long waitMillis = (dueNanos - System.nanoTime()) / 1_000_000;
                    if (waitMillis > 0) {
                        client.drain((int) Math.min(waitMillis, 1_000));
                        continue;
                    }
                }
                rounds++;
                client.publish(qos, retain, names);
            }
            while (client.inFlight() > 0) {
                client.take();
            }
            return true;
        }
    }

    @Command(name = "sub", description = "Subscribes, and notes what arrives.")
    static final class Sub implements Callable<Integer> {
        @Mixin
        private Where where;

        @Parameters(paramLabel = "LEDGER", description = "The file; one that is there is continued.")
        private Path file;

        @Option(names = {"-t",
                "--topic"}, paramLabel = "FILTER", required = true, //
                description = "What to subscribe to; may be given several times.")
        private List<String> filters;

        @Option(names = {"-q",
                "--qos"}, paramLabel = "QOS", defaultValue = "2", description = "QoS (${DEFAULT-VALUE}).")
        private int qos;

        @Option(names = "-W", paramLabel = "SECONDS", defaultValue = "0", //
                description = "Ends when nothing has come for so long; 0 for never.")
        private int silentSeconds;

        @Option(names = "--last", description = "Only the last message of each topic has to arrive: for retained messages.")
        private boolean last;

        @Override
        public Integer call() throws InterruptedException {
            LedgerClient client = where.client(file);
            keepAt(where, client, this::listen);
            System.out.printf("%d arrived: %s%n", client.arrived(), file);
            return Main.OK;
        }

        private boolean listen(LedgerClient client) throws IOException {
            for (String filter : filters) {
                if (last) {
                    client.subscribeForLast(filter, qos);
                } else {
                    client.subscribe(filter, qos);
                }
            }
            System.err.println("ledger: subscribed");
            long silentMillis = 0;
            long before = client.arrived();
            while (!where.isOver()) {
                client.drain(500);
                silentMillis = client.arrived() == before ? silentMillis + 500 : 0;
                before = client.arrived();
                client.ping();
                if (silentSeconds > 0 && silentMillis >= silentSeconds * 1000L) {
                    return true;
                }
            }
            return true;
        }
    }

    @Command(name = "verdict", description = "Compares ledgers of publishers and subscribers; exit status 1 if anything is wrong.", //
            mixinStandardHelpOptions = true)
    static final class Verdict implements Callable<Integer> {
        @Parameters(paramLabel = "LEDGER", arity = "1..*", description = "All ledgers, in any order.")
        private List<Path> books;

        @Option(names = "--late", paramLabel = "MILLISECONDS", defaultValue = "9000000000000", hidden = false, //
                description = "What took longer is late (nothing is).")
        private long lateMillis;

        @Option(names = "--once", description = "Twice is wrong with QoS 1 too, where the protocol allows it.")
        private boolean once;

        @Override
        public Integer call() {
            LedgerVerdict verdict = new LedgerVerdict(books, lateMillis, once);
            if (verdict.lines().isEmpty()) {
                throw new LedgerException(
                        "these ledgers name no message that was published; give those of pub and of sub");
            }
            System.out.println(verdict);
            return verdict.isGood() ? Main.OK : Main.FAILED;
        }
    }
}
