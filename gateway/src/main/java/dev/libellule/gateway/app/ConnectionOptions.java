package dev.libellule.gateway.app;

import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Utf8;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The flags of {@code mosquitto_pub} and {@code mosquitto_sub} that say how to reach the broker and as whom. */
final class ConnectionOptions {
    private static final int MAXIMUM_PORT = 65_535;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Option(names = {"-h",
            "--host"}, paramLabel = "HOST", defaultValue = "localhost", description = "The broker (${DEFAULT-VALUE}).")
    private String host;

    @Option(names = {"-p",
            "--port"}, paramLabel = "PORT", defaultValue = "1883", description = "Its port (${DEFAULT-VALUE}).")
    private int port;

    @Option(names = {"-u", "--username"}, paramLabel = "USER", description = "User name.")
    private String user;

    @Option(names = {"-P", "--pw"}, paramLabel = "PASSWORD", description = "Password.")
    private String password;

    @Option(names = {"-L", "--url"}, paramLabel = "URL", //
            description = "Broker and topic in one: mqtt://[user[:password]@]host[:port]/topic")
    private String url;

    @Option(names = {"-i",
            "--id"}, paramLabel = "ID", description = "Client identifier; chosen by the broker if not given.")
    private String identifier;

    @Option(names = {"-I",
            "--id-prefix"}, paramLabel = "PREFIX", description = "Client identifier: this and the process number.")
    private String identifierPrefix;

    @Option(names = {"-k",
            "--keepalive"}, paramLabel = "SECONDS", defaultValue = "60", description = "Keep alive (${DEFAULT-VALUE}).")
    private int keepAliveSeconds;

    @Option(names = {"-c",
            "--disable-clean-session"}, description = "Keeps the session at the broker between runs; needs -i.")
    private boolean keepSession;

    @Option(names = {"-x", "--session-expiry-interval"}, paramLabel = "SECONDS", //
            description = "How long the broker keeps the session without us (5.0); needs -i, or -V mqttv5.")
    private long sessionExpirySeconds;

    @Option(names = {"-V", "--protocol-version"}, paramLabel = "VERSION", defaultValue = "mqttv311", //
            description = "mqttv31, mqttv311 or mqttv5 (${DEFAULT-VALUE}).")
    private String version;

    @Option(names = {"-q",
            "--qos"}, paramLabel = "QOS", defaultValue = "0", description = "Quality of service: 0, 1 or 2 (${DEFAULT-VALUE}).")
    private int qos;

    @Option(names = {"-d", "--debug"}, description = "Says what happens on the connection.")
    private boolean debug;

    @Option(names = "--quiet", description = "No messages about errors; only the exit status tells.")
    private boolean quiet;

    @Option(names = "--will-topic", paramLabel = "TOPIC", description = "Topic of the message that the broker sends if we are lost.")
    private String willTopic;

    @Option(names = "--will-payload", paramLabel = "TEXT", defaultValue = "", description = "Its payload.")
    private String willPayload;

    @Option(names = "--will-qos", paramLabel = "QOS", defaultValue = "0", description = "Its QoS: 0, 1 or 2 (${DEFAULT-VALUE}).")
    private int willQos;

    @Option(names = "--will-retain", description = "Whether it is retained.")
    private boolean willRetain;

    private String urlTopic;

    /** Checks what the flags say together, and takes the URL apart; to be called before the others. */
    void check() {
        if (url != null) {
            readUrl();
        }
        require(port >= 1 && port <= MAXIMUM_PORT, "-p %s: a port is 1 to 65535", port);
        require(qos >= 0 && qos <= 2, "-q %s: a QoS is 0, 1 or 2", qos);
        require(willQos >= 0 && willQos <= 2, "--will-qos %s: a QoS is 0, 1 or 2", willQos);
        require(keepAliveSeconds >= 0 && keepAliveSeconds <= 65_535, "-k %s: a keep alive is 0 to 65535 seconds",
                keepAliveSeconds);
        require(!keepSession || identifier != null || identifierPrefix != null,
                "-c keeps a session under the client identifier: give one with -i", "");
        require(willTopic != null || willPayload.isEmpty() && !willRetain,
                "a will needs a topic: give one with --will-topic", "");
        protocolVersion();
    }

    private void readUrl() {
        try {
            URI uri = new URI(url);
            require("mqtt".equals(uri.getScheme()) && uri.getHost() != null,
                    "-L %s: must look like mqtt://[user[:password]@]host[:port]/topic", url);
            host = uri.getHost();
            port = uri.getPort() < 0 ? port : uri.getPort();
            if (uri.getUserInfo() != null) {
                String[] parts = uri.getUserInfo().split(":", 2);
                user = parts[0];
                password = parts.length == 2 ? parts[1] : password;
            }
            urlTopic = uri.getPath().length() > 1 ? uri.getPath().substring(1) : null;
        } catch (URISyntaxException e) {
            throw new ParameterException(command.commandLine(),
                    "-L %s: %s; must look like mqtt://[user[:password]@]host[:port]/topic".formatted(url,
                            e.getReason()),
                    e);
        }
    }

    /** Ends the command with a message unless the condition holds. */
    void require(boolean condition, String message, Object value) {
        if (!condition) {
            throw new ParameterException(command.commandLine(), message.formatted(value));
        }
    }

    /** What the client says in its CONNECT. */
    MqttSettings settings() {
        MqttSettings settings = new MqttSettings().version(protocolVersion()).keepAliveSeconds(keepAliveSeconds)
                .cleanStart(!keepSession)
                .backoffMillis(1000, 30_000, 30_000, ThreadLocalRandom.current().nextInt());
        if (identifier != null) {
            settings.clientIdentifier(Utf8.bytes(identifier));
        } else if (identifierPrefix != null || protocolVersion() == MqttVersion.V3_1) { // 3.1 has no empty identifier
            settings.clientIdentifier(Utf8.bytes(
                    (identifierPrefix == null ? "libellule" : identifierPrefix) + ProcessHandle.current().pid()));
        }
        if (user != null || password != null) {
            settings.credentials(Utf8.bytes(user == null ? "" : user), password == null ? null : Utf8.bytes(password));
        }
        if (willTopic != null) {
            settings.will(Utf8.bytes(willTopic), Utf8.bytes(willPayload), willQos, willRetain);
        }
        long expiry = keepSession && sessionExpirySeconds == 0 ? 0xFFFFFFFFL : sessionExpirySeconds; // as 3.1.1 has it
        return settings.sessionExpirySeconds((int) expiry);
    }

    int protocolVersion() {
        return switch (version.toLowerCase(Locale.ROOT)) {
            case "mqttv31", "31" -> MqttVersion.V3_1;
            case "mqttv311", "311" -> MqttVersion.V3_1_1;
            case "mqttv5", "5" -> MqttVersion.V5_0;
            default -> throw new ParameterException(command.commandLine(),
                    "-V %s: must be mqttv31, mqttv311 or mqttv5".formatted(version));
        };
    }

    /** Whether the user has chosen a client identifier. */
    boolean hasIdentifier() {
        return identifier != null || identifierPrefix != null;
    }

    CommandSpec command() {
        return command;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    int qos() {
        return qos;
    }

    boolean isDebug() {
        return debug;
    }

    boolean isQuiet() {
        return quiet;
    }

    /** The topic of the URL, or null. */
    String urlTopic() {
        return urlTopic;
    }

    /** The argument as it is sent: a terminal gives UTF-8. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
