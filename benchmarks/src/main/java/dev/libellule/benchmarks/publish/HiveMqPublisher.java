package dev.libellule.benchmarks.publish;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import java.util.concurrent.Semaphore;

/** HiveMQ's client, its asynchronous interface. */
final class HiveMqPublisher implements Publisher {
    private final String topic;
    private final byte[] payload;
    private final Mqtt5AsyncClient client;
    private final int window;
    private final Semaphore free;

    HiveMqPublisher(int port, String topic, byte[] payload, int window) {
        this.topic = topic;
        this.payload = payload;
        this.window = window;
        free = new Semaphore(window);
        client = MqttClient.builder().useMqttVersion5().identifier("publish").serverHost("127.0.0.1").serverPort(port)
                .buildAsync();
        client.connect().join();
    }

    @Override
    public void publish(int messages, int qos, int asked) throws Exception {
        MqttQos level = MqttQos.fromCode(qos);
        for (int i = 0; i < messages; i++) {
            free.acquire();
            client.publishWith().topic(topic).qos(level).payload(payload).send().whenComplete((result, error) -> {
                if (error != null || result.getError().isPresent()) {
                    throw new IllegalStateException("not published", error);
                }
                free.release();
            });
        }
        free.acquire(window);
        free.release(window);
    }

    @Override
    public void close() {
        client.disconnect().join();
    }
}
