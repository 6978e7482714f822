package dev.libellule.benchmarks.publish;

import java.util.concurrent.Semaphore;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/** Paho's MQTT v5 client with persistence in memory, as many under way as asked for. */
final class PahoPublisher implements Publisher, MqttActionListener {
    private final String topic;
    private final byte[] payload;
    private final MqttAsyncClient client;
    private final int window;
    private final Semaphore free;

    PahoPublisher(int port, String topic, byte[] payload, int window) throws Exception {
        this.topic = topic;
        this.payload = payload;
        this.window = window;
        free = new Semaphore(window);
        client = new MqttAsyncClient("tcp://127.0.0.1:" + port, "publish", new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setReceiveMaximum(window);
        client.connect(options).waitForCompletion();
    }

    @Override
    public void publish(int messages, int qos, int asked) throws Exception {
        for (int i = 0; i < messages; i++) {
            free.acquire();
            client.publish(topic, new MqttMessage(payload, qos, false, null), null, this);
        }
        free.acquire(window);
        free.release(window);
    }

    @Override
    public void onSuccess(IMqttToken token) {
        free.release();
    }

    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
        throw new IllegalStateException("not published", cause);
    }

    @Override
    public void close() {
        try {
            client.disconnect().waitForCompletion();
            client.close();
        } catch (MqttException e) {
            throw new IllegalStateException("not disconnected", e);
        }
    }
}
