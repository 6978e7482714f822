package dev.libellule.simulator.fleet;

import dev.libellule.device.client.MqttClient;
import dev.libellule.device.client.MqttListener;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Utf8;
import dev.libellule.device.host.SelectorTransport;
import dev.libellule.device.host.StatusText;

/** One device of a fleet: a client that says something now and then, and listens to nothing. The fleet's thread. */
final class Device implements MqttListener {
    private static final int RECEIVE_BYTES = 128;
    private static final int FRAME_BYTES = 64;

    private final Fleet fleet;
    private final Speaker speaker;
    private final MqttClient client;
    private Speaker.Message waiting;
    private boolean isConnected;
    private boolean isArriving;
    private long publishMillis;
    /** When its turn is, on the fleet's clock; the fleet keeps it. */
    long dueMillis;

    Device(Fleet fleet, Speaker speaker, MqttSettings settings, FleetTransports transports, long firstMillis) {
        this.fleet = fleet;
        this.speaker = speaker;
        waiting = speaker.next();
        publishMillis = firstMillis;
        int room = Math.max(256, waiting.payload().length * 2 + waiting.topic().length() * 3 + FRAME_BYTES);
        client = new MqttClient(settings, transports.of(this), this, new byte[RECEIVE_BYTES], new byte[room]);
    }

    /** Makes the way to the broker of a device. */
    @FunctionalInterface
    interface FleetTransports {
        /** Its own one. */
        SelectorTransport of(Device device);
    }

    void start() {
        isArriving = true;
        fleet.arriving++;
        client.connect();
    }

    /** Does what is to be done now; returns when its next turn is. */
    long turn(long nowMillis) {
        if (isConnected && nowMillis >= publishMillis) {
            int status = client.publish(Utf8.bytes(waiting.topic()), waiting.payload(), 0, waiting.payload().length,
                    waiting.qos(), waiting.retain());
            if (status >= 0) {
                fleet.published++;
                waiting = speaker.next();
            } else {
                fleet.full++;
            }
            long every = speaker.everyMillis();
            publishMillis += (1 + (nowMillis - publishMillis) / every) * every; // what was missed is not made up for
        }
        int sleepMillis = client.step((int) nowMillis);
        long mine = isConnected ? publishMillis : Long.MAX_VALUE;
        return Math.min(mine, nowMillis + Math.max(1, sleepMillis));
    }

    /** Says goodbye. */
    void leave(long nowMillis) {
        client.disconnect();
        client.step((int) nowMillis);
    }

    private void hasArrived() {
        if (isArriving) {
            isArriving = false;
            fleet.arriving--;
        }
    }

    @Override
    public void connected(MqttClient source, boolean sessionPresent) {
        hasArrived();
        isConnected = true;
        fleet.connected++;
    }

    @Override
    public void disconnected(MqttClient source, int status) {
        hasArrived();
        if (isConnected) {
            isConnected = false;
            fleet.connected--;
            if (status != Status.OK) {
                fleet.lost++;
                fleet.lastLoss = StatusText.of(status);
            }
        }
    }

    @Override
    public void received(MqttClient source, Publish message) {
        // it has subscribed to nothing
    }

    @Override
    public void part(MqttClient source, Publish message, int payloadOffset, int payloadLength) {
        throw new IllegalStateException("not asked for"); // only with streamOversized
    }

    @Override
    public void published(MqttClient source, int packetIdentifier, int reasonCode) {
        fleet.acknowledged++;
    }

    @Override
    public void subscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        // never asked for
    }

    @Override
    public void unsubscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        // never asked for
    }

    @Override
    public byte[] oversized(MqttClient source, int packetLength) {
        return null;
    }
}
