package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.config.BridgeConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.Level;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.tinylog.Logger;

/**
 * One connection to an upstream broker through one Paho client, used once: opened, lost or closed, and thrown away.
 *
 * <p>What Paho's threads report is given to the {@link Listener}, which only enqueues. Calls come from the relay's thread; none
 * waits for the network.
 */
final class Upstream {
    /** Held, for the level of a logger that nobody holds is forgotten. What matters comes through the listener. */
    private static final java.util.logging.Logger PAHO_LOG = java.util.logging.Logger
            .getLogger("org.eclipse.paho.mqttv5.client");

    private static final int FAILURE = 0x80; // Reason Codes from here on, 2.4
    private static final int MAX_INFLIGHT = 32_202; // MqttClientException.REASON_CODE_MAX_INFLIGHT
    private static final int SEND_ON_NEW_SUBSCRIPTION = 1; // Retain Handling, 3.8.3.1

    /** Of a DISCONNECT: what would happen again with the same message, 3.14.2.1. */
    private static final Set<Integer> BLAMES_A_MESSAGE = Set.of(0x81, 0x82, 0x83, 0x90, 0x95, 0x99, 0x9A, 0x9B);

    static {
        PAHO_LOG.setLevel(Level.OFF);
    }

    /** Hears from one connection. Called on Paho's threads. */
    interface Listener {
        void connected(Limits limits);

        /**
         * The connection could not be made, or is gone.
         *
         * @param refusal the Reason Code with which a message was refused that ended the connection; 0 if that was not so
         */
        void lost(String reason, int refusal);

        /** @param reasonCode from 0x80 on when the upstream refused the message */
        void acknowledged(long ticket, int reasonCode);

        /** @param acknowledgement to be run when the message has been published */
        void arrived(String topic, byte[] payload, int qos, boolean retain, Runnable acknowledgement);
    }

    /**
     * What the upstream allows.
     *
     * @param receiveMaximum messages of QoS 1 and 2 under way
     * @param maxPacketSize bytes
     * @param topicAliasBytes what Paho adds to a message, for it uses Topic Aliases when the upstream has some, 3.3.2.3.4
     */
    record Limits(int receiveMaximum, int maxQos, boolean retainAvailable, long maxPacketSize, int topicAliasBytes) {
        private static final int NO_RECEIVE_MAXIMUM = 65_535;
        private static final long NO_MAX_PACKET_SIZE = 268_435_460L;

        static Limits of(MqttProperties properties) {
            return new Limits(
                    properties.getReceiveMaximum() == null ? NO_RECEIVE_MAXIMUM : properties.getReceiveMaximum(),
                    properties.getMaximumQoS() == null ? 2 : properties.getMaximumQoS(),
                    properties.isRetainAvailable() == null || properties.isRetainAvailable(),
                    properties.getMaximumPacketSize() == null ? NO_MAX_PACKET_SIZE : properties.getMaximumPacketSize(),
                    properties.getTopicAliasMaximum() == null || properties.getTopicAliasMaximum() == 0 ? 0 : 3);
        }
    }

    /** What became of an attempt to send. */
    enum Sending {
        SENT, WINDOW_FULL, IMPOSSIBLE
    }

    /**
     * What a connection is made of.
     *
     * @param subscriptions filter and QoS
     * @param stateTopic for the will and the notification; null for none
     * @param tls null for a connection in clear
     */
    record Plan(String clientId, BridgeConfig.Remote remote, Map<String, Integer> subscriptions, String stateTopic,
            SSLSocketFactory tls, boolean isHostNameChecked) {}

    private final Plan plan;
    private final BridgeConfig.Address address;
    private final Listener listener;
    private final ScheduledExecutorService executor;
    private MqttAsyncClient client;

    Upstream(Plan plan, BridgeConfig.Address address, Listener listener) {
        this.plan = plan;
        this.address = address;
        this.listener = listener;
        // Paho keeps four threads busy: connecting, sending, receiving, calling back
        executor = Executors.newScheduledThreadPool(8,
                Thread.ofVirtual().name("relay-" + plan.clientId() + "-paho-", 0).factory());
    }

    /** Begins to connect. */
    void open() {
        try {
            String scheme = plan.tls() == null ? "tcp://" : "ssl://";
            client = new MqttAsyncClient(scheme + address, plan.clientId(), new MemoryPersistence(), null, executor);
            client.setManualAcks(true);
            client.setCallback(new Callback());
            client.connect(options(), null, new MqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    subscribe(Limits.of(token.getResponseProperties()));
                }

                @Override
                public void onFailure(IMqttToken token, Throwable cause) {
                    listener.lost(Reasons.text(cause, address), 0);
                }
            });
        } catch (MqttException | IllegalArgumentException e) {
            listener.lost(Reasons.text(e, address), 0);
        }
    }

    private MqttConnectionOptions options() {
        BridgeConfig.Remote remote = plan.remote();
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setAutomaticReconnect(false);
        options.setCleanStart(remote.cleanSession());
        options.setSessionExpiryInterval(remote.sessionExpirySeconds());
        options.setKeepAliveInterval((int) remote.keepAlive().toSeconds());
        options.setReceiveMaximum(remote.receiveMaximum());
        options.setConnectionTimeout((int) Relay.CONNECT_TIMEOUT.toSeconds());
        options.setUseSubscriptionIdentifiers(false);
        if (!remote.userName().isEmpty()) {
            options.setUserName(remote.userName());
            options.setPassword(remote.password().getBytes(StandardCharsets.UTF_8));
        }
        if (plan.stateTopic() != null) {
            MqttMessage will = new MqttMessage(new byte[]{'0'}, 1, true, new MqttProperties());
            options.setWill(plan.stateTopic(), will);
        }
        if (plan.tls() != null) {
            options.setSocketFactory(plan.tls());
            options.setHttpsHostnameVerificationEnabled(plan.isHostNameChecked());
        }
        return options;
    }

    /** On Paho's thread: with a new client object nothing is subscribed for certain, so everything is asked for each time. */
    private void subscribe(Limits limits) {
        List<MqttSubscription> subscriptions = new ArrayList<>();
        plan.subscriptions().forEach((filter, qos) -> {
            MqttSubscription subscription = new MqttSubscription(filter, qos);
            subscription.setNoLocal(true);
            subscription.setRetainAsPublished(true);
            subscription.setRetainHandling(SEND_ON_NEW_SUBSCRIPTION);
            subscriptions.add(subscription);
        });
        if (subscriptions.isEmpty()) {
            listener.connected(limits);
            return;
        }
        try {
            client.subscribe(subscriptions.toArray(MqttSubscription[]::new), null, new MqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    int[] codes = token.getReasonCodes();
                    for (int i = 0; i < subscriptions.size(); i++) {
                        if (codes[i] >= FAILURE) {
                            listener.lost(
                                    "the upstream refuses the subscription to %s: %s; is the user allowed to read it?"
                                            .formatted(subscriptions.get(i).getTopic(), Reasons.name(codes[i])),
                                    0);
                            return;
                        }
                    }
                    listener.connected(limits);
                }

                @Override
                public void onFailure(IMqttToken token, Throwable cause) {
                    listener.lost(Reasons.text(cause, address), 0);
                }
            }, new MqttProperties());
        } catch (MqttException | IllegalArgumentException e) {
            listener.lost(Reasons.text(e, address), 0);
        }
    }

    /** Sends one message; its acknowledgement comes through the listener. */
    Sending publish(long ticket, String topic, byte[] payload, int qos, boolean retain) {
        MqttMessage message = new MqttMessage(payload, qos, retain, new MqttProperties());
        try {
            client.publish(topic, message, null, new MqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    int[] codes = token.getReasonCodes();
                    listener.acknowledged(ticket, codes == null || codes.length == 0 ? 0 : codes[codes.length - 1]);
                }

                @Override
                public void onFailure(IMqttToken token, Throwable cause) {
                    // The connection is gone, and the callback says so: the message is sent again on the next one
                }
            });
            return Sending.SENT;
        } catch (MqttException e) {
            if (e.getReasonCode() != MAX_INFLIGHT) {
                listener.lost(Reasons.text(e, address), 0);
            }
            return Sending.WINDOW_FULL;
        } catch (IllegalArgumentException e) {
            return Sending.IMPOSSIBLE; // not a Topic Name for Paho
        }
    }

    /**
     * Gives the connection up and its threads back. Returns at once: a Paho client that is stuck holds up nobody.
     *
     * @param isPolite whether to say DISCONNECT, so that the will is not sent
     * @return ends when the connection has
     */
    Thread close(boolean isPolite) {
        MqttAsyncClient old = client;
        return Thread.ofVirtual().name("relay-" + plan.clientId() + "-end").start(() -> {
            try {
                if (isPolite) {
                    old.disconnect(Relay.CLOSE_TIMEOUT.toMillis()).waitForCompletion(Relay.CLOSE_TIMEOUT.toMillis());
                } else {
                    old.disconnectForcibly(0, 0, false);
                }
            } catch (MqttException | RuntimeException e) {
                Logger.debug("old connection to {} did not end in order: {}", address, e.toString());
            } finally {
                end(old);
            }
        });
    }

    private void end(MqttAsyncClient old) {
        try {
            if (old != null) {
                old.close(true);
            }
        } catch (MqttException | RuntimeException e) {
            Logger.debug("old connection to {} could not be closed: {}", address, e.toString());
        } finally {
            executor.shutdownNow();
        }
    }

    private final class Callback implements MqttCallback {
        @Override
        public void disconnected(MqttDisconnectResponse response) {
            MqttException cause = response.getException();
            int code = cause == null ? 0 : cause.getReasonCode();
            if (code > FAILURE && code < 0x100) { // a PUBREC with an error ends Paho's connection
                listener.lost("the upstream has refused a message of QoS 2: " + Reasons.name(code), code);
            } else if (cause != null) {
                listener.lost(Reasons.text(cause, address), 0);
            } else {
                int reasonCode = response.getReturnCode();
                listener.lost("the upstream has closed the connection: " + Reasons.name(reasonCode),
                        BLAMES_A_MESSAGE.contains(reasonCode) ? reasonCode : 0);
            }
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            int identifier = message.getId();
            int qos = message.getQos();
            listener.arrived(topic, message.getPayload(), qos, message.isRetained(),
                    () -> acknowledge(identifier, qos));
        }

        /** Paho answers QoS 2 by itself, even with manual acknowledgements. */
        private void acknowledge(int identifier, int qos) {
            if (qos != 1) {
                return;
            }
            try {
                client.messageArrivedComplete(identifier, qos);
            } catch (MqttException e) {
                listener.lost(Reasons.text(e, address), 0);
            }
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            Logger.debug("connection to {}: {}", address, exception.toString());
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // Each publication has a listener of its own
        }

        @Override
        public void connectComplete(boolean isReconnect, String serverUri) {
            // The listener of connect says so
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            listener.lost("the upstream wants extended authentication, which is not supported", 0);
        }
    }
}
