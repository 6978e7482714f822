package dev.libellule.gateway.app;

import dev.libellule.device.codec.Subscribe;
import java.util.Map;
import picocli.CommandLine.Option;

/** The flags of subscriptions that are about retained messages; of MQTT 5.0. */
final class RetainFlags {
    /** Values of {@code --retain-handling} and their Subscription Options, 3.8.3.1. */
    private static final Map<String, Integer> RETAIN_HANDLING = Map.of("always", 0, "new", Subscribe.RETAINED_IF_NEW,
            "never", Subscribe.NO_RETAINED);

    @Option(names = "--retain-as-published", description = "Shows the retain flag as it was published (5.0).")
    private boolean retainAsPublished;

    @Option(names = "--retain-handling", paramLabel = "WHEN", defaultValue = "always", //
            description = "When the broker sends retained messages: always, new (a new subscription) or never (5.0).")
    private String retainHandling;

    void check(ConnectionOptions connection) {
        connection.require(RETAIN_HANDLING.containsKey(retainHandling),
                "--retain-handling %s: must be always, new or never", retainHandling);
    }

    /** Subscription Options of 5.0 beyond the QoS, 3.8.3.1. */
    int subscriptionOptions() {
        return RETAIN_HANDLING.get(retainHandling) | (retainAsPublished ? Subscribe.RETAIN_AS_PUBLISHED : 0);
    }
}
