package dev.libellule.device.host;

import dev.libellule.device.client.MqttClient;
import dev.libellule.device.client.MqttListener;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Utf8;
import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.ClientLink;
import dev.libellule.device.node.Command;
import dev.libellule.device.node.CommandTable;
import dev.libellule.device.node.DecimalText;
import dev.libellule.device.node.Node;
import dev.libellule.device.node.Sampling;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.device.node.Signal;
import org.teavm.interop.Address;

/**
 * A thermometer and a lamp as a program without a JVM: {@link WithoutJvmIT} has it compiled ahead of time to C. Says what happens to it
 * in lines on the standard output. No lambda, no string building, nothing allocated in the loop.
 */
final class PosixLamp implements MqttListener, Actuator {
    private static final byte[] CONNECTED = Utf8.bytes("connected\n");
    private static final byte[] DISCONNECTED = Utf8.bytes("disconnected\n");
    private static final byte[] ACKNOWLEDGED = Utf8.bytes("acknowledged\n");
    private static final byte[] LAMP_ON = Utf8.bytes("lamp on\n");
    private static final byte[] LAMP_OFF = Utf8.bytes("lamp off\n");

    private static final byte[] HEAP = Utf8.bytes("heap free ");
    private static final byte[] LINE_END = Utf8.bytes("\n");

    private final byte[] number = new byte[DecimalText.MAX_LENGTH];
    private Node node;
    private int lamp;

    private PosixLamp() {}

    /** Runs until it is killed; the server is on the port that {@code MQTT_PORT} says. */
    public static void main(String[] args) {
        new PosixLamp().run();
    }

    private void run() {
        MqttSettings settings = new MqttSettings().version(MqttVersion.V5_0).clientIdentifier(Utf8.bytes("uno"))
                .will(Utf8.bytes("maison/uno/$etat"), Node.offlinePayload(), 1, true).inFlight(4, 256)
                .cleanStart(false).sessionExpirySeconds(600).backoffMillis(50, 200, 1000, 1);
        PosixTransport transport = new PosixTransport(Posix.port());
        MqttClient client = new MqttClient(settings, transport, this, new byte[256], new byte[256]);
        Signal temperature = new Signal("maison/salon/temp", 1).qos(1);
        node = new Node(new ClientLink(client), "maison/uno/$etat", new Sampling[0], new Signal[]{temperature},
                new Command[]{new Command("ctrlled", "ctrlled/etat", this, CommandTable.onOff())});
        client.connect();
        int tenths = 150;
        int sampledMillis = Posix.millis() - 1000;
        while (!client.isIdle()) {
            int now = Posix.millis();
            if (now - sampledMillis >= 100) {
                sampledMillis = now;
                tenths = tenths < 300 ? tenths + 1 : 150;
                temperature.offer(tenths, now);
            }
            int nodeMillis = node.step(now);
            int clientMillis = client.step(now);
            transport.await(Math.min(100, Math.min(nodeMillis, clientMillis)));
        }
    }

    private static void print(byte[] line) {
        Posix.print(Address.ofData(line), line.length);
    }

    private void printHeap() {
        print(HEAP);
        int length = DecimalText.write((int) Runtime.getRuntime().freeMemory(), 0, number, 0);
        Posix.print(Address.ofData(number), length);
        print(LINE_END);
    }

    @Override
    public int set(int value) {
        lamp = value;
        print(value == 1 ? LAMP_ON : LAMP_OFF);
        printHeap();
        return SensorStatus.OK;
    }

    @Override
    public int measured() {
        return lamp;
    }

    @Override
    public void connected(MqttClient client, boolean sessionPresent) {
        print(CONNECTED);
    }

    @Override
    public void disconnected(MqttClient client, int status) {
        print(DISCONNECTED);
    }

    @Override
    public void received(MqttClient client, Publish message) {
        node.received(message.topic.buffer, message.topic.offset, message.topic.length, message.payload.offset,
                message.payload.length, message.retain);
    }

    @Override
    public void part(MqttClient client, Publish message, int payloadOffset, int payloadLength) {}

    @Override
    public void published(MqttClient client, int packetIdentifier, int reasonCode) {
        print(ACKNOWLEDGED);
    }

    @Override
    public void subscribed(MqttClient client, byte[] topicFilter, int reasonCode) {}

    @Override
    public void unsubscribed(MqttClient client, byte[] topicFilter, int reasonCode) {}

    @Override
    public byte[] oversized(MqttClient client, int packetLength) {
        return null;
    }
}
