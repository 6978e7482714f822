package dev.libellule.gateway.app;

import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Topics;
import dev.libellule.gateway.app.PropertyFlags.Packet;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code libellule pub}: publishes, with the flags of {@code mosquitto_pub}. */
@Command(name = "pub", sortOptions = false, versionProvider = VersionLines.class, //
        description = "Publishes to a broker, with the flags of mosquitto_pub.", //
        footer = {"", "Examples:", "  libellule pub -t ctrlled -m 1",
                //
                "  libellule pub -h pi.local -u sondes -P mot2passe -t maison/salon/temp -m 22.5"})
final class PubCommand implements Callable<Integer>, MosquittoTool {
    private static final int LINE_BUFFER = 1 << 20;
    private static final int LONGEST_WAIT_SECONDS = 2_000_000;

    @Mixin
    private ConnectionOptions connection;

    @Option(names = {"-t", "--topic"}, paramLabel = "TOPIC", description = "Where to publish.")
    private String topic;

    @ArgGroup(multiplicity = "1")
    private PayloadFlags payload;

    @Option(names = {"-r", "--retain"}, description = "The broker keeps the message for later subscribers.")
    private boolean retain;

    @Option(names = "--repeat", paramLabel = "COUNT", defaultValue = "1", //
            description = "Publishes the message so often (${DEFAULT-VALUE}).")
    private int repeat;

    @Option(names = "--repeat-delay", paramLabel = "SECONDS", defaultValue = "0", //
            description = "Waits between repetitions; fractions are allowed (${DEFAULT-VALUE}).")
    private double repeatDelaySeconds;

    @Override
    public Integer call() throws IOException {
        connection.check();
        byte[] topicName = topicName(connection, topic);
        connection.require(repeat >= 1, "--repeat %s: must be 1 or more", repeat);
        connection.require(repeatDelaySeconds >= 0 && repeatDelaySeconds <= LONGEST_WAIT_SECONDS,
                "--repeat-delay %s: must be 0 or more seconds", repeatDelaySeconds);
        int overhead = overhead(connection);
        if (payload.isLines()) {
            LineMessages lines = new LineMessages(System.in, LINE_BUFFER);
            return new Publisher(connection, topicName, retain, lines, true, LINE_BUFFER + overhead).run();
        }
        byte[] bytes = payload.read();
        RepeatedMessage messages = new RepeatedMessage(bytes, repeat, (int) (repeatDelaySeconds * 1000));
        return new Publisher(connection, topicName, retain, messages, false, bytes.length + overhead).run();
    }

    /** The topic of {@code -t} or {@code -L}, checked. */
    static byte[] topicName(ConnectionOptions connection, String topic) {
        String name = topic == null ? connection.urlTopic() : topic;
        connection.require(name != null, "which topic? Give one with -t%s", "");
        byte[] bytes = ConnectionOptions.bytes(name);
        connection.require(bytes.length <= 65_535 && Topics.checkName(bytes, 0, bytes.length) == Status.OK,
                "-t %s: one publishes to a topic, which holds no + or # and is not empty", name);
        return bytes;
    }

    /** Bytes that a packet may have beyond the payload: its head, topic and properties, and what the client keeps free. */
    static int overhead(ConnectionOptions connection) {
        return 66_000 + connection.properties().encoded(Packet.PUBLISH).length;
    }
}
