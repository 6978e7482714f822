package dev.libellule.gateway.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.libellule.device.client.MqttClient;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Utf8;
import dev.libellule.device.host.HostLoop;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code libellule record}: keeps what is published in a file, for {@code replay}. */
@Command(name = "record", sortOptions = false, //
        description = "Keeps what is published in a file, one line of JSON a message; for 'replay'.", //
        footer = {"", "Example:", "  libellule record -t 'maison/#' week.jsonl"})
final class RecordCommand implements Callable<Integer>, MosquittoTool {
    private static final int BUFFER = 1 << 18;

    @Mixin
    private ConnectionOptions connection;

    @Option(names = {"-t", "--topic"}, paramLabel = "FILTER", description = "What to record (#).")
    private List<String> filters = List.of("#");

    @Option(names = "-W", paramLabel = "SECONDS", defaultValue = "0", //
            description = "Ends after so long; 0 is with Ctrl-C (${DEFAULT-VALUE}).")
    private int waitSeconds;

    @Option(names = "-C", paramLabel = "COUNT", defaultValue = "0", //
            description = "Ends after so many messages; 0 is with Ctrl-C (${DEFAULT-VALUE}).")
    private long count;

    @Parameters(paramLabel = "FILE", description = "Where to write; it is begun anew.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        connection.check();
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            return new Recorder(out).run();
        }
    }

    /**
     * One message a line.
     *
     * <pre>
     *   {"ms":1500,"topic":"maison/salon/temp","qos":0,"text":"22.5"}     "base64" instead of "text" for what is not UTF-8; "retain":true
     * </pre>
     */
    private final class Recorder extends ToolClient {
        private final ObjectMapper json = new ObjectMapper();
        private final BufferedWriter file;
        private final int startMillis = HostLoop.nowMillis();
        private long firstNanos;
        private long recorded;

        Recorder(BufferedWriter file) {
            super(connection, connection.settings().maximumSubscriptions(filters.size()), BUFFER, BUFFER);
            this.file = file;
            boolean isFifth = connection.protocolVersion() == MqttVersion.V5_0;
            for (String filter : filters) {
                int status = client.subscribe(Utf8.bytes(filter), 2 | (isFifth ? 0x08 : 0)); // Retain As Published, 3.8.3.1
                connection.require(status >= 0, "-t %s: not a Topic Filter", filter);
            }
        }

        @Override
        protected int work(int nowMillis) {
            if (waitSeconds > 0 && nowMillis - startMillis >= waitSeconds * 1000) {
                disconnect();
                return 0;
            }
            return waitSeconds == 0 ? Integer.MAX_VALUE : waitSeconds * 1000 - (nowMillis - startMillis);
        }

        @Override
        public void received(MqttClient source, Publish message) {
            super.received(source, message);
            if (count > 0 && recorded >= count) {
                return;
            }
            long nanos = System.nanoTime();
            firstNanos = recorded == 0 ? nanos : firstNanos;
            recorded++;
            ObjectNode line = json.createObjectNode().put("ms", (nanos - firstNanos) / 1_000_000)
                    .put("topic", text(message.topic)).put("qos", message.qos);
            if (message.retain) {
                line.put("retain", true);
            }
            if (Utf8.isWellFormed(message.payload.buffer, message.payload.offset, message.payload.length)) {
                line.put("text", text(message.payload));
            } else {
                line.put("base64", Base64.getEncoder().encodeToString(message.payload.copy()));
            }
            try {
                file.write(json.writeValueAsString(line) + "\n");
                file.flush();
            } catch (IOException e) {
                fail(Main.FAILED, "Error: the file cannot be written: " + e.getMessage() + ".");
            }
            if (recorded == count) {
                disconnect();
            }
        }

        @Override
        public void subscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
            super.subscribed(source, topicFilter, reasonCode);
            if (reasonCode >= ReasonCode.UNSPECIFIED_ERROR) {
                fail(Main.FAILED, "Error: the broker refuses the subscription to "
                        + new String(topicFilter, StandardCharsets.UTF_8) + "; check the rights of this user.");
            }
        }

        private static String text(Slice slice) {
            return new String(slice.buffer, slice.offset, slice.length, StandardCharsets.UTF_8);
        }
    }
}
