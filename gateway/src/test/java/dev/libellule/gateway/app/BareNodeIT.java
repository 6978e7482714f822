package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.pins.PinParts;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.simulator.SimulatedPi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bare {@code ctrlled}: one topic for command and state, over a real connection, with and without No Local. */
class BareNodeIT {
    private static final Board BOARD = BoardFile.parse("pi.yaml", """
            board: pi
            model: raspberry-pi
            outputs:
              - {name: led, gpio: 17, topic: ctrlled, state: ctrlled, on: "1", off: "0"}
            """.getBytes(StandardCharsets.UTF_8));

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void ownEchoesAreNoCommands(int version) throws Exception { // [MQTT-3.8.3-3]: 3.1.1 has no No Local
        try (Broker broker = Broker.start(
                new BrokerOptions(List.of(Listener.loopback(0, Transport.TCP)), Limits.DEFAULT, Duration.ZERO), "test");
                SimulatedPi pi = new SimulatedPi()) {
            Mqtt5BlockingClient client = Mqtt5Client.builder().identifier("somebody").serverHost("127.0.0.1")
                    .serverPort(broker.port(0)).buildBlocking();
            client.connect();
            try (Mqtt5Publishes arrived = client.publishes(MqttGlobalPublishFilter.ALL)) {
                client.subscribeWith().topicFilter("#").qos(MqttQos.AT_LEAST_ONCE).send();
                PinParts parts = new PinParts(BOARD, new PiBuses(pi.context()), pi.sys());
                MqttSettings settings = new MqttSettings().version(version).clientIdentifier("pi".getBytes());
                try (NodeProgram _ = new NodeProgram(parts, "127.0.0.1", broker.port(0), settings, _ -> {}).start()) {
                    assertEquals("maison/pi/$etat online", next(arrived));
                    send(client, "ON");
                    assertEquals("ctrlled ON", next(arrived));
                    assertEquals("ctrlled 1", next(arrived));
                    for (int i = 0; i < 3; i++) { // each echo that was obeyed would show as one message more
                        send(client, "TOGGLE");
                        assertEquals("ctrlled TOGGLE", next(arrived));
                        assertEquals("ctrlled " + i % 2, next(arrived));
                    }
                    assertEquals(false, pi.isHigh(17));
                }
                assertEquals("maison/pi/$etat offline", next(arrived));
            }
            client.disconnect();
        }
    }

    private static void send(Mqtt5BlockingClient client, String payload) {
        client.publishWith().topic("ctrlled").payload(payload.getBytes(StandardCharsets.UTF_8))
                .qos(MqttQos.AT_LEAST_ONCE).send();
    }

    private static String next(Mqtt5Publishes arrived) throws InterruptedException {
        return arrived.receive(30, TimeUnit.SECONDS)
                .map(message -> message.getTopic() + " "
                        + new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8))
                .orElseThrow();
    }
}
