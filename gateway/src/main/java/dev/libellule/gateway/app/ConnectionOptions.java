package dev.libellule.gateway.app;

import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Utf8;
import dev.libellule.device.host.HostTransport;
import dev.libellule.device.host.TcpOptions;
import dev.libellule.device.host.Transports;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The flags of {@code mosquitto_pub}, {@code mosquitto_sub} and {@code mosquitto_rr} that say how to reach the broker and as whom. */
final class ConnectionOptions {
    private static final int MAXIMUM_PORT = 65_535;
    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Says which version this is.")
    private boolean version;

    @Option(names = "--mptcp", hidden = true, description = "Plain TCP is used, as where the system has no Multipath TCP.")
    private boolean multipath;

    @Option(names = {"-h",
            "--host"}, paramLabel = "HOST", defaultValue = "localhost", description = "The broker (${DEFAULT-VALUE}).")
    private String host;

    @Option(names = {"-p", "--port"}, paramLabel = "PORT", description = "Its port (1883; with TLS 8883).")
    private Integer port;

    @Option(names = "--unix", paramLabel = "PATH", description = "The broker's Unix socket, instead of host and port.")
    private Path unixSocket;

    @Option(names = {"-u", "--username"}, paramLabel = "USER", description = "User name.")
    private String user;

    @Option(names = {"-P", "--pw"}, paramLabel = "PASSWORD", description = "Password.")
    private String password;

    @Option(names = {"-L", "--url"}, paramLabel = "URL", //
            description = "Broker and topic in one: mqtt://[user[:password]@]host[:port]/topic; also mqtts, ws, wss.")
    private String url;

    @Option(names = "--ws", description = "Through a WebSocket.")
    private boolean webSocket;

    @Option(names = "--proxy", paramLabel = "URL", //
            description = "Through a SOCKS5 proxy, which also resolves the name: socks5h://[user[:password]@]host[:port].")
    private String proxy;

    @Option(names = "--nodelay", description = "Packets leave at once; they always do.")
    private boolean noDelay;

    @Option(names = "-A", paramLabel = "ADDRESS", description = "The address of this machine that the connection comes from.")
    private String bindAddress;

    @Option(names = "-S", hidden = true, description = "Refused: no SRV records are asked for.")
    private boolean serviceRecords;

    @Option(names = {"-o", "--options-file"}, paramLabel = "FILE", //
            description = "Flags in a file, one on a line with its value; those of the command line come after them.")
    private Path optionsFile;

    @Option(names = {"-d", "--debug"}, description = "Says what happens on the connection.")
    private boolean debug;

    @Option(names = "--quiet", description = "No messages about errors; only the exit status tells.")
    private boolean quiet;

    @Mixin
    private SessionFlags session;

    @Mixin
    private TlsFlags tls;

    private BrokerUrl broker;
    private boolean isTls;

    /** Checks what the flags say together, and takes the URL apart; to be called before the others. */
    void check() {
        check(false);
    }

    /** As {@link #check()}, for a command that speaks 5.0 by itself. */
    void checkForFifth() {
        check(true);
    }

    private void check(boolean isFifthByDefault) {
        if (url != null) {
            readUrl();
        }
        require(port == null || port >= 1 && port <= MAXIMUM_PORT, "-p %s: a port is 1 to 65535", port);
        require(unixSocket == null || proxy == null && bindAddress == null,
                "--unix %s: a Unix socket has no address (-A) and no --proxy", unixSocket);
        require(!serviceRecords, "-S%s: no SRV records are asked for; give the host with -h", "");
        tls.check(command);
        session.check(this, isFifthByDefault);
        isTls = unixSocket == null && (broker != null && broker.isTls() || tls.used(port == null ? 0 : port));
        require(user != null || password == null || protocolVersion() == MqttVersion.V5_0,
                "-P needs a user name, -u%s; without one it is for MQTT 5.0 (-V mqttv5)", ""); // 3.1.1: [MQTT-3.1.2-22]
    }

    private void readUrl() {
        broker = BrokerUrl.parse(url);
        require(broker != null, "-L %s: " + BrokerUrl.FORM, withoutPassword(url));
        host = broker.host();
        port = broker.port() == 0 ? port : Integer.valueOf(broker.port());
        user = broker.user() == null ? user : broker.user();
        password = broker.password() == null ? password : broker.password();
        webSocket |= broker.isWebSocket();
    }

    private static String withoutPassword(String text) {
        return text.replaceFirst("//.*@", "//...@");
    }

    /** Ends the command with a message unless the condition holds. */
    void require(boolean condition, String message, Object value) {
        require(command, condition, message, value);
    }

    static void require(CommandSpec command, boolean condition, String message, Object value) {
        if (!condition) {
            throw new ParameterException(command.commandLine(), message.formatted(value));
        }
    }

    /** What the client says in its CONNECT. */
    MqttSettings settings() {
        MqttSettings settings = session.settings();
        return user == null && password == null
                ? settings
                : settings.credentials(Utf8.bytes(user == null ? "" : user),
                        password == null ? null : Utf8.bytes(password));
    }

    /**
     * The way to the broker.
     *
     * @throws dev.libellule.device.host.HostException if a file of TLS cannot be used, or the host is none
     */
    HostTransport transport() {
        if (unixSocket != null) {
            return Transports.of("unix:" + unixSocket.toAbsolutePath(), null);
        }
        String scheme = webSocket ? isTls ? "wss" : "ws" : isTls ? "mqtts" : "mqtt";
        TcpOptions tcp = new TcpOptions();
        if (bindAddress != null) {
            tcp.localAddress(bindAddress);
        }
        return Transports.of(scheme + "://" + where(), tls.options(), proxy == null ? tcp : tcp.proxy(proxy));
    }

    /** The broker, for messages. */
    String where() {
        if (unixSocket != null) {
            return unixSocket.toString();
        }
        int number = port != null ? port : isTls ? TLS_PORT : PLAIN_PORT;
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + number;
    }

    int protocolVersion() {
        return session.protocolVersion();
    }

    /** Whether the user has chosen a client identifier. */
    boolean hasIdentifier() {
        return session.hasIdentifier();
    }

    CommandSpec command() {
        return command;
    }

    int qos() {
        return session.qos();
    }

    int inFlight() {
        return session.inFlight();
    }

    PropertyFlags properties() {
        return session.properties();
    }

    boolean isDebug() {
        return debug;
    }

    boolean isQuiet() {
        return quiet;
    }

    /** The topic of the URL, or null. */
    String urlTopic() {
        return broker == null ? null : broker.topic();
    }

    /** The argument as it is sent: a terminal gives UTF-8. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
