package dev.libellule.device.client;

import dev.libellule.device.codec.Publish;
import dev.libellule.device.host.StatusText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes down what the client says. */
class RecordingListener implements MqttListener {
    private final List<String> seen = new ArrayList<>();
    Consumer<Publish> onMessage = message -> {};
    byte[] larger;

    List<String> take() {
        List<String> all = List.copyOf(seen);
        seen.clear();
        return all;
    }

    @Override
    public void connected(MqttClient client, boolean sessionPresent) {
        seen.add("connected" + (sessionPresent ? " again" : ""));
    }

    @Override
    public void disconnected(MqttClient client, int status) {
        seen.add("disconnected: " + StatusText.of(status));
    }

    @Override
    public void received(MqttClient client, Publish message) {
        seen.add(ServerPeer.text(message.topic) + " " + ServerPeer.text(message.payload) + " q" + message.qos
                + (message.retain ? " r" : "") + (message.dup ? " dup" : ""));
        onMessage.accept(message);
    }

    @Override
    public void part(MqttClient client, Publish message, int payloadOffset, int payloadLength) {
        seen.add("part " + payloadOffset + " of " + payloadLength + " " + ServerPeer.text(message.topic) + " "
                + ServerPeer.text(message.payload));
    }

    @Override
    public void published(MqttClient client, int packetIdentifier, int reasonCode) {
        seen.add("published #" + packetIdentifier + " " + reasonCode);
    }

    @Override
    public void subscribed(MqttClient client, byte[] topicFilter, int reasonCode) {
        seen.add("subscribed " + new String(topicFilter, StandardCharsets.UTF_8) + " " + reasonCode);
    }

    @Override
    public void unsubscribed(MqttClient client, byte[] topicFilter, int reasonCode) {
        seen.add("unsubscribed " + new String(topicFilter, StandardCharsets.UTF_8) + " " + reasonCode);
    }

    @Override
    public byte[] oversized(MqttClient client, int packetLength) {
        seen.add("oversized " + packetLength);
        return larger;
    }
}
