package dev.libellule.gateway.broker;

import dev.libellule.device.host.Conversation;
import dev.libellule.device.host.TlsOptions;
import dev.libellule.device.host.Transports;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Terms;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.tls.TlsEndpoint;
import dev.libellule.gateway.broker.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** device-client and this broker, over TCP, TLS, WebSocket and WebSocket in TLS: what it says to Mosquitto and HiveMQ in its own tests. */
class DeviceClientIT {
    @TempDir
    static Path folder;
    private static Openssl openssl;
    private static Broker broker;

    @BeforeAll
    static void start() throws Exception {
        openssl = new Openssl(folder);
        openssl.authority("ca");
        openssl.certificate("ca", "server", "/CN=localhost", "rsa:2048");
        TlsEndpoint tls = TlsEndpoint
                .load(new TlsFiles(openssl.file("server.crt"), openssl.file("server.key"), null, null,
                        null, "", "", "", false, false));
        Listener plain = Listener.loopback(0, Transport.TCP);
        Listener webSocket = Listener.loopback(0, Transport.WEBSOCKET);
        broker = Broker.start(new BrokerOptions(List.of(plain, webSocket,
                new Listener("127.0.0.1", 0, null, Transport.TCP, plain.access(), tls, Terms.USUAL),
                new Listener("127.0.0.1", 0, null, Transport.WEBSOCKET, plain.access(), tls, Terms.USUAL)),
                Limits.DEFAULT, Duration.ZERO), "test");
    }

    @AfterAll
    static void end() {
        if (broker != null) {
            broker.close();
        }
    }

    @ParameterizedTest(name = "{0} v{2}")
    @CsvSource({"mqtt, 0, 3", "mqtt, 0, 4", "mqtt, 0, 5", "ws, 1, 4", "ws, 1, 5", "mqtts, 2, 4", "mqtts, 2, 5",
            "wss, 3, 4",
            "wss, 3, 5"})
    void speaksWithThisBroker(String scheme, int listener, int version) {
        Conversation.hold(scheme + version, version, () -> Transports.of(
                scheme + "://127.0.0.1:" + broker.port(listener), new TlsOptions().caFile(openssl.file("ca.crt"))));
    }
}
