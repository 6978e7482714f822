package dev.libellule.device.client;

import static dev.libellule.device.client.ClientBench.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.host.MemoryTransport;
import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.ClientLink;
import dev.libellule.device.node.Command;
import dev.libellule.device.node.CommandTable;
import dev.libellule.device.node.Node;
import dev.libellule.device.node.Sampling;
import dev.libellule.device.node.Signal;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 0 bytes for each call once the client is made. Runs twice in the build: the second time with escape analysis off. */
class AllocationTest {
    private static final byte[] TOPIC = bytes("maison/salon/temp");
    private static final byte[] PAYLOAD = bytes("22.5");
    private final byte[] drain = new byte[65_536];
    private MemoryTransport server;
    private MqttClient client;
    private Quiet listener;
    private int version;
    private int now;

    @Test
    void thisTestSeesAPlantedAllocation() {
        Object[] sink = new Object[1];
        assertTrue(Allocation.bytesOf(() -> sink[0] = new byte[1]) >= 1600);
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void publishQos0(int version) {
        connect(version);
        assertFree(() -> {
            expect(client.publish(TOPIC, PAYLOAD, 0, PAYLOAD.length, 0, false) == 0);
            exchange();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void publishQos1(int version) {
        connect(version);
        byte[] puback = hex("40 02 0000");
        assertFree(() -> {
            int packetIdentifier = client.publish(TOPIC, PAYLOAD, 0, PAYLOAD.length, 1, false);
            exchange();
            answer(puback, packetIdentifier);
            expect(client.unacknowledged() == 0);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void publishQos2(int version) {
        connect(version);
        byte[] pubrec = hex("50 02 0000");
        byte[] pubcomp = hex("70 02 0000");
        assertFree(() -> {
            int packetIdentifier = client.publish(TOPIC, PAYLOAD, 0, PAYLOAD.length, 2, false);
            exchange();
            answer(pubrec, packetIdentifier);
            answer(pubcomp, packetIdentifier);
            expect(client.unacknowledged() == 0);
        });
    }

    @Test
    void publishWithUserProperties() {
        connect(MqttVersion.V5_0);
        Publish message = new Publish();
        message.topic.set(TOPIC);
        message.payload.set(PAYLOAD);
        message.propertiesToSend.set(hex("26 0001 61 0001 62"));
        assertFree(() -> {
            expect(client.publish(message) == 0);
            exchange();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void receiveQos0To2(int version) {
        connect(version);
        String empty = version == MqttVersion.V5_0 ? "00" : "";
        String length = version == MqttVersion.V5_0 ? "07" : "06";
        byte[] messages = hex("30 0" + (version == MqttVersion.V5_0 ? "5" : "4") + " 0001 61" + empty + "31" //
                + "32 " + length + " 0001 61 0007" + empty + "31" //
                + "34 " + length + " 0001 61 0008" + empty + "31" + "62 02 0008");
        assertFree(() -> {
            int before = listener.received;
            server.write(messages, 0, messages.length);
            exchange();
            expect(listener.received == before + 3);
        });
    }

    @Test
    void receiveWithUserProperties() {
        connect(MqttVersion.V5_0);
        byte[] message = hex("30 0c 0001 61 07 26 0001 61 0001 62 31");
        assertFree(() -> {
            int before = listener.received;
            server.write(message, 0, message.length);
            exchange();
            expect(listener.received == before + 1);
        });
    }

    @Test
    void aliasesBothWays() {
        MqttSettings settings = ClientBench.settings().topicAliases(2, 2, 32);
        connect(MqttVersion.V5_0, settings, "20 06 00 00 03 22 0002");
        byte[] messages = hex("30 08 0001 61 03 230001 31" + "32 09 0000 0005 03 230001 32");
        byte[] puback = hex("40 02 0000");
        assertFree(() -> {
            expect(client.publish(TOPIC, PAYLOAD, 0, PAYLOAD.length, 0, false) == 0);
            int packetIdentifier = client.publish(TOPIC, PAYLOAD, 0, PAYLOAD.length, 1, false);
            int before = listener.received;
            server.write(messages, 0, messages.length);
            exchange();
            answer(puback, packetIdentifier);
            expect(listener.received == before + 2);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void messageInStretches(int version) {
        connect(version, ClientBench.settings().streamOversized(), connAck(version));
        byte[] message = new byte[2000];
        System.arraycopy(hex("32 cd 0f 0001 61 0007 00"), 0, message, 0, 9);
        assertFree(() -> {
            int before = listener.received;
            server.write(message, 0, message.length);
            for (int i = 0; i < 8; i++) {
                exchange();
            }
            expect(listener.received >= before + 4);
            expect(client.unacknowledged() == 0 && client.isConnected());
        });
    }

    @Test
    void authenticateAnew() {
        connect(MqttVersion.V5_0, ClientBench.settings().authentication(new Yes()), "20 09 00 00 06 15 0003 596573");
        byte[] success = hex("f0 08 00 06 15 0003 596573");
        assertFree(() -> {
            expect(client.authenticate() > 0);
            exchange();
            server.write(success, 0, success.length);
            exchange();
            expect(client.isConnected() && !client.isAuthenticating());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void answerWithinTheCallback(int version) {
        connect(version);
        listener.reply = true;
        byte[] message = hex(version == MqttVersion.V5_0 ? "30 05 0001 61 00 31" : "30 04 0001 61 31");
        assertFree(() -> {
            server.write(message, 0, message.length);
            exchange();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void subscribeAndUnsubscribe(int version) {
        connect(version);
        byte[] suback = hex(version == MqttVersion.V5_0 ? "90 04 0000 00 01" : "90 03 0000 01");
        byte[] unsuback = hex(version == MqttVersion.V5_0 ? "b0 04 0000 00 00" : "b0 02 0000");
        int[] packetIdentifier = {0};
        assertFree(() -> {
            expect(client.subscribe(TOPIC, 1) == 0);
            exchange();
            answer(suback, packetIdentifier[0] = packetIdentifier[0] % 65_535 + 1);
            expect(client.unsubscribe(TOPIC) == 0);
            exchange();
            answer(unsuback, packetIdentifier[0] = packetIdentifier[0] % 65_535 + 1);
        });
        assertEquals(listener.subscribed, packetIdentifier[0] / 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void ping(int version) {
        connect(version);
        byte[] pingresp = hex("d0 00");
        assertFree(() -> {
            now += 60_000;
            expect(exchange() == 2);
            server.write(pingresp, 0, pingresp.length);
            exchange();
            expect(client.isConnected());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void reconnectWithMessagesToSendAgain(int version) {
        connect(version);
        client.publish(TOPIC, PAYLOAD, 0, PAYLOAD.length, 1, false);
        client.publish(TOPIC, PAYLOAD, 0, PAYLOAD.length, 2, false);
        client.subscribe(TOPIC, 1);
        byte[] connack = hex(version == MqttVersion.V5_0 ? "20 07 01 00 04 12 0001 78" : "20 02 01 00");
        assertFree(() -> {
            server.close();
            exchange();
            now += 60_000;
            exchange();
            server.write(connack, 0, connack.length);
            expect(exchange() > 50);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void nodeSignalAndCommand(int version) {
        connect(version);
        Signal signal = new Signal("maison/salon/temp", 1).deadBand(2).intervalsMillis(1000, 300_000);
        Lamp lamp = new Lamp();
        Command command = new Command("a", "a/etat", lamp, CommandTable.onOff()).qos(0);
        Node node = new Node(new ClientLink(client), "maison/uno/$etat", new Sampling[0], new Signal[]{signal},
                new Command[]{command});
        listener.node = node;
        node.step(now);
        exchange();
        byte[] puback = hex("40 02 0000"); // of the availability
        answer(puback, 1);
        byte[] message = hex(
                version == MqttVersion.V5_0 ? "30 09 0001 61 00 544f47474c45" : "30 09 0001 61 544f47474c45");
        message[1] = (byte) (message.length - 2);
        int[] value = {0};
        assertFree(() -> {
            now += 1000;
            value[0] += 10;
            int before = lamp.switched;
            expect(signal.offer(value[0], now));
            server.write(message, 0, message.length);
            exchange();
            node.step(now);
            expect(exchange() > 0);
            expect(lamp.switched == before + 1);
        });
    }

    private void connect(int version) {
        connect(version, ClientBench.settings(), connAck(version));
    }

    private static String connAck(int version) {
        return version == MqttVersion.V5_0 ? "20 03 00 00 00" : "20 02 00 00";
    }

    private void connect(int version, MqttSettings settings, String connAck) {
        this.version = version;
        MemoryTransport[] pair = MemoryTransport.pair(65_536);
        server = pair[1];
        listener = new Quiet();
        client = new MqttClient(settings.version(version).cleanStart(false), pair[0], listener,
                new byte[512], new byte[512]);
        client.connect();
        exchange();
        byte[] connack = hex(connAck);
        server.write(connack, 0, connack.length);
        exchange();
        expect(client.isConnected());
    }

    /** Steps, and takes what the client wrote. */
    private int exchange() {
        client.step(now);
        return server.read(drain, 0, drain.length);
    }

    private void answer(byte[] packet, int packetIdentifier) {
        packet[2] = (byte) (packetIdentifier >> 8);
        packet[3] = (byte) packetIdentifier;
        server.write(packet, 0, packet.length);
        exchange();
    }

    private void assertFree(Runnable run) {
        assertEquals(0, Allocation.bytesOf(run), "bytes allocated in a hundred runs, version " + version);
    }

    private static void expect(boolean condition) {
        if (!condition) {
            throw new AssertionError("the exchange did not take place");
        }
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static final class Lamp implements Actuator {
        int state;
        int switched;

        @Override
        public int set(int value) {
            state = value;
            switched++;
            return 0;
        }

        @Override
        public int measured() {
            return state;
        }
    }

    /** A method without data. */
    private static final class Yes implements Authentication {
        private final byte[] method = bytes("Yes");

        @Override
        public byte[] method() {
            return method;
        }

        @Override
        public int maximumDataLength() {
            return 0;
        }

        @Override
        public int begin(byte[] out, int offset) {
            return 0;
        }

        @Override
        public int answer(byte[] in, int offset, int length, byte[] out, int outOffset) {
            return 0;
        }

        @Override
        public int finish(byte[] in, int offset, int length) {
            return 0;
        }
    }

    /** Counts, walks the User Properties, answers. */
    private static final class Quiet implements MqttListener {
        private final Slice name = new Slice();
        private final Slice value = new Slice();
        int received;
        int subscribed;
        boolean reply;
        Node node;

        @Override
        public void connected(MqttClient client, boolean sessionPresent) {}

        @Override
        public void disconnected(MqttClient client, int status) {}

        @Override
        public void received(MqttClient client, Publish message) {
            received++;
            for (int at = message.properties.next(0x26, 0, name, value); at >= 0;) {
                at = message.properties.next(0x26, at, name, value);
            }
            if (reply) {
                expect(client.publish(TOPIC, PAYLOAD, 0, PAYLOAD.length, 0, false) == 0);
            }
            if (node != null) {
                node.received(message.topic.buffer, message.topic.offset, message.topic.length, message.payload.offset,
                        message.payload.length, message.retain);
            }
        }

        @Override
        public void part(MqttClient client, Publish message, int payloadOffset, int payloadLength) {
            received++;
        }

        @Override
        public void published(MqttClient client, int packetIdentifier, int reasonCode) {}

        @Override
        public void subscribed(MqttClient client, byte[] topicFilter, int reasonCode) {
            subscribed++;
        }

        @Override
        public void unsubscribed(MqttClient client, byte[] topicFilter, int reasonCode) {}

        @Override
        public byte[] oversized(MqttClient client, int packetLength) {
            return null;
        }
    }
}
