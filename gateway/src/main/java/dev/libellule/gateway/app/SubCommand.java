package dev.libellule.gateway.app;

import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code libellule sub}: shows what is published, with the flags of {@code mosquitto_sub}. */
@Command(name = "sub", sortOptions = false, versionProvider = VersionLines.class, //
        description = "Shows what is published, with the flags of mosquitto_sub.", //
        footer = {"", "Examples:", "  libellule sub -v -t 'maison/#'", "  libellule sub -t '$SYS/broker/version' -C 1"})
final class SubCommand implements Callable<Integer>, MosquittoTool {
    private static final int LONGEST_WAIT_SECONDS = 2_000_000;

    @Mixin
    private ConnectionOptions connection;

    @Option(names = {"-t",
            "--topic"}, paramLabel = "FILTER", description = "What to subscribe to; may be given several times.")
    private List<String> topics = new ArrayList<>();

    @Option(names = {"-T",
            "--filter-out"}, paramLabel = "FILTER", description = "What not to show; may be given several times.")
    private List<String> filtersOut = List.of();

    @Option(names = {"-U",
            "--unsubscribe"}, paramLabel = "FILTER", description = "What to unsubscribe from in a kept session.")
    private List<String> unsubscribed = List.of();

    @Mixin
    private OutputFlags output;

    @Option(names = {"-w",
            "--watch"}, description = "One line of the terminal for each topic, with its latest message.")
    private boolean watch;

    @Option(names = "--message-rate", description = "Shows each second how many messages came, instead of them.")
    private boolean messageRate;

    @Option(names = "-C", paramLabel = "COUNT", defaultValue = "0", description = "Ends after so many messages.")
    private long count;

    @Option(names = "-W", paramLabel = "SECONDS", defaultValue = "0", description = "Ends after so many seconds, with exit status 27.")
    private int waitSeconds;

    @Option(names = {"-R", "--no-retained"}, description = "Shows no retained messages.")
    private boolean noRetained;

    @Option(names = "--retained-only", description = "Shows retained messages only, and ends at the first other one.")
    private boolean retainedOnly;

    @Option(names = "--remove-retained", description = "Clears each retained message that is received.")
    private boolean removeRetained;

    @Mixin
    private RetainFlags retain;

    @Option(names = "--random-filter", paramLabel = "PERCENT", defaultValue = "100", //
            description = "Shows this share of the messages, by chance: 0.1 to 100.")
    private double randomPercent;

    @Option(names = "-E", description = "Ends when the broker has acknowledged the subscriptions.")
    private boolean endWhenSubscribed;

    @Override
    public Integer call() {
        connection.check();
        if (connection.urlTopic() != null) {
            topics.add(connection.urlTopic());
        }
        connection.require(!topics.isEmpty() || !unsubscribed.isEmpty(), "which topics? Give at least one with -t%s",
                "");
        requireSeconds(connection, waitSeconds);
        connection.require(count >= 0, "-C %s: must be 1 or more", count);
        connection.require(randomPercent >= 0.1 && randomPercent <= 100, "--random-filter %s: must be 0.1 to 100",
                randomPercent);
        connection.require(!noRetained || !retainedOnly, "-R and --retained-only%s together show nothing", "");
        connection.require(!watch || !messageRate, "-w and --message-rate%s exclude each other", "");
        retain.check(connection);
        Subscriber subscriber = new Subscriber(connection, this, topics.size() + unsubscribed.size());
        filters("-t", topics).forEach(subscriber::subscribe);
        filters("-U", unsubscribed).forEach(subscriber::unsubscribe);
        filters("-T", filtersOut).forEach(subscriber::hide);
        return subscriber.run();
    }

    /** Checks the value of {@code -W}. */
    static void requireSeconds(ConnectionOptions connection, int seconds) {
        connection.require(seconds >= 0 && seconds <= LONGEST_WAIT_SECONDS, "-W %s: must be 1 or more seconds",
                seconds);
    }

    private List<byte[]> filters(String flag, List<String> texts) {
        List<byte[]> filters = new ArrayList<>();
        for (String text : texts) {
            byte[] filter = ConnectionOptions.bytes(text);
            connection.require(filter.length <= 65_535 && Topics.checkFilter(filter, 0, filter.length) == Status.OK,
                    flag + " %s: not a topic filter; + stands alone between slashes, # alone at the end", text);
            filters.add(filter);
        }
        return filters;
    }

    /** Subscription Options of 5.0 beyond the QoS, 3.8.3.1. */
    int subscriptionOptions() {
        return retain.subscriptionOptions();
    }

    OutputFlags output() {
        return output;
    }

    boolean isWatch() {
        return watch;
    }

    boolean isMessageRate() {
        return messageRate;
    }

    /** 0 for no limit. */
    long count() {
        return count;
    }

    /** 0 for no limit. */
    int waitSeconds() {
        return waitSeconds;
    }

    boolean isNoRetained() {
        return noRetained;
    }

    boolean isRetainedOnly() {
        return retainedOnly;
    }

    boolean isRemoveRetained() {
        return removeRetained;
    }

    /** The share of messages to show, 0 to 1. */
    double share() {
        return randomPercent / 100;
    }

    boolean isEndWhenSubscribed() {
        return endWhenSubscribed;
    }
}
