package dev.libellule.gateway.app;

import dev.libellule.device.client.ClientStatus;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code libellule pub}: publishes, with the flags of {@code mosquitto_pub}. */
@Command(name = "pub", sortOptions = false, description = "Publishes to a broker, with the flags of mosquitto_pub.", //
        footer = {"", "Examples:", "  libellule pub -t ctrlled -m 1",
                //
                "  libellule pub -h pi.local -u sondes -P mot2passe -t maison/salon/temp -m 22.5"})
final class PubCommand implements Callable<Integer> {
    /** Beyond the payload: fixed header, topic, identifier, and what the client keeps free. */
    private static final int PACKET_OVERHEAD = 66_000;
    private static final int LINE_BUFFER = 1 << 20;
    private static final int IN_FLIGHT = 20;

    @Mixin
    private ConnectionOptions connection;

    @Option(names = {"-t", "--topic"}, paramLabel = "TOPIC", description = "Where to publish.")
    private String topic;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(names = {"-r", "--retain"}, description = "The broker keeps the message for later subscribers.")
    private boolean retain;

    @Option(names = "--repeat", paramLabel = "COUNT", defaultValue = "1", //
            description = "Publishes the message so often (${DEFAULT-VALUE}).")
    private int repeat;

    @Option(names = "--repeat-delay", paramLabel = "SECONDS", defaultValue = "0", //
            description = "Waits between repetitions; fractions are allowed (${DEFAULT-VALUE}).")
    private double repeatDelaySeconds;

    /** Where the payload comes from: one of these. */
    static final class Source {
        @Option(names = {"-m", "--message"}, paramLabel = "TEXT", required = true, description = "The payload.")
        String text;

        @Option(names = {"-f",
                "--file"}, paramLabel = "FILE", required = true, description = "The payload is what the file holds.")
        Path file;

        @Option(names = {"-l",
                "--stdin-line"}, required = true, description = "Each line of standard input is a message.")
        boolean lines;

        @Option(names = {"-n",
                "--null-message"}, required = true, description = "An empty payload; with -r it clears the retained message.")
        boolean empty;

        @Option(names = {"-s", "--stdin-file"}, required = true, description = "The payload is all of standard input.")
        boolean standardInput;
    }

    @Override
    public Integer call() throws IOException {
        connection.check();
        String name = topic == null ? connection.urlTopic() : topic;
        connection.require(name != null, "which topic? Give one with -t", "");
        byte[] topicName = ConnectionOptions.bytes(name);
        connection.require(topicName.length <= 65_535 && Topics.checkName(topicName, 0, topicName.length) == Status.OK,
                "-t %s: one publishes to a topic, which holds no + or # and is not empty", name);
        connection.require(repeat >= 1, "--repeat %s: must be 1 or more", repeat);
        connection.require(repeatDelaySeconds >= 0 && repeatDelaySeconds <= 2_000_000,
                "--repeat-delay %s: must be 0 or more seconds",
                repeatDelaySeconds);
        if (source.lines) {
            LineMessages lines = new LineMessages(System.in, LINE_BUFFER - PACKET_OVERHEAD);
            return new Publisher(topicName, lines, LINE_BUFFER).run();
        }
        byte[] payload = payload();
        if (payload == null) {
            return Main.FAILED;
        }
        return new Publisher(topicName, new RepeatedMessage(payload, repeat, (int) (repeatDelaySeconds * 1000)),
                payload.length + PACKET_OVERHEAD).run();
    }

    private byte[] payload() throws IOException {
        if (source.empty) {
            return new byte[0];
        }
        if (source.standardInput) {
            return System.in.readAllBytes();
        }
        if (source.text != null) {
            return ConnectionOptions.bytes(source.text);
        }
        try {
            return Files.readAllBytes(source.file);
        } catch (NoSuchFileException e) {
            connection.command().commandLine().getErr().println("Error: the file " + source.file + " does not exist.");
        } catch (IOException e) {
            connection.command().commandLine().getErr()
                    .println("Error: the file %s cannot be read: %s".formatted(source.file, e));
        }
        return null;
    }

    /** The messages of one run, taken one by one on the client's thread. */
    interface Messages {
        /** Starts; {@code wakeup} is to be called when there is a message again. */
        default void start(Runnable wakeup) {}

        /** The next message, or null if there is none now. */
        byte[] next(int nowMillis);

        /** True when {@link #next} will never give one again. */
        boolean isOver();

        /** How long until the next message, if the time decides; {@link Integer#MAX_VALUE} otherwise. */
        default int waitMillis(int nowMillis) {
            return Integer.MAX_VALUE;
        }
    }

    /** Publishes message after message, waits for the acknowledgements, disconnects. */
    private final class Publisher extends ToolClient {
        private final byte[] topicName;
        private final Messages messages;
        private byte[] pending;
        private boolean started;

        Publisher(byte[] topicName, Messages messages, int sendBytes) {
            super(connection, connection.settings().reconnect(source.lines).inFlight(IN_FLIGHT, sendBytes), 4096,
                    sendBytes);
            this.topicName = topicName;
            this.messages = messages;
        }

        @Override
        protected int work(int nowMillis) {
            if (!client.isConnected()) {
                return Integer.MAX_VALUE;
            }
            if (!started) {
                started = true;
                messages.start(this::wakeup);
            }
            while (true) {
                pending = pending == null ? messages.next(nowMillis) : pending;
                if (pending == null) {
                    break;
                }
                int status = client.publish(topicName, pending, 0, pending.length, connection.qos(), retain);
                if (isNotNow(status)) {
                    return status == Status.BUFFER_FULL ? 0 : Integer.MAX_VALUE; // an acknowledgement brings the next turn
                }
                if (status < 0) {
                    fail(Main.FAILED, "Error: the message cannot be published: " + ClientStatus.text(status) + ".");
                    return 0;
                }
                debug("sending PUBLISH (q%d, r%d, m%d, '%s', %d bytes)".formatted(connection.qos(), retain ? 1 : 0,
                        status,
                        new String(topicName, StandardCharsets.UTF_8), pending.length));
                pending = null;
            }
            if (messages.isOver() && client.unacknowledged() == 0) {
                client.disconnect();
            }
            return messages.waitMillis(nowMillis);
        }
    }
}
