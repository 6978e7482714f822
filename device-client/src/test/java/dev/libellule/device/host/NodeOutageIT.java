package dev.libellule.device.host;

import static dev.libellule.device.host.LiveClient.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.ClientLink;
import dev.libellule.device.node.Command;
import dev.libellule.device.node.CommandTable;
import dev.libellule.device.node.Node;
import dev.libellule.device.node.OfflineRing;
import dev.libellule.device.node.Refusal;
import dev.libellule.device.node.Sampling;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.device.node.Signal;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that loses Debian's Mosquitto for a while: what it measured meanwhile, and what it was told meanwhile. */
class NodeOutageIT {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void whatWasMeasuredMeanwhileArrivesAndWhatWasToldMeanwhileIsRefused(int version) throws Exception {
        try (Mosquitto mosquitto = new Mosquitto(directory, true)) {
            LiveClient device = new LiveClient(mosquitto.port,
                    LiveClient.settings(version, "uno").cleanStart(false).sessionExpirySeconds(600)
                            .will(bytes("uno/$etat"), Node.offlinePayload(), 1, true));
            Lamp lamp = new Lamp();
            Signal temperature = new Signal("temp", 1).qos(1).keepOffline(0);
            Command command = new Command("ctrlled", "ctrlled/etat", lamp, CommandTable.onOff()).refuseQueued(1000);
            device.node = new Node(new ClientLink(device.client), "uno/$etat", new Sampling[0],
                    new Signal[]{temperature}, new Command[]{command},
                    OfflineRing.droppingOldest(new byte[256], 20));
            LiveClient house = new LiveClient(mosquitto.port, LiveClient.settings(version, "house")).connected()
                    .subscribed("#", 1);
            house.until(() -> house.messages.contains("ctrlled/etat 0 q1"), device);

            device.transport.close();
            for (int value = 200; value < 215; value++) {
                temperature.offer(value, HostLoop.nowMillis());
                device.node.step(HostLoop.nowMillis());
                device.client.step(HostLoop.nowMillis());
                device.transport.close(); // and it does not come back
            }
            house.until(() -> house.messages.contains("uno/$etat offline q1"));
            house.messages.clear();
            house.publish("ctrlled", "ON", 1, false);
            house.until(() -> house.messages.contains("ctrlled ON q1"));
            house.messages.clear();

            List<String> measured = IntStream.range(200, 215).mapToObj(v -> "temp " + v / 10 + "." + v % 10 + " q1")
                    .toList();
            house.until(() -> house.messages.containsAll(measured)
                    && command.refused(Refusal.QUEUED) == 1, device);
            assertEquals(measured, house.messages.stream().filter(m -> m.startsWith("temp")).toList());
            assertEquals(0, lamp.state);
            if (version == MqttVersion.V5_0) {
                house.until(() -> house.userProperties.contains("ctrlled/etat 0 refused=queued"), device);
                assertTrue(house.userProperties.stream().anyMatch(p -> p.matches("temp 20\\.5 age-ms=[0-9]+")),
                        house.userProperties.toString());
            } else {
                assertEquals(List.of(), house.userProperties);
            }
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
}
