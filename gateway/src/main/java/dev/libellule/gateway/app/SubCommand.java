package dev.libellule.gateway.app;

import dev.libellule.device.client.MqttClient;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Topics;
import dev.libellule.device.host.HostLoop;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code libellule sub}: shows what is published, with the flags of {@code mosquitto_sub}. */
@Command(name = "sub", sortOptions = false, description = "Shows what is published, with the flags of mosquitto_sub.", //
        footer = {"", "Examples:", "  libellule sub -v -t 'maison/#'", "  libellule sub -t '$SYS/broker/version' -C 1"})
final class SubCommand implements Callable<Integer> {
    /** The exit status of {@code mosquitto_sub} when the time of {@code -W} is over. */
    static final int TIMED_OUT = 27;

    private static final int RECEIVE_BUFFER = 1 << 18;
    private static final int SEND_BUFFER = 1 << 17;
    private static final int OUTPUT_BUFFER = 1 << 16;
    /** Mosquitto 2.0 sends more QoS 2 messages at once than it was allowed; a table for all identifiers cannot be too small. */
    private static final int ALL_IDENTIFIERS = 65_535;
    private static final int RETAIN_HANDLING_NEVER = 2 << 4;

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

    @Option(names = {"-v", "--verbose"}, description = "Shows the topic before the payload.")
    private boolean verbose;

    @Option(names = {"-F", "--format"}, paramLabel = "FORMAT", //
            description = "How to show a message: %%t topic, %%p payload, %%q QoS, %%r retain, %%l length, "
                    + "%%m identifier, %%x %%X payload in hexadecimal, %%I time, %%U seconds since 1970, "
                    + "%%j JSON, %%J JSON with the payload as JSON; 5.0: %%C %%D %%E %%F %%P %%R %%S; "
                    + "@Y @m @d @H @M @S @s @N as strftime; \\n \\t; %%%% and @@.")
    private String format;

    @Option(names = {"-N"}, description = "No line end after each message.")
    private boolean noLineEnd;

    @Option(names = {"-C"}, paramLabel = "COUNT", defaultValue = "0", description = "Ends after so many messages.")
    private long count;

    @Option(names = {
            "-W"}, paramLabel = "SECONDS", defaultValue = "0", description = "Ends after so many seconds, with exit status 27.")
    private int waitSeconds;

    @Option(names = {"-R", "--no-retained"}, description = "Shows no retained messages.")
    private boolean noRetained;

    @Option(names = "--retained-only", description = "Shows retained messages only, and ends at the first other one.")
    private boolean retainedOnly;

    @Option(names = "--remove-retained", description = "Clears each retained message that is received.")
    private boolean removeRetained;

    @Option(names = "--retain-as-published", description = "Shows the retain flag as it was published (5.0).")
    private boolean retainAsPublished;

    @Option(names = {"-E"}, description = "Ends when the broker has acknowledged the subscriptions.")
    private boolean endWhenSubscribed;

    @Override
    public Integer call() throws IOException {
        connection.check();
        if (connection.urlTopic() != null) {
            topics.add(connection.urlTopic());
        }
        connection.require(!topics.isEmpty() || !unsubscribed.isEmpty(), "which topics? Give at least one with -t", "");
        connection.require(waitSeconds >= 0 && waitSeconds <= 2_000_000, "-W %s: must be 0 or more seconds",
                waitSeconds);
        connection.require(count >= 0, "-C %s: must be 1 or more", count);
        List<byte[]> subscribe = filters("-t", topics);
        List<byte[]> hide = filters("-T", filtersOut);
        List<byte[]> unsubscribe = filters("-U", unsubscribed);
        MessageFormat messageFormat = format != null ? MessageFormat.parse(format) : MessageFormat.plain(verbose);
        return new Subscriber(subscribe, hide, unsubscribe, messageFormat).run();
    }

    private List<byte[]> filters(String flag, List<String> texts) {
        List<byte[]> filters = new ArrayList<>();
        for (String text : texts) {
            byte[] filter = ConnectionOptions.bytes(text);
            connection.require(Topics.checkFilter(filter, 0, filter.length) == Status.OK,
                    flag + " %s: not a topic filter; + stands alone between slashes, # alone at the end", text);
            filters.add(filter);
        }
        return filters;
    }

    /** Writes messages as they come; one write for all that came together. */
    private final class Subscriber extends ToolClient {
        private final List<byte[]> hide;
        private final MessageFormat messageFormat;
        private final OutputStream out = new BufferedOutputStream(System.out, OUTPUT_BUFFER);
        private final int startMillis = HostLoop.nowMillis();
        private int requests;
        private int granted;
        private long shown;
        private boolean written;

        Subscriber(List<byte[]> subscribe, List<byte[]> hide, List<byte[]> unsubscribe, MessageFormat messageFormat) {
            super(connection,
                    connection.settings().maximumSubscriptions(subscribe.size() + unsubscribe.size())
                            .receiveMaximum(ALL_IDENTIFIERS),
                    RECEIVE_BUFFER,
                    SEND_BUFFER);
            this.hide = hide;
            this.messageFormat = messageFormat;
            int options = connection.qos();
            if (connection.protocolVersion() == MqttVersion.V5_0) {
                options |= (noRetained ? RETAIN_HANDLING_NEVER : 0) | (retainAsPublished ? 8 : 0);
            }
            for (byte[] filter : subscribe) {
                client.subscribe(filter, options);
            }
            for (byte[] filter : unsubscribe) {
                client.unsubscribe(filter);
            }
            requests = subscribe.size() + unsubscribe.size();
        }

        @Override
        protected int work(int nowMillis) {
            flush();
            if (waitSeconds == 0) {
                return Integer.MAX_VALUE;
            }
            int leftMillis = waitSeconds * 1000 - (nowMillis - startMillis);
            if (leftMillis <= 0) {
                fail(TIMED_OUT, "Timed out");
            }
            return Math.max(0, leftMillis);
        }

        @Override
        protected void finished() {
            flush();
        }

        private void flush() {
            if (written) {
                written = false;
                try {
                    out.flush();
                } catch (IOException e) {
                    end(Main.FAILED); // nobody reads any more
                }
                if (System.out.checkError()) {
                    end(Main.OK); // as in: sub | head -1
                }
            }
        }

        @Override
        public void received(MqttClient source, Publish message) {
            if (message.retain && noRetained || count > 0 && shown == count) {
                return;
            }
            if (!message.retain && retainedOnly) {
                client.disconnect();
                return;
            }
            for (byte[] filter : hide) {
                if (Topics.matches(filter, 0, filter.length, message.topic.buffer, message.topic.offset,
                        message.topic.length)) {
                    return;
                }
            }
            try {
                if (messageFormat.write(message, out) && !noLineEnd) {
                    out.write('\n');
                }
                written = true;
            } catch (IOException e) {
                end(Main.FAILED);
            }
            if (removeRetained && message.retain && message.payload.length > 0) {
                client.publish(message.topic.copy(), new byte[0], 0, 0, 0, true);
            }
            shown++;
            if (shown == count) {
                client.disconnect();
            }
        }

        @Override
        public void subscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
            super.subscribed(source, topicFilter, reasonCode);
            if (reasonCode < ReasonCode.UNSPECIFIED_ERROR) {
                granted++;
            } else {
                say("Warning: the broker refused the subscription to %s%s.".formatted(
                        new String(topicFilter, StandardCharsets.UTF_8),
                        connection.protocolVersion() == MqttVersion.V5_0
                                ? ": " + ConnectionProblem.reason(reasonCode)
                                : ""));
            }
            acknowledged();
        }

        @Override
        public void unsubscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
            super.unsubscribed(source, topicFilter, reasonCode);
            granted++;
            acknowledged();
        }

        private void acknowledged() {
            requests--;
            if (requests == 0 && granted == 0) {
                fail(Main.FAILED, "All subscription requests were denied.");
            } else if (requests == 0 && endWhenSubscribed) {
                client.disconnect();
            }
        }
    }
}
