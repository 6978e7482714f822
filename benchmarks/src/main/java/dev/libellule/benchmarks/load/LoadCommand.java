package dev.libellule.benchmarks.load;

import dev.libellule.benchmarks.load.Load.Plan;
import dev.libellule.benchmarks.load.Load.Result;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one load against a broker and prints one line of figures. Ends with status 1 if a message was lost. */
@Command(name = "load", description = "Loads an MQTT broker, checks every message, prints one line of figures.", //
        mixinStandardHelpOptions = true)
public final class LoadCommand implements Callable<Integer> {
    @Option(names = "--host", defaultValue = "127.0.0.1", description = "The broker (${DEFAULT-VALUE}).")
    private String host;

    @Option(names = "--port", defaultValue = "1883", description = "Its port (${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--version", defaultValue = "4", description = "3, 4 or 5, as in CONNECT (${DEFAULT-VALUE}).")
    private int version;

    @Option(names = "--publishers", defaultValue = "10", description = "Each has a topic of its own (${DEFAULT-VALUE}).")
    private int publishers;

    @Option(names = "--subscribers", defaultValue = "10", //
            description = "Fewer than publishers: all topics; else each one (${DEFAULT-VALUE}).")
    private int subscribers;

    @Option(names = "--qos", defaultValue = "0", description = "(${DEFAULT-VALUE}).")
    private int qos;

    @Option(names = "--payload", defaultValue = "64", description = "Bytes, at least 24 (${DEFAULT-VALUE}).")
    private int payload;

    @Option(names = "--window", defaultValue = "20", description = "In flight of a publisher, QoS 1 and 2 (${DEFAULT-VALUE}).")
    private int window;

    @Option(names = "--outstanding", defaultValue = "500", description = "Under way of a publisher (${DEFAULT-VALUE}).")
    private int outstanding;

    @Option(names = "--messages", defaultValue = "1000000", description = "To publish in the measured part (${DEFAULT-VALUE}).")
    private long messages;

    @Option(names = "--rate", defaultValue = "0", description = "Messages a second in all; 0: as many as go (${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--seconds", defaultValue = "10", description = "Of the measured part, with --rate (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "0", description = "Seconds of the same load before (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--pid", defaultValue = "0", description = "The broker's process, for its CPU time.")
    private long pid;

    /** The program. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LoadCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (payload < LoadClient.SMALLEST_PAYLOAD) {
            throw new IllegalArgumentException(
                    "--payload %d: at least %d".formatted(payload, LoadClient.SMALLEST_PAYLOAD));
        }
        Plan plan = new Plan(host, port, version, publishers, subscribers, qos, payload, window, outstanding, messages,
                rate, seconds,
                warmUp, pid);
        try (Load load = new Load(plan)) {
            Result result = load.run();
            System.out.printf(Locale.ROOT,
                    "deliveries=%d seconds=%.2f per_second=%.0f cpu_per_million=%.3f p50_us=%d p99_us=%d p999_us=%d max_us=%d missing=%d "
                            + "duplicated=%d%n",
                    result.deliveries(), result.seconds(), result.deliveries() / result.seconds(),
                    result.cpuSeconds() / result.deliveries() * 1e6, result.p50(), result.p99(), result.p999(),
                    result.largest(),
                    result.missing(), result.duplicated());
            return result.missing() > 0 || qos == 2 && result.duplicated() > 0 ? 1 : 0;
        }
    }
}
