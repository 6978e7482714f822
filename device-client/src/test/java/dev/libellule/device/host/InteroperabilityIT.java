package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client with brokers that others have written: 3.1.1 and 5.0, over TCP, TLS and WebSocket, each QoS both ways. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteroperabilityIT {
    private TestCertificates authority;
    private HiveMq hiveMq;
    private Mosquitto mosquitto;
    private int tlsPort;
    private WebSocketFront mosquittoFront;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        authority = new TestCertificates(directory, "authority");
        TestCertificates.Issued server = authority.issue("server", "RSA", false, "localhost", "127.0.0.1");
        tlsPort = Mosquitto.freePort();
        mosquitto = new Mosquitto(Files.createDirectories(directory.resolve("mosquitto")),
                "listener %d 127.0.0.1\ncertfile %s\nkeyfile %s\n".formatted(tlsPort, server.certificate(),
                        server.key()));
        mosquittoFront = new WebSocketFront(mosquitto.port, null); // its own listens on all addresses
        hiveMq = new HiveMq(Files.createDirectories(directory.resolve("hivemq")), server);
    }

    @AfterAll
    void stop() throws Exception {
        if (hiveMq != null) {
            hiveMq.close();
        }
        if (mosquittoFront != null) {
            mosquittoFront.close();
        }
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    private HostTransport transport(String broker, String scheme) {
        boolean isHiveMq = broker.equals("HiveMQ");
        int port = switch (scheme) {
            case "mqtts" -> isHiveMq ? hiveMq.tlsPort : tlsPort;
            case "ws" -> isHiveMq ? hiveMq.webSocketPort : mosquittoFront.port;
            default -> isHiveMq ? hiveMq.tcpPort : mosquitto.port;
        };
        return Transports.of(scheme + "://127.0.0.1:" + port, new TlsOptions().caFile(authority.authorityFile()));
    }

    @ParameterizedTest(name = "{0} {1} v{2}")
    @CsvSource({"Mosquitto, mqtt, 4", "Mosquitto, mqtt, 5", "Mosquitto, mqtts, 4", "Mosquitto, mqtts, 5",
            "Mosquitto, ws, 4", "Mosquitto, ws, 5", "HiveMQ, mqtt, 4", "HiveMQ, mqtt, 5", "HiveMQ, mqtts, 4",
            "HiveMQ, mqtts, 5", "HiveMQ, ws, 4", "HiveMQ, ws, 5"})
    void speaksWith(String broker, String scheme, int version) {
        Conversation.hold(scheme + version, version, () -> transport(broker, scheme));
    }

    @Test
    void sharedSubscriptionsAndUserPropertiesWithHiveMq() {
        LiveClient one = new LiveClient(transport("HiveMQ", "mqtt"), LiveClient.settings(MqttVersion.V5_0, "g1"))
                .connected().subscribed("$share/group/interop/shared", 1);
        LiveClient other = new LiveClient(transport("HiveMQ", "mqtt"), LiveClient.settings(MqttVersion.V5_0, "g2"))
                .connected().subscribed("$share/group/interop/shared", 1);
        LiveClient publisher = new LiveClient(transport("HiveMQ", "mqtt"), LiveClient.settings(MqttVersion.V5_0, "gp"))
                .connected();
        for (int i = 0; i < 10; i++) {
            publisher.publish("interop/shared", "n" + i, 1, false);
            publisher.until(() -> publisher.client.unacknowledged() == 0, one, other);
        }
        one.until(() -> one.messages.size() + other.messages.size() == 10, other);
        assertTrue(!one.messages.isEmpty() && !other.messages.isEmpty(), one.messages + " and " + other.messages);
        Conversation.end(one, other, publisher);
    }
}
