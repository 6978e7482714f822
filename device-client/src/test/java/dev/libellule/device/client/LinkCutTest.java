package dev.libellule.device.client;

import static dev.libellule.device.client.ClientBench.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.host.MemoryTransport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The link is cut after each single byte of an exchange with QoS 1 and 2 in both directions: 4.3 and 4.4 hold. */
class LinkCutTest {
    private static final List<String> MESSAGES = List.of("one 1", "two 2", "three 1", "four 2", "five 2");

    /** Runs the exchange with a cut after so many bytes; true if there was one. */
    private static boolean exchange(int version, int cutAfter, boolean resumed) {
        MemoryTransport[] pair = MemoryTransport.pair(65_536);
        CountedTransport transport = new CountedTransport(pair[0], cutAfter, pair[0]::close);
        SessionServer server = new SessionServer(version);
        server.attach(pair[1]);
        RecordingListener listener = new RecordingListener();
        MqttSettings settings = ClientBench.settings().version(version).cleanStart(!resumed)
                .sessionExpirySeconds(resumed ? -1 : 0);
        MqttClient client = new MqttClient(settings, transport, listener, new byte[256], new byte[256]);
        client.connect();
        int now = 0;
        int given = 0;
        List<String> toPublish = new ArrayList<>(MESSAGES);
        for (int turn = 0; turn < 200; turn++) {
            client.step(now);
            server.turn();
            if (client.isConnected() && !toPublish.isEmpty() && publish(client, toPublish.get(0)) > 0) {
                toPublish.remove(0);
            }
            if (resumed && client.isConnected() && given < MESSAGES.size()) {
                String[] words = MESSAGES.get(given++).split(" ");
                server.give(words[0], Integer.parseInt(words[1]));
            }
            now += 50;
        }
        String where = "cut after " + cutAfter + " bytes, version " + version + (resumed ? ", resumed" : ", clean");
        assertTrue(client.isConnected() && toPublish.isEmpty(), where);
        assertEquals(0, client.unacknowledged(), where);
        assertArrived(server.delivered, resumed, where);
        if (resumed) {
            assertTrue(server.isDone(), where);
            assertArrived(messages(listener), true, where);
        }
        return transport.isOver();
    }

    private static int publish(MqttClient client, String message) {
        String[] words = message.split(" ");
        byte[] payload = bytes(words[0]);
        return client.publish(bytes("t"), payload, 0, payload.length, Integer.parseInt(words[1]), false);
    }

    private static List<String> messages(RecordingListener listener) {
        List<String> payloads = new ArrayList<>();
        for (String line : listener.take()) {
            if (line.startsWith("t ")) {
                payloads.add(line.split(" ")[1]);
            }
        }
        return payloads;
    }

    /** All at least once, QoS 2 exactly once as long as both ends keep the session. */
    private static void assertArrived(List<String> payloads, boolean exactlyOnce, String where) {
        for (String message : MESSAGES) {
            String[] words = message.split(" ");
            int times = (int) payloads.stream().filter(words[0]::equals).count();
            assertTrue(times >= 1, () -> where + ": " + words[0] + " is lost");
            if (exactlyOnce && words[1].equals("2")) {
                assertEquals(1, times, where + ": " + words[0]);
            }
        }
        assertEquals(MESSAGES.size(), new HashSet<>(payloads).size(), where);
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void resumedSessionLosesAndDoublesNothing(int version) {
        int cutAfter = 1;
        while (exchange(version, cutAfter, true)) {
            cutAfter++;
        }
        assertTrue(cutAfter > 150, "the exchange had " + cutAfter + " bytes only");
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void cleanSessionLosesNothing(int version) {
        int cutAfter = 1;
        while (exchange(version, cutAfter, false)) {
            cutAfter++;
        }
        assertTrue(cutAfter > 90, "the exchange had " + cutAfter + " bytes only");
    }
}
