package dev.libellule.gateway.web;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptionsBuilder;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;

/** What the page shows, made by another client: values, and a lamp that hears {@code ctrlled}. */
final class PahoHouse implements AutoCloseable {
    private final MqttClient client;
    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();

    PahoHouse(int port, String user, String password) throws MqttException {
        client = new MqttClient("tcp://127.0.0.1:" + port, "house-" + System.nanoTime(), new MemoryPersistence());
        MqttConnectionOptionsBuilder options = new MqttConnectionOptionsBuilder().cleanStart(true)
                .automaticReconnect(false);
        MqttConnectionOptions built = user == null
                ? options.build()
                : options.username(user).password(password.getBytes(StandardCharsets.UTF_8)).build();
        client.connect(built);
    }

    PahoHouse(int port) throws MqttException {
        this(port, null, null);
    }

    void publish(String topic, String payload) throws MqttException {
        publish(topic, payload.getBytes(StandardCharsets.UTF_8), false);
    }

    void retain(String topic, String payload) throws MqttException {
        publish(topic, payload.getBytes(StandardCharsets.UTF_8), true);
    }

    /** Values go at QoS 0, as a board's; at QoS 1, Paho counts acknowledgements late and refuses a quick series (32202). */
    void publish(String topic, byte[] payload, boolean retain) throws MqttException {
        client.publish(topic, payload, retain ? 1 : 0, retain);
    }

    /** Hears commands from now on; an answering lamp tells its state, a mute one only hears. */
    void hearLamp(boolean answers) throws MqttException {
        MqttSubscription filter = new MqttSubscription("ctrlled", 1);
        client.subscribe(new MqttSubscription[]{filter}, new IMqttMessageListener[]{(topic, message) -> {
            commands.add(
                    new String(message.getPayload(), StandardCharsets.UTF_8) + (message.isRetained() ? " retained" : "")
                            + " qos" + message.getQos());
            if (answers) { // asynchronously: the callback's thread must not wait for its own acknowledgement
                MqttMessage state = new MqttMessage(message.getPayload(), 0, true, null);
                Thread.startVirtualThread(() -> answer(state));
            }
        }});
    }

    private void answer(MqttMessage state) {
        try {
            client.publish("ctrlled/etat", state);
        } catch (MqttException e) {
            commands.add("answer failed: " + e);
        }
    }

    /** The next command heard, such as {@code 1 qos1}; null after 10 s. */
    String nextCommand() throws InterruptedException {
        return commands.poll(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect();
        }
        client.close();
    }
}
