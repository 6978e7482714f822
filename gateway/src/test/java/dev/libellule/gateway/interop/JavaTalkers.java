package dev.libellule.gateway.interop;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttSubscription;

/** Paho's two Java clients and HiveMQ's. */
final class JavaTalkers {
    private final TrustManagerFactory trust;
    private final SSLContext tls;

    JavaTalkers(TrustManagerFactory trust) throws Exception {
        this.trust = trust;
        tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
    }

    /** Paho calls them tcp and ssl. */
    private static String pahoUrl(String url) {
        return url.replaceFirst("^mqtts:", "ssl:").replaceFirst("^mqtt:", "tcp:");
    }

    String pahoV3(String url, int version, String base) throws Exception {
        Conversations conversation = new Conversations(base);
        org.eclipse.paho.client.mqttv3.MqttClient client = new org.eclipse.paho.client.mqttv3.MqttClient(pahoUrl(url),
                base, new org.eclipse.paho.client.mqttv3.persist.MemoryPersistence());
        client.setTimeToWait(TimeUnit.SECONDS.toMillis(Conversations.PATIENCE_SECONDS));
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(version);
        options.setSocketFactory(isTls(url) ? tls.getSocketFactory() : null);
        client.connect(options);
        IMqttMessageListener listener = (topic, message) -> conversation.arrived(topic, message.getPayload().length,
                message.getQos());
        for (int qos = 0; qos <= 2; qos++) {
            client.subscribe(conversation.filter(qos), qos, listener);
        }
        for (Conversations.Sent sent : conversation.messages()) {
            client.publish(sent.topic(), sent.payload(), sent.qos(), false);
        }
        String all = conversation.all();
        client.disconnect();
        client.close();
        return all;
    }

    String pahoV5(String url, int version, String base) throws Exception {
        Conversations conversation = new Conversations(base);
        org.eclipse.paho.mqttv5.client.MqttClient client = new org.eclipse.paho.mqttv5.client.MqttClient(pahoUrl(url),
                base, new MemoryPersistence());
        client.setTimeToWait(TimeUnit.SECONDS.toMillis(Conversations.PATIENCE_SECONDS));
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setSocketFactory(isTls(url) ? tls.getSocketFactory() : null);
        client.connect(options);
        org.eclipse.paho.mqttv5.client.IMqttMessageListener listener = (topic, message) -> conversation.arrived(topic,
                message.getPayload().length, message.getQos());
        for (int qos = 0; qos <= 2; qos++) {
            client.subscribe(new MqttSubscription[]{new MqttSubscription(conversation.filter(qos), qos)},
                    new org.eclipse.paho.mqttv5.client.IMqttMessageListener[]{listener});
        }
        for (Conversations.Sent sent : conversation.messages()) {
            client.publish(sent.topic(), sent.payload(), sent.qos(), false);
        }
        String all = conversation.all();
        client.disconnect();
        client.close();
        return all;
    }

    private static boolean isTls(String url) {
        return url.startsWith("mqtts:") || url.startsWith("wss:");
    }

    String hiveMq(String url, int version, String base) throws Exception {
        URI uri = URI.create(url);
        MqttClientBuilder builder = MqttClient.builder().identifier(base).serverHost(uri.getHost())
                .serverPort(uri.getPort());
        if (isTls(url)) {
            builder = builder.sslConfig(MqttClientSslConfig.builder().trustManagerFactory(trust).build());
        }
        if (uri.getScheme().startsWith("ws")) {
            builder = builder.webSocketWithDefaultConfig();
        }
        Conversations conversation = new Conversations(base);
        if (version == 5) {
            Mqtt5AsyncClient client = builder.useMqttVersion5().buildAsync();
            hiveMq5(client, conversation);
            String all = conversation.all();
            client.disconnect().get(Conversations.PATIENCE_SECONDS, TimeUnit.SECONDS);
            return all;
        }
        Mqtt3AsyncClient client = builder.useMqttVersion3().buildAsync();
        hiveMq3(client, conversation);
        String all = conversation.all();
        client.disconnect().get(Conversations.PATIENCE_SECONDS, TimeUnit.SECONDS);
        return all;
    }

    private static void hiveMq5(Mqtt5AsyncClient client, Conversations conversation) throws Exception {
        client.connect().get(Conversations.PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (int qos = 0; qos <= 2; qos++) {
            client.subscribeWith().topicFilter(conversation.filter(qos)).qos(MqttQos.fromCode(qos))
                    .callback(message -> conversation.arrived(message.getTopic().toString(),
                            message.getPayloadAsBytes().length, message.getQos().getCode()))
                    .send()
                    .get(Conversations.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        for (Conversations.Sent sent : conversation.messages()) {
            client.publishWith().topic(sent.topic()).payload(sent.payload()).qos(MqttQos.fromCode(sent.qos())).send()
                    .get(Conversations.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void hiveMq3(Mqtt3AsyncClient client, Conversations conversation) throws Exception {
        client.connect().get(Conversations.PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (int qos = 0; qos <= 2; qos++) {
            client.subscribeWith().topicFilter(conversation.filter(qos)).qos(MqttQos.fromCode(qos))
                    .callback(message -> conversation.arrived(message.getTopic().toString(),
                            message.getPayloadAsBytes().length, message.getQos().getCode()))
                    .send()
                    .get(Conversations.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        for (Conversations.Sent sent : conversation.messages()) {
            client.publishWith().topic(sent.topic()).payload(sent.payload()).qos(MqttQos.fromCode(sent.qos())).send()
                    .get(Conversations.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
