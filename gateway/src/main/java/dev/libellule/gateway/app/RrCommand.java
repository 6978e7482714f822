package dev.libellule.gateway.app;

import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Topics;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code libellule rr}: publishes a request and waits for the response, with the flags of {@code mosquitto_rr}. */
@Command(name = "rr", sortOptions = false, versionProvider = VersionLines.class, //
        description = "Sends a request and shows the response, with the flags of mosquitto_rr.", //
        footer = {"", "Example:", "  libellule rr -t maison/salon/demande -e maison/salon/reponse -m temp -W 5"})
final class RrCommand implements Callable<Integer>, MosquittoTool {
    @Mixin
    private ConnectionOptions connection;

    @Option(names = {"-t", "--topic"}, paramLabel = "TOPIC", description = "Where to publish the request.")
    private String topic;

    @Option(names = {"-e", "--response-topic"}, paramLabel = "TOPIC", //
            description = "Where the response comes; in 5.0 the request names it as its Response Topic.")
    private String responseTopic;

    @ArgGroup(multiplicity = "1")
    private PayloadFlags payload;

    @Option(names = {"-r", "--retain"}, description = "The broker keeps the request for later subscribers.")
    private boolean retain;

    @Option(names = {"-R", "--no-retained"}, description = "A retained message is no response.")
    private boolean noRetained;

    @Mixin
    private RetainFlags retained;

    @Option(names = "-W", paramLabel = "SECONDS", defaultValue = "0", //
            description = "Waits so long for the response, then ends with exit status 27.")
    private int waitSeconds;

    @Option(names = "--latency", description = "Shows how long the response took.")
    private boolean latency;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() throws IOException {
        connection.checkForFifth();
        byte[] topicName = PubCommand.topicName(connection, topic);
        connection.require(responseTopic != null, "where does the response come? Give a topic with -e%s", "");
        byte[] response = ConnectionOptions.bytes(responseTopic);
        connection.require(response.length <= 65_535 && Topics.checkName(response, 0, response.length) == Status.OK,
                "-e %s: the response comes to a topic, which holds no + or # and is not empty", responseTopic);
        connection.require(!payload.isLines(), "-l: a request is one message; give it with -m, -f, -n or -s%s", "");
        retained.check(connection);
        SubCommand.requireSeconds(connection, waitSeconds);
        return new Requester(connection, topicName, response, payload.read(), this).run();
    }

    boolean isRetained() {
        return retain;
    }

    /** Subscription Options of 5.0 beyond the QoS, 3.8.3.1. */
    int subscriptionOptions() {
        return retained.subscriptionOptions();
    }

    boolean isNoRetained() {
        return noRetained;
    }

    boolean isLatency() {
        return latency;
    }

    int waitSeconds() {
        return waitSeconds;
    }

    OutputFlags output() {
        return output;
    }
}
