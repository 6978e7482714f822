package dev.libellule.gateway.app;

import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Utf8;
import dev.libellule.gateway.app.PropertyFlags.Packet;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that say who the client is and what it says in its CONNECT. */
final class SessionFlags {
    private static final long FOR_EVER = 0xFFFFFFFFL;
    /** Room for the topics behind Topic Aliases of the broker. */
    private static final int ALIAS_BYTES = 1 << 22;

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
            description = "How long the broker keeps the session without us (5.0); -1 or ∞ is for ever, which -c means too.")
    private String sessionExpiry;

    @Option(names = {"-V", "--protocol-version"}, paramLabel = "VERSION", //
            description = "mqttv31, mqttv311 or mqttv5; also 31, 311, 5 (mqttv311; for rr and with -D mqttv5).")
    private String version;

    @Option(names = {"-q",
            "--qos"}, paramLabel = "QOS", defaultValue = "0", description = "Quality of service: 0, 1 or 2 (${DEFAULT-VALUE}).")
    private int qos;

    @Option(names = {"-M", "--max-inflight"}, paramLabel = "COUNT", defaultValue = "20", //
            description = "Most messages of QoS 1 and 2 on their way at once (${DEFAULT-VALUE}).")
    private int inFlight;

    @Mixin
    private PropertyFlags properties;

    @Mixin
    private WillFlags will;

    private ConnectionOptions connection;
    private boolean isFifthByDefault;
    private long sessionExpirySeconds;

    void check(ConnectionOptions own, boolean fifthByDefault) {
        connection = own;
        isFifthByDefault = fifthByDefault;
        properties.check(own.command());
        own.require(qos >= 0 && qos <= 2, "-q %s: a QoS is 0, 1 or 2", qos);
        own.require(keepAliveSeconds >= 0 && keepAliveSeconds <= 65_535, "-k %s: a keep alive is 0 to 65535 seconds",
                keepAliveSeconds);
        own.require(inFlight >= 1 && inFlight <= 65_535, "-M %s: must be 1 to 65535", inFlight);
        own.require(identifier == null || identifierPrefix == null, "-i and -I exclude each other%s", "");
        own.require(!keepSession || hasIdentifier(),
                "-c keeps a session under the client identifier: give one with -i%s",
                "");
        protocolVersion();
        sessionExpirySeconds = readSessionExpiry();
        own.require(sessionExpirySeconds != FOR_EVER || hasIdentifier(),
                "-x %s: a session that never ends is kept under the client identifier: give one with -i",
                sessionExpiry);
        will.check(own, properties.encoded(Packet.WILL).length > 0);
    }

    private long readSessionExpiry() {
        long asProperty = properties.number(Packet.CONNECT, Property.SESSION_EXPIRY_INTERVAL,
                keepSession ? FOR_EVER : 0);
        if (sessionExpiry == null) {
            return asProperty;
        }
        if (sessionExpiry.equals("∞") || sessionExpiry.equals("-1")) {
            return FOR_EVER;
        }
        long seconds = -1;
        try {
            seconds = Long.parseLong(sessionExpiry);
        } catch (NumberFormatException e) {
            seconds = -1; // refused below
        }
        connection.require(seconds >= 0 && seconds <= FOR_EVER,
                "-x %s: must be 0 to 4294967295 seconds, or -1 or ∞ for a session that never ends", sessionExpiry);
        return seconds;
    }

    int protocolVersion() {
        if (version == null) {
            return isFifthByDefault || !properties.isEmpty() ? MqttVersion.V5_0 : MqttVersion.V3_1_1;
        }
        return switch (version.toLowerCase(Locale.ROOT)) {
            case "mqttv31", "31" -> MqttVersion.V3_1;
            case "mqttv311", "311" -> MqttVersion.V3_1_1;
            case "mqttv5", "5" -> MqttVersion.V5_0;
            default -> {
                connection.require(false, "-V %s: must be mqttv31, mqttv311 or mqttv5", version);
                yield 0;
            }
        };
    }

    /** Whether the user has chosen a client identifier. */
    boolean hasIdentifier() {
        return identifier != null || identifierPrefix != null;
    }

    /** What the client says in its CONNECT, but for user and password. */
    MqttSettings settings() {
        int aliases = (int) properties.number(Packet.CONNECT, Property.TOPIC_ALIAS_MAXIMUM, 0);
        MqttSettings settings = new MqttSettings().version(protocolVersion()).keepAliveSeconds(keepAliveSeconds)
                .cleanStart(!keepSession).sessionExpirySeconds((int) sessionExpirySeconds)
                .connectProperties(properties.encoded(Packet.CONNECT))
                .subscriptionProperties(properties.encoded(Packet.SUBSCRIBE), properties.encoded(Packet.UNSUBSCRIBE))
                .topicAliases(aliases, 0, aliases == 0 ? 0 : Math.min(65_535, ALIAS_BYTES / aliases))
                .receiveMaximum(receiveMaximum())
                .backoffMillis(1000, 30_000, 30_000, ThreadLocalRandom.current().nextInt());
        if (identifier != null) {
            settings.clientIdentifier(Utf8.bytes(identifier));
        } else if (identifierPrefix != null || protocolVersion() == MqttVersion.V3_1) { // 3.1 has no empty identifier
            settings.clientIdentifier(Utf8.bytes(
                    (identifierPrefix == null ? "libellule" : identifierPrefix) + ProcessHandle.current().pid()));
        }
        will.apply(settings, properties.encoded(Packet.WILL));
        return settings;
    }

    /** Mosquitto 2.0 sends more QoS 2 messages at once than it was allowed; a table for all identifiers cannot be too small. */
    private int receiveMaximum() {
        return (int) Math.max(1, properties.number(Packet.CONNECT, Property.RECEIVE_MAXIMUM, 65_535));
    }

    int qos() {
        return qos;
    }

    int inFlight() {
        return inFlight;
    }

    PropertyFlags properties() {
        return properties;
    }
}
