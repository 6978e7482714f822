package dev.libellule.device.client;

import static dev.libellule.device.client.ClientBench.bytes;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Status;

/** One client, millions of messages each way; run by {@link EpsilonTest} in a process whose heap is never collected. */
final class EpsilonMain implements MqttListener {
    private final int messages;
    private final boolean plantsAllocation;
    private byte[] planted;
    private int received;
    private int published;

    private EpsilonMain(int messages, boolean plantsAllocation) {
        this.messages = messages;
        this.plantsAllocation = plantsAllocation;
    }

    /** Arguments: how many messages each way; and {@code planted} to allocate 64 bytes for each. */
    public static void main(String[] args) {
        new EpsilonMain(Integer.parseInt(args[0]), args.length > 1 && args[1].equals("planted")).run();
    }

    private void run() {
        EpsilonServer server = new EpsilonServer(messages);
        MqttClient client = new MqttClient(ClientBench.settings().version(MqttVersion.V5_0), server, this,
                new byte[1024], new byte[1024]);
        client.connect();
        client.subscribe(bytes("s/#"), 2);
        byte[] topic = bytes("maison/salon/temp");
        byte[] payload = new byte[4];
        int sent = 0;
        int now = Integer.MAX_VALUE - 1000; // the clock wraps during the run
        while (sent < messages || client.unacknowledged() > 0 || !server.isFinished() || received < messages) {
            for (int n = 0; n < 20 && sent < messages && client.isConnected(); n++) {
                payload[0] = (byte) (sent >> 24);
                payload[1] = (byte) (sent >> 16);
                payload[2] = (byte) (sent >> 8);
                payload[3] = (byte) sent;
                int result = client.publish(topic, payload, 0, 4, EpsilonServer.qos(sent), false);
                if (result >= 0) {
                    sent++;
                } else if (result == Status.BUFFER_FULL || result == ClientStatus.IN_FLIGHT_FULL) {
                    break; // after the next step
                } else {
                    throw new IllegalStateException("a message was not taken");
                }
            }
            client.step(now++);
        }
        System.out.println("sent " + server.received + " received " + received + " acknowledged by the server "
                + published + " by the client " + server.acknowledged + " released " + server.released);
    }

    @Override
    public void received(MqttClient client, Publish message) {
        byte[] buffer = message.payload.buffer;
        int at = message.payload.offset;
        int n = EpsilonServer.uint16(buffer, at) << 16 | EpsilonServer.uint16(buffer, at + 2);
        if (n != received || message.qos != EpsilonServer.qos(n)) {
            throw new IllegalStateException("a message is missing, comes twice, or out of order");
        }
        received++;
        if (plantsAllocation) {
            planted = new byte[64];
        }
    }

    @Override
    public void published(MqttClient client, int packetIdentifier, int reasonCode) {
        published++;
    }

    @Override
    public void connected(MqttClient client, boolean sessionPresent) {}

    @Override
    public void disconnected(MqttClient client, int status) {
        throw new IllegalStateException("the connection was lost");
    }

    @Override
    public void subscribed(MqttClient client, byte[] topicFilter, int reasonCode) {}

    @Override
    public void unsubscribed(MqttClient client, byte[] topicFilter, int reasonCode) {}

    @Override
    public void part(MqttClient client, Publish message, int start, int total) {}

    @Override
    public byte[] oversized(MqttClient client, int packetLength) {
        return null;
    }
}
