package dev.libellule.gateway.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Utf8;
import dev.libellule.device.host.StatusText;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code libellule replay}: publishes again what was recorded, at its pace or faster. */
@Command(name = "replay", sortOptions = false, description = "Publishes again what 'record' kept, at its pace or faster.", //
        footer = {"", "Example:", "  libellule replay week.jsonl --speed 100 --prefix essai/"})
final class ReplayCommand implements Callable<Integer>, MosquittoTool {
    private static final int BUFFER = 1 << 18;

    @Mixin
    private ConnectionOptions connection;

    @Option(names = "--speed", paramLabel = "X", defaultValue = "1", //
            description = "How many times as fast; 0 is as fast as it goes (${DEFAULT-VALUE}).")
    private double speed;

    @Option(names = "--prefix", paramLabel = "TOPIC", defaultValue = "", //
            description = "Put before each topic, so that nothing real is touched.")
    private String prefix;

    @Parameters(paramLabel = "FILE", description = "What 'record' has written.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        connection.check();
        connection.require(speed >= 0 && speed <= 1_000_000, "--speed %s: must be 0 to 1000000", speed);
        try (BufferedReader in = Files.newBufferedReader(file)) {
            return new Replayer(in).run();
        }
    }

    private final class Replayer extends ToolClient {
        private final ObjectMapper json = new ObjectMapper();
        private final BufferedReader in;
        private final Publish message = new Publish();
        private long startNanos;
        private JsonNode next;
        private int line;

        Replayer(BufferedReader in) throws IOException {
            super(connection, connection.settings().reconnect(true), 4096, BUFFER);
            this.in = in;
            next = read();
        }

        private JsonNode read() throws IOException {
            String text = in.readLine();
            line++;
            if (text == null) {
                return null;
            }
            try {
                JsonNode read = json.readTree(text);
                if (read.path("ms").isNumber() && read.path("topic").isTextual()
                        && (read.has("text") || read.has("base64"))) {
                    return read;
                }
            } catch (JsonProcessingException _) {
                // said below
            }
            throw new IOException("%s:%d: not a line of 'libellule record'".formatted(file, line));
        }

        @Override
        protected int work(int nowMillis) {
            if (!client.isConnected()) {
                return Integer.MAX_VALUE;
            }
            startNanos = startNanos == 0 ? System.nanoTime() : startNanos;
            try {
                while (next != null) {
                    long waitMillis = waitMillis();
                    if (waitMillis > 0) {
                        return (int) Math.min(waitMillis, 1_000);
                    }
                    int status = publish();
                    if (isNotNow(status)) {
                        return 10;
                    }
                    if (status < 0) {
                        fail(Main.FAILED,
                                "Error: line %d cannot be published: %s.".formatted(line, StatusText.of(status)));
                        return 0;
                    }
                    next = read();
                }
            } catch (IOException e) {
                fail(Main.FAILED, "Error: " + e.getMessage() + ".");
                return 0;
            }
            if (client.unacknowledged() == 0) {
                disconnect();
            }
            return Integer.MAX_VALUE;
        }

        private long waitMillis() {
            return speed == 0
                    ? 0
                    : Math.round(next.path("ms").asLong() / speed) - (System.nanoTime() - startNanos) / 1_000_000;
        }

        private int publish() throws IOException {
            byte[] payload = next.has("text")
                    ? Utf8.bytes(next.path("text").asText())
                    : Base64.getDecoder().decode(next.path("base64").asText());
            message.topic.set(Utf8.bytes(prefix + next.path("topic").asText()));
            message.payload.set(payload);
            message.qos = next.path("qos").asInt();
            message.retain = next.path("retain").asBoolean();
            return client.publish(message);
        }
    }
}
