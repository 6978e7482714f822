package dev.libellule.device.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.client.Allocation;
import dev.libellule.device.client.MqttClient;
import dev.libellule.device.client.MqttListener;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.host.MemoryTransport;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 0 bytes for each call once the node is made. Runs twice in the build: the second time with escape analysis off. */
class NodeAllocationTest {
    private final byte[] drain = new byte[65_536];
    private final byte[] puback = hex("40 02 0000");
    private final Relay relay = new Relay();
    private final Signal kept = new Signal("temp", 1).keepOffline(1);
    private final Signal other = new Signal("hum", 0).keepOffline(0);
    private final Command command = new Command("c", "s", relay, CommandTable.onOff()).qos(0);
    private OfflineRing ring = OfflineRing.droppingOldest(new byte[64], 10);
    private MemoryTransport server;
    private MqttClient client;
    private Node node;
    private int version;
    private int now;
    private int value;

    @Test
    void thisTestSeesAPlantedAllocation() {
        connect(MqttVersion.V5_0);
        Object[] sink = new Object[1];
        assertTrue(Allocation.bytesOf(() -> {
            turn();
            sink[0] = new byte[1];
        }) >= 1600);
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void outageWithAFullRingAndWhatFollows(int version) {
        connect(version);
        assertOutageIsFree();
        assertTrue(ring.droppedOldest() > 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void outageWithPriorities(int version) {
        ring = OfflineRing.droppingLowestPriority(new byte[64], 10);
        connect(version);
        assertOutageIsFree();
        assertTrue(ring.droppedLowest() > 0);
    }

    @Test
    void outageInWhichTheRingGetsTooOld() {
        ring.longestAgeMillis(5000);
        connect(MqttVersion.V5_0);
        assertOutageIsFree();
        assertTrue(ring.expired() > 0);
    }

    private void assertOutageIsFree() {
        byte[] connack = hex(version == MqttVersion.V5_0 ? "20 03 00 00 00" : "20 02 00 00");
        assertFree(() -> {
            server.close();
            for (int i = 0; i < 12; i++) {
                now += 500;
                offer();
                node.step(now); // the client is not stepped: it would connect
                if (i == 0) {
                    turn();
                    expect(!client.isConnected());
                }
            }
            expect(!ring.isEmpty());
            now += 60_000;
            turn();
            server.write(connack, 0, connack.length);
            turn();
            expect(client.isConnected());
            node.step(now);
            expect(turn() > 20);
            while (!ring.isEmpty()) {
                turn();
            }
            turn();
            expect(client.unacknowledged() == 0);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void refusedCommands(int version) {
        command.refuseQueued(2000).shortestOff(1_000_000_000);
        connect(version);
        boolean isV5 = version == MqttVersion.V5_0;
        byte[] unknown = hex(isV5 ? "30 05 0001 63 00 78" : "30 04 0001 63 78");
        byte[] tooSoon = hex(isV5 ? "30 05 0001 63 00 31" : "30 04 0001 63 31");
        byte[] copy = hex(isV5 ? "3a 07 0001 63 0007 00 31" : "3a 06 0001 63 0007 31");
        byte[] expired = hex(isV5 ? "30 0a 0001 63 05 02 00000000 31" : "30 04 0001 63 78");
        assertFree(() -> {
            int before = relay.switched;
            receive(unknown);
            receive(tooSoon);
            receive(copy);
            receive(expired);
            expect(relay.switched == before);
        });
        assertTrue(command.refused(Refusal.UNKNOWN) > 0);
        assertTrue(command.refused(Refusal.SHORTEST_OFF) > 0);
        assertTrue(command.refused(Refusal.QUEUED) > 0);
        assertEquals(isV5, command.refused(Refusal.EXPIRED) > 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void limitsOfAnOutput(int version) {
        command.longestOn(1000).shortestOff(500).lifeLine(0, 10_000);
        connect(version);
        byte[] on = hex(version == MqttVersion.V5_0 ? "30 05 0001 63 00 31" : "30 04 0001 63 31");
        assertFree(() -> {
            int before = command.changes(StateReason.LONGEST_ON);
            now += 600;
            turn();
            receive(on);
            expect(relay.state == 1);
            now += 1000;
            expect(turn() > 5);
            expect(relay.state == 0 && command.changes(StateReason.LONGEST_ON) == before + 1);
            relay.state = 1; // by hand
            now += 100;
            expect(turn() > 5);
            now += 1000;
            turn();
        });
        assertTrue(command.changes(StateReason.LOCAL) > 0);
    }

    @Test
    void lifeLine() {
        command.lifeLine(0, 1000);
        connect(MqttVersion.V5_0);
        boolean[] linked = {false};
        Node alone = new Node(new Switched(linked), "uno/$etat", new Sampling[0], new Signal[0],
                new Command[]{command});
        assertFree(() -> {
            int before = command.changes(StateReason.NO_LINK);
            relay.state = 1;
            linked[0] = true;
            alone.step(now);
            linked[0] = false;
            alone.step(now);
            now += 1000;
            alone.step(now);
            expect(relay.state == 0 && command.changes(StateReason.NO_LINK) == before + 1);
        });
    }

    private void offer() {
        value++;
        kept.offer(value, now);
        other.offer(value, now);
    }

    private void receive(byte[] packet) {
        server.write(packet, 0, packet.length);
        client.step(now);
        now += 10;
        expect(turn() > 5);
    }

    private void connect(int newVersion) {
        version = newVersion;
        MemoryTransport[] pair = MemoryTransport.pair(65_536);
        server = pair[1];
        client = new MqttClient(
                new MqttSettings().version(version).clientIdentifier(bytes("uno")).keepAliveSeconds(0).cleanStart(true),
                pair[0], new Listener(), new byte[512], new byte[512]);
        node = new Node(new ClientLink(client), "uno/$etat", new Sampling[0], new Signal[]{kept, other},
                new Command[]{command}, ring);
        client.connect();
        turn();
        byte[] connack = hex(version == MqttVersion.V5_0 ? "20 03 00 00 00" : "20 02 00 00");
        server.write(connack, 0, connack.length);
        turn();
        turn();
        expect(client.isConnected());
        turn();
        expect(client.unacknowledged() == 0);
    }

    /** Steps both, takes what the client wrote, and acknowledges what is to be. */
    private int turn() {
        node.step(now);
        client.step(now);
        int length = server.read(drain, 0, drain.length);
        for (int at = 0; at < length; at += 2 + drain[at + 1]) { // no packet here is longer than 127 bytes
            if ((drain[at] & 0xF6) == 0x32) {
                int identifier = at + 4 + drain[at + 3]; // behind a topic of less than 256 bytes
                puback[2] = drain[identifier];
                puback[3] = drain[identifier + 1];
                server.write(puback, 0, puback.length);
            }
        }
        client.step(now);
        return length;
    }

    private void assertFree(Runnable run) {
        assertEquals(0, Allocation.bytesOf(run), "bytes allocated in a hundred runs, version " + version);
    }

    private static void expect(boolean condition) {
        if (!condition) {
            throw new AssertionError("the exchange did not take place");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    /** Takes everything, and is there or not. */
    private record Switched(boolean[] linked) implements Link {
        @Override
        public int connection() {
            return linked[0] ? 1 : 0;
        }

        @Override
        public boolean isResumed() {
            return false;
        }

        @Override
        public int publish(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain,
                byte[] properties, int propertiesLength) {
            return 0;
        }

        @Override
        public boolean hidesOwnMessages() {
            return false;
        }

        @Override
        public int subscribe(byte[] topicFilter, int options) {
            return 0;
        }
    }

    private static final class Relay implements Actuator {
        int state;
        int switched;

        @Override
        public int set(int newState) {
            state = newState;
            switched++;
            return SensorStatus.OK;
        }

        @Override
        public int measured() {
            return state;
        }
    }

    private final class Listener implements MqttListener {
        @Override
        public void connected(MqttClient source, boolean sessionPresent) {}

        @Override
        public void disconnected(MqttClient source, int status) {}

        @Override
        public void received(MqttClient source, Publish message) {
            expect(node.received(message));
        }

        @Override
        public void part(MqttClient source, Publish message, int payloadOffset, int payloadLength) {}

        @Override
        public void published(MqttClient source, int packetIdentifier, int reasonCode) {}

        @Override
        public void subscribed(MqttClient source, byte[] topicFilter, int reasonCode) {}

        @Override
        public void unsubscribed(MqttClient source, byte[] topicFilter, int reasonCode) {}

        @Override
        public byte[] oversized(MqttClient source, int packetLength) {
            return null;
        }
    }
}
