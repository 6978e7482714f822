package dev.libellule.gateway.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.Command;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.device.node.Signal;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A board file's signals and outputs through the broker to somebody else's client, and back. */
class SignalsIT {
    private static final long PATIENCE_SECONDS = 30;

    private final Broker broker = Broker.start(
            new BrokerOptions(List.of(Listener.loopback(0, Transport.TCP)), Limits.DEFAULT, Duration.ZERO), "test");
    private final Mqtt5BlockingClient client = Mqtt5Client.builder().identifier("somebody").serverHost("127.0.0.1")
            .serverPort(broker.port(0)).buildBlocking();

    @AfterEach
    void end() {
        client.disconnect();
        broker.close();
    }

    @Test
    void valuesWithDetailsAndStatesWithReasons() throws Exception {
        Board board = BoardFile.parse("uno.yaml", """
                board: salon-uno
                model: arduino-uno
                place: salon
                serial: {port: /dev/none}
                signals:
                  - {name: A0, topic: maison/salon/temp, unit: °C, map: 0..1023 to -50..52.3, min: 0 s, json: true,
                     properties: true}
                outputs:
                  - {name: led, topic: ctrlled, state: ctrlled/etat, on: "1", off: "0"}
                """.getBytes(StandardCharsets.UTF_8));
        client.connect();
        try (Mqtt5Publishes arrived = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith().topicFilter("#").qos(MqttQos.AT_LEAST_ONCE).send();
            Signal signal = BoardParts.signal(board, board.signals().getFirst(), 0);
            Command command = BoardParts.command(board, board.outputs().getFirst(), new Lamp());
            try (NodeThread node = new NodeThread(board.id(), board.availability(), broker, new Signal[]{signal},
                    new Command[]{command}, NodeThread.Turn.NONE)) {
                node.setReachable(true);
                node.post(() -> signal.offerRaw(725, 0, NodeThread.nowMillis()));
                assertEquals("maison/salon-uno/$etat online {}", next(arrived));
                assertEquals("ctrlled/etat 0 {reason=start}", next(arrived));
                String value = next(arrived);
                assertTrue(value.matches(
                        "maison/salon/temp 22\\.5 \\{unit=°C, src=salon-uno, place=salon, ts=\\d{13}}"), value);
                String json = next(arrived);
                assertTrue(json
                        .matches("maison/salon/temp/json \\{\"v\":22\\.5,\"u\":\"°C\",\"ts\":\\d{13},\"q\":\"good\","
                                + "\"src\":\"salon-uno\",\"place\":\"salon\"} \\{}"),
                        json);
                command("ON");
                assertEquals("ctrlled ON {}", next(arrived));
                assertEquals("ctrlled/etat 1 {reason=command}", next(arrived));
                command("quoi");
                assertEquals("ctrlled quoi {}", next(arrived));
                assertEquals("ctrlled/etat 1 {reason=command, refused=unknown}", next(arrived));
            }
            assertEquals("maison/salon-uno/$etat offline {}", next(arrived));
        }
    }

    private void command(String payload) {
        client.publishWith().topic("ctrlled").payload(payload.getBytes(StandardCharsets.UTF_8))
                .qos(MqttQos.AT_LEAST_ONCE).messageExpiryInterval(60).send();
    }

    private static String next(Mqtt5Publishes arrived) throws InterruptedException {
        Mqtt5Publish message = arrived.receive(PATIENCE_SECONDS, TimeUnit.SECONDS).orElseThrow();
        return message.getTopic() + " " + new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8) + " "
                + message.getUserProperties().asList().stream()
                        .map(property -> property.getName() + "=" + property.getValue())
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    private static final class Lamp implements Actuator {
        private int state;

        @Override
        public int set(int value) {
            state = value;
            return SensorStatus.OK;
        }

        @Override
        public int measured() {
            return state;
        }
    }
}
