package dev.libellule.benchmarks.footprint;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import dev.libellule.device.client.MqttListener;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Utf8;
import dev.libellule.device.host.HostLoop;
import dev.libellule.device.host.TcpTransport;
import java.util.concurrent.CountDownLatch;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;

/** A library to measure: connects one client by 5.0, has it subscribed to one filter, and keeps it. */
enum Candidate {
    /** This project's client in its default settings, buffers of 1 KiB each way, stepped on the caller's thread. */
    LIBELLULE("device-client") {
        @Override
        Object connect(int port, String identifier) {
            TcpTransport transport = new TcpTransport("127.0.0.1", port);
            Subscribed listener = new Subscribed();
            var client = new dev.libellule.device.client.MqttClient(
                    new MqttSettings().version(MqttVersion.V5_0).clientIdentifier(Utf8.bytes(identifier)), transport,
                    listener, new byte[1024], new byte[1024]);
            client.connect();
            client.subscribe(Utf8.bytes("ctrlled"), 1);
            while (!listener.subscribed) {
                transport.await(Math.min(10, client.step(HostLoop.nowMillis())), client.hasUnsent());
            }
            return client;
        }
    },
    /** Paho's MQTT v5 client, persistence in memory. */
    PAHO("org.eclipse.paho.mqttv5.client") {
        @Override
        Object connect(int port, String identifier) throws Exception {
            var client = new org.eclipse.paho.mqttv5.client.MqttClient("tcp://127.0.0.1:" + port, identifier,
                    new MemoryPersistence());
            client.connect();
            client.subscribe("ctrlled", 1);
            return client;
        }
    },
    /** The HiveMQ MQTT client, its default event loops. */
    HIVEMQ("hivemq-mqtt-client", "netty-buffer", "netty-codec-base", "netty-common", "netty-handler", "netty-resolver",
            "netty-transport-4", "netty-transport-native-unix-common", "rxjava", "reactive-streams", "jctools",
            "dagger", "javax.inject", "annotations-") {
        @Override
        Object connect(int port, String identifier) throws Exception {
            Mqtt5BlockingClient client = MqttClient.builder().useMqttVersion5().identifier(identifier)
                    .serverHost("127.0.0.1").serverPort(port).buildBlocking();
            client.connect();
            CountDownLatch subscribed = new CountDownLatch(1);
            client.toAsync().subscribeWith().topicFilter("ctrlled").qos(MqttQos.AT_LEAST_ONCE)
                    .callback(message -> {}).send().thenRun(subscribed::countDown);
            subscribed.await();
            return client;
        }
    };

    /** How the names of its jars begin, those that it depends on included. */
    final String[] jars;

    Candidate(String... jars) {
        this.jars = jars;
    }

    /** Returns the client, connected and subscribed. */
    abstract Object connect(int port, String identifier) throws Exception;

    /** Waits for the one subscription. */
    private static final class Subscribed implements MqttListener {
        private boolean subscribed;

        @Override
        public void connected(dev.libellule.device.client.MqttClient client, boolean sessionPresent) {}

        @Override
        public void disconnected(dev.libellule.device.client.MqttClient client, int status) {
            throw new IllegalStateException("lost the connection to the broker, status " + status);
        }

        @Override
        public void received(dev.libellule.device.client.MqttClient client, Publish message) {}

        @Override
        public void part(dev.libellule.device.client.MqttClient client, Publish message, int payloadOffset,
                int payloadLength) {}

        @Override
        public void published(dev.libellule.device.client.MqttClient client, int packetIdentifier, int reasonCode) {}

        @Override
        public void subscribed(dev.libellule.device.client.MqttClient client, byte[] topicFilter, int reasonCode) {
            subscribed = true;
        }

        @Override
        public void unsubscribed(dev.libellule.device.client.MqttClient client, byte[] topicFilter, int reasonCode) {}

        @Override
        public byte[] oversized(dev.libellule.device.client.MqttClient client, int packetLength) {
            return null;
        }
    }
}
