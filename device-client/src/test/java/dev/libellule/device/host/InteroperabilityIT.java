package dev.libellule.device.host;

import static dev.libellule.device.host.LiveClient.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.MqttVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    private int webSocketPort;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        authority = new TestCertificates(directory, "authority");
        TestCertificates.Issued server = authority.issue("server", "RSA", false, "localhost", "127.0.0.1");
        tlsPort = Mosquitto.freePort();
        webSocketPort = Mosquitto.freePort();
        mosquitto = new Mosquitto(Files.createDirectories(directory.resolve("mosquitto")),
                "listener %d 127.0.0.1\ncertfile %s\nkeyfile %s\nlistener %d 127.0.0.1\nprotocol websockets\n"
                        .formatted(tlsPort, server.certificate(), server.key(), webSocketPort));
        hiveMq = new HiveMq(Files.createDirectories(directory.resolve("hivemq")), server);
    }

    @AfterAll
    void stop() throws Exception {
        if (hiveMq != null) {
            hiveMq.close();
        }
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    private HostTransport transport(String broker, String scheme) {
        boolean isHiveMq = broker.equals("HiveMQ");
        int port = switch (scheme) {
            case "mqtts" -> isHiveMq ? hiveMq.tlsPort : tlsPort;
            case "ws" -> isHiveMq ? hiveMq.webSocketPort : webSocketPort;
            default -> isHiveMq ? hiveMq.tcpPort : mosquitto.port;
        };
        return Transports.of(scheme + "://127.0.0.1:" + port, new TlsOptions().caFile(authority.authorityFile()));
    }

    @ParameterizedTest(name = "{0} {1} v{2}")
    @CsvSource({"Mosquitto, mqtt, 4", "Mosquitto, mqtt, 5", "Mosquitto, mqtts, 4", "Mosquitto, mqtts, 5",
            "Mosquitto, ws, 4", "Mosquitto, ws, 5", "HiveMQ, mqtt, 4", "HiveMQ, mqtt, 5", "HiveMQ, mqtts, 4",
            "HiveMQ, mqtts, 5", "HiveMQ, ws, 4", "HiveMQ, ws, 5"})
    void speaksWith(String broker, String scheme, int version) {
        String topic = "interop/" + scheme + version;
        MqttSettings subscriberSettings = LiveClient.settings(version, "s" + scheme + version).cleanStart(false)
                .sessionExpirySeconds(600).topicAliases(10, 10, 64);
        LiveClient subscriber = new LiveClient(transport(broker, scheme), subscriberSettings).connected()
                .subscribed(topic + "/#", 2);
        LiveClient publisher = new LiveClient(transport(broker, scheme),
                LiveClient.settings(version, "p" + scheme + version).topicAliases(10, 10, 64)
                        .will(bytes(topic + "/will"), bytes("gone"), 1, false))
                .connected();

        for (int qos = 0; qos <= 2; qos++) { // each QoS, twice, so that aliases are used where there are any
            publisher.publish(topic + "/é", "one " + qos, qos, false);
            publisher.publish(topic + "/é", "two " + qos, qos, false);
            int expected = 2 * (qos + 1);
            subscriber.until(() -> subscriber.messages.size() == expected, publisher);
            publisher.until(() -> publisher.client.unacknowledged() == 0, subscriber);
        }
        assertEquals(List.of("one 0 q0", "two 0 q0", "one 1 q1", "two 1 q1", "one 2 q2", "two 2 q2"),
                subscriber.messages.stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList());

        subscriber.transport.close(); // the session goes on at the broker
        publisher.publish(topic + "/while-away", "kept", 1, false);
        publisher.until(() -> publisher.client.unacknowledged() == 0);
        subscriber.until(() -> subscriber.messages.contains(topic + "/while-away kept q1"), publisher);
        assertTrue(subscriber.heard.contains("connected again"), () -> "heard " + subscriber.heard);

        publisher.transport.close(); // without DISCONNECT: the will
        subscriber.until(() -> subscriber.messages.contains(topic + "/will gone q1"));

        LiveClient another = new LiveClient(transport(broker, scheme),
                LiveClient.settings(version, "a" + scheme + version))
                .connected();
        another.publish(topic + "/kept", "state", 1, true);
        another.until(() -> another.client.unacknowledged() == 0);
        another.subscribed(topic + "/kept", 1).until(() -> another.messages.contains(topic + "/kept state q1 r"));
        another.publish(topic + "/kept", "", 1, true);
        another.until(() -> another.client.unacknowledged() == 0);
        end(another, subscriber);
    }

    private static void end(LiveClient... clients) {
        for (LiveClient client : clients) {
            client.client.disconnect();
            client.until(client.client::isIdle);
        }
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
        end(one, other, publisher);
    }
}
