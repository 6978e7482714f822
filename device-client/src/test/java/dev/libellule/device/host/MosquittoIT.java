package dev.libellule.device.host;

import static dev.libellule.device.host.LiveClient.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.ClientLink;
import dev.libellule.device.node.Command;
import dev.libellule.device.node.CommandTable;
import dev.libellule.device.node.Node;
import dev.libellule.device.node.Sampling;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.device.node.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against Debian's Mosquitto, over TCP. */
class MosquittoIT {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1, MqttVersion.V3_1_1, MqttVersion.V5_0})
    void publishesAndReceivesAtEachQos(int version) throws Exception {
        try (Mosquitto mosquitto = new Mosquitto(directory, false)) {
            LiveClient subscriber = new LiveClient(mosquitto.port,
                    LiveClient.settings(version, "subscriber").credentials(bytes("sondes"), bytes("mot2passe")))
                    .connected()
                    .subscribed("maison/+/temp", 2);
            LiveClient publisher = new LiveClient(mosquitto.port,
                    LiveClient.settings(version, "publisher").credentials(bytes("sondes"), bytes("mot2passe")))
                    .connected();
            for (int qos = 0; qos <= 2; qos++) {
                assertTrue(publisher.publish("maison/salon/temp", "2" + qos, qos, false) >= 0);
            }
            publisher.until(() -> subscriber.messages.size() == 3 && publisher.published == 2, subscriber);
            assertEquals(List.of("maison/salon/temp 20 q0", "maison/salon/temp 21 q1", "maison/salon/temp 22 q2"),
                    subscriber.messages);
            publisher.client.disconnect();
            publisher.until(publisher.client::isIdle);
            assertEquals(List.of("connected", "disconnected: ok"), publisher.heard);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void willIsPublishedWhenTheStreamBreaks(int version) throws Exception {
        try (Mosquitto mosquitto = new Mosquitto(directory, true)) {
            LiveClient watcher = new LiveClient(mosquitto.port, LiveClient.settings(version, "watcher")).connected()
                    .subscribed("maison/uno/$etat", 1);
            LiveClient device = new LiveClient(mosquitto.port,
                    LiveClient.settings(version, "uno").will(bytes("maison/uno/$etat"), bytes("offline"), 1, true))
                    .connected();
            device.transport.close();
            watcher.until(() -> watcher.messages.equals(List.of("maison/uno/$etat offline q1")));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void serverIsStoppedAndStartedAndNothingAcknowledgedLateIsLost(int version) throws Exception {
        try (Mosquitto mosquitto = new Mosquitto(directory, true)) {
            LiveClient subscriber = new LiveClient(mosquitto.port,
                    LiveClient.settings(version, "subscriber").cleanStart(false).sessionExpirySeconds(600)).connected()
                    .subscribed("n", 1);
            LiveClient publisher = new LiveClient(mosquitto.port,
                    LiveClient.settings(version, "publisher").cleanStart(false).sessionExpirySeconds(600)).connected();
            int sent = 0;
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 5; i++) {
                    assertTrue(publisher.publish("n", "" + sent, 1, false) > 0);
                    sent++;
                }
                publisher.client.step(HostLoop.nowMillis());
                mosquitto.stop();
                publisher.until(() -> !publisher.client.isConnected());
                mosquitto.start();
                publisher.until(() -> publisher.client.isConnected() && publisher.client.unacknowledged() == 0,
                        subscriber);
            }
            List<String> expected = new ArrayList<>(IntStream.range(0, sent).mapToObj(n -> "n " + n + " q1").toList());
            subscriber.until(() -> subscriber.messages.containsAll(expected), publisher);
            assertTrue(subscriber.heard.contains("connected again"), subscriber.heard.toString());
        }
    }

    @Test
    void cleanSessionSubscribesAgainByItself() throws Exception {
        try (Mosquitto mosquitto = new Mosquitto(directory, true)) {
            LiveClient client = new LiveClient(mosquitto.port, LiveClient.settings(MqttVersion.V3_1_1, "a")).connected()
                    .subscribed("n", 0);
            mosquitto.stop();
            client.until(() -> !client.client.isConnected());
            mosquitto.start();
            client.until(() -> client.heard.stream().filter("subscribed n 0"::equals).count() == 2);
            client.publish("n", "back", 0, false);
            client.until(() -> client.messages.contains("n back q0"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void wrongPasswordIsReportedWithTheServersReason(int version) throws Exception {
        try (Mosquitto mosquitto = new Mosquitto(directory, false)) {
            LiveClient client = new LiveClient(mosquitto.port,
                    LiveClient.settings(version, "a").credentials(bytes("sondes"), bytes("wrong")).reconnect(false));
            client.until(client.client::isIdle);
            assertEquals(List.of("disconnected: the server refused the connection"), client.heard);
            assertEquals(version == MqttVersion.V5_0 ? ReasonCode.NOT_AUTHORIZED : ReasonCode.V3_NOT_AUTHORIZED,
                    client.client.reasonCode());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void nodeObeysCtrlledAndComesBackOnlineWithItsServer(int version) throws Exception {
        try (Mosquitto mosquitto = new Mosquitto(directory, true)) {
            LiveClient device = new LiveClient(mosquitto.port,
                    LiveClient.settings(version, "uno").will(bytes("maison/uno/$etat"), Node.offlinePayload(), 1,
                            true));
            Lamp lamp = new Lamp();
            Signal temperature = new Signal("maison/salon/temp", 1);
            device.node = new Node(new ClientLink(device.client), "maison/uno/$etat", new Sampling[0],
                    new Signal[]{temperature},
                    new Command[]{new Command("ctrlled", "ctrlled/etat", lamp, CommandTable.onOff())});
            LiveClient house = new LiveClient(mosquitto.port, LiveClient.settings(version, "house")).connected()
                    .subscribed("#", 1);
            house.until(() -> house.messages.contains("maison/uno/$etat online q1")
                    && house.messages.contains("ctrlled/etat 0 q1"), device);
            temperature.offer(225, HostLoop.nowMillis());
            house.publish("ctrlled", "ON", 1, false);
            house.until(() -> house.messages.contains("ctrlled/etat 1 q1")
                    && house.messages.contains("maison/salon/temp 22.5 q0"), device);
            assertEquals(1, lamp.state);
            mosquitto.stop();
            house.until(() -> !house.client.isConnected() && !device.client.isConnected(), device);
            mosquitto.start();
            house.messages.clear();
            house.until(() -> house.messages.contains("ctrlled/etat 1 q1")
                    || house.messages.contains("ctrlled/etat 1 q1 r"), device);
            house.publish("ctrlled", "TOGGLE", 1, false);
            house.until(() -> house.messages.contains("ctrlled/etat 0 q1"), device);
            device.transport.close();
            house.until(() -> house.messages.contains("maison/uno/$etat offline q1"));
        }
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

    @Test
    void identifierGivenByTheServerIsKept() throws Exception {
        try (Mosquitto mosquitto = new Mosquitto(directory, true)) {
            LiveClient client = new LiveClient(mosquitto.port,
                    LiveClient.settings(MqttVersion.V5_0, "").sessionExpirySeconds(60)).connected();
            client.transport.close();
            client.until(() -> client.heard.contains("connected again"));
        }
    }

    @Test
    void nobodyListens() throws Exception {
        Mosquitto gone = new Mosquitto(directory, true);
        gone.close();
        LiveClient client = new LiveClient(gone.port, LiveClient.settings(MqttVersion.V3_1_1, "a").reconnect(false));
        client.until(client.client::isIdle);
        assertEquals(List.of("disconnected: the connection was lost"), client.heard);
        assertEquals("Connection refused", client.transport.failure());
    }
}
