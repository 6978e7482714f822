package dev.libellule.gateway.relay;

import dev.libellule.device.codec.Slice;
import dev.libellule.gateway.broker.BridgeMessage;
import dev.libellule.gateway.broker.config.BridgeConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
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
 * A connection through one Paho v5 client, {@code libellule_bridge_client paho}: MQTT 5.0 over TCP or TLS.
 *
 * <p>Paho chooses its own Packet Identifiers and answers QoS 2 by itself: what goes out goes with QoS 1 at most, and what was under way may
 * come twice, ADR 10. What its threads report goes through the {@link Mailbox}.
 */
final class PahoUpstream implements Upstream {
    /** Held, for the level of a logger that nobody holds is forgotten. What matters comes through the listener. */
    private static final java.util.logging.Logger PAHO_LOG = java.util.logging.Logger
            .getLogger("org.eclipse.paho.mqttv5.client");

    private static final int FAILURE = 0x80; // Reason Codes from here on, 2.4
    private static final int MAX_INFLIGHT = 32_202; // MqttClientException.REASON_CODE_MAX_INFLIGHT
    private static final int QUOTA_EXCEEDED = 0x97;
    private static final int TOPIC_NAME_INVALID = 0x90;
    private static final int SEND_ON_NEW_SUBSCRIPTION = 1; // Retain Handling, 3.8.3.1
    private static final int HEAD_BYTES = 16;
    /** A new client begins its Packet Identifiers anew, which an upstream that has not forgotten takes for the old messages of QoS 2. */
    private static final int MOST_QOS = 1;

    /** Of a DISCONNECT: what would happen again with the same message, 3.14.2.1. */
    private static final Set<Integer> BLAMES_A_MESSAGE = Set.of(0x81, 0x82, 0x83, 0x90, 0x95, 0x99, 0x9A, 0x9B);

    static {
        PAHO_LOG.setLevel(Level.OFF);
    }

    private final LinkPlan plan;
    private final BridgeConfig.Address address;
    private final SSLSocketFactory tls;
    private final boolean isHostNameChecked;
    private final Mailbox mailbox;
    private final Listener listener;
    private final ScheduledExecutorService executor;
    private final ArrayDeque<BridgeMessage> pending = new ArrayDeque<>();
    private final Map<Integer, BridgeMessage> underWay = new HashMap<>();
    private final Map<Integer, Runnable> acknowledgements = new HashMap<>();
    private UpstreamLimits limits = UpstreamLimits.NONE;
    private MqttAsyncClient client;
    private int window = 65_535;
    private long pendingBytes;
    private long progressAt;
    private long now;
    private boolean isOnline;
    private boolean isEnded;

    /** @param tls null for a connection in clear */
    PahoUpstream(LinkPlan plan, BridgeConfig.Address address, SSLSocketFactory tls, boolean isHostNameChecked,
            Mailbox mailbox, Listener listener) {
        this.plan = plan;
        this.address = address;
        this.tls = tls;
        this.isHostNameChecked = isHostNameChecked;
        this.mailbox = mailbox;
        this.listener = listener;
        // Paho keeps four threads busy: connecting, sending, receiving, calling back
        executor = Executors.newScheduledThreadPool(8,
                Thread.ofVirtual().name("relay-" + plan.clientId() + "-paho-", 0).factory());
    }

    /** From Paho's threads to the relay's; nothing is heard after the end. */
    private void later(Runnable task) {
        mailbox.add(() -> {
            if (!isEnded) {
                task.run();
            }
        });
    }

    private void lose(Loss loss) {
        later(() -> {
            end(false);
            listener.lost(loss);
        });
    }

    private void lose(Throwable cause) {
        lose(Loss.of(Reasons.text(cause, address)));
    }

    @Override
    public void open() {
        try {
            String scheme = tls == null ? "tcp://" : "ssl://";
            client = new MqttAsyncClient(scheme + address, plan.clientId(), new MemoryPersistence(), null, executor);
            client.setManualAcks(true);
            client.setCallback(new Callback());
            client.connect(options(), null, new MqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    UpstreamLimits newLimits = limitsOf(token.getResponseProperties());
                    boolean isPresent = token.getSessionPresent();
                    later(() -> {
                        limits = newLimits;
                        listener.greeted(newLimits, isPresent);
                    });
                    subscribe();
                }

                @Override
                public void onFailure(IMqttToken token, Throwable cause) {
                    lose(cause);
                }
            });
        } catch (MqttException | IllegalArgumentException e) {
            lose(e);
        }
    }

    private static UpstreamLimits limitsOf(MqttProperties properties) {
        UpstreamLimits none = UpstreamLimits.NONE;
        int aliasBytes = properties.getTopicAliasMaximum() == null || properties.getTopicAliasMaximum() == 0 ? 0 : 3;
        return new UpstreamLimits(
                properties.getReceiveMaximum() == null ? none.receiveMaximum() : properties.getReceiveMaximum(),
                properties.getMaximumQoS() == null ? 2 : properties.getMaximumQoS(),
                properties.isRetainAvailable() == null || properties.isRetainAvailable(),
                // Paho uses Topic Aliases when the upstream has some
                properties.getMaximumPacketSize() == null
                        ? none.maxPacketSize()
                        : properties.getMaximumPacketSize() - aliasBytes,
                -1);
    }

    private MqttConnectionOptions options() {
        BridgeConfig.Remote remote = plan.remote();
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setAutomaticReconnect(false);
        options.setCleanStart(remote.cleanSession());
        options.setSessionExpiryInterval(remote.sessionExpirySeconds());
        options.setKeepAliveInterval((int) remote.keepAlive().toSeconds());
        options.setReceiveMaximum(plan.receiveMaximum());
        options.setConnectionTimeout((int) Relay.CONNECT_TIMEOUT.toSeconds());
        options.setUseSubscriptionIdentifiers(false);
        if (!remote.userName().isEmpty()) {
            options.setUserName(remote.userName());
            options.setPassword(remote.password().getBytes(StandardCharsets.UTF_8));
        }
        if (plan.stateTopic() != null) {
            options.setWill(plan.stateTopic(), new MqttMessage(new byte[]{'0'}, 1, true, new MqttProperties()));
        }
        if (tls != null) {
            options.setSocketFactory(tls);
            options.setHttpsHostnameVerificationEnabled(isHostNameChecked);
        }
        return options;
    }

    /** On Paho's thread: with a new client object nothing is subscribed for certain, so everything is asked for each time. */
    private void subscribe() {
        List<MqttSubscription> subscriptions = new ArrayList<>();
        plan.rules().remoteFilters().forEach((filter, qos) -> {
            MqttSubscription subscription = new MqttSubscription(filter, qos);
            subscription.setNoLocal(true);
            subscription.setRetainAsPublished(true);
            subscription.setRetainHandling(SEND_ON_NEW_SUBSCRIPTION);
            subscriptions.add(subscription);
        });
        if (subscriptions.isEmpty()) {
            later(this::goOnline);
            return;
        }
        try {
            client.subscribe(subscriptions.toArray(MqttSubscription[]::new), null, new MqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    int[] codes = token.getReasonCodes();
                    for (int i = 0; i < subscriptions.size(); i++) {
                        if (codes[i] >= FAILURE) {
                            String text = "the upstream refuses the subscription to %s: %s; is the user allowed to read it?"
                                    .formatted(subscriptions.get(i).getTopic(), Reasons.name(codes[i]));
                            later(() -> listener.problem(text));
                        }
                    }
                    later(PahoUpstream.this::goOnline);
                }

                @Override
                public void onFailure(IMqttToken token, Throwable cause) {
                    lose(cause);
                }
            }, new MqttProperties());
        } catch (MqttException | IllegalArgumentException e) {
            lose(e);
        }
    }

    private void goOnline() {
        isOnline = true;
        say('1');
        listener.connected();
    }

    private void say(char state) {
        if (plan.stateTopic() != null) {
            try {
                client.publish(plan.stateTopic(), new MqttMessage(new byte[]{(byte) state}, 0,
                        limits.retainAvailable(), new MqttProperties()));
            } catch (MqttException | IllegalArgumentException e) {
                Logger.debug("notification to {}: {}", address, e.toString());
            }
        }
    }

    @Override
    public void send(BridgeMessage message) {
        pending.add(message);
        pendingBytes += message.data().length;
    }

    private void pump() {
        while (isOnline && !pending.isEmpty()
                && underWay.size() < Math.min(window, limits.receiveMaximum())) {
            BridgeMessage message = pending.peek();
            String topic = plan.rules().toRemote(message.topic());
            Drop drop = topic == null ? Drop.NO_RULE : isTooLarge(message, topic) ? Drop.TOO_LARGE : null;
            if (drop == null && !publish(message, topic)) {
                return; // Paho's window is full
            }
            pending.poll();
            pendingBytes -= message.data().length;
            if (drop != null) {
                listener.dropped(message, drop);
            }
        }
    }

    private boolean isTooLarge(BridgeMessage message, String topic) {
        long ours = plan.remote().maxPacketSize();
        long length = HEAD_BYTES + topic.getBytes(StandardCharsets.UTF_8).length + message.payloadLength();
        return length > limits.maxPacketSize() || ours > 0 && length > ours;
    }

    private boolean publish(BridgeMessage from, String topic) {
        byte[] payload = Arrays.copyOfRange(from.data(), from.payloadOffset(), from.data().length);
        int qos = Math.min(Math.min(from.qos(), limits.maxQos()), MOST_QOS);
        int id = from.packetIdentifier();
        MqttMessage message = new MqttMessage(payload, qos,
                from.retain() && plan.remote().isRetainSent() && limits.retainAvailable(), new MqttProperties());
        try {
            client.publish(topic, message, null, new MqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    int[] codes = token.getReasonCodes();
                    int code = codes == null || codes.length == 0 ? 0 : codes[codes.length - 1];
                    later(() -> acknowledged(from, code));
                }

                @Override
                public void onFailure(IMqttToken token, Throwable cause) {
                    // The connection is gone, and the callback says so: the message is sent again on the next one
                }
            });
            if (from.qos() > 0) {
                progressAt = underWay.isEmpty() ? now : progressAt;
                underWay.put(id, from);
            } else {
                listener.sentQos0();
            }
            return true;
        } catch (MqttException e) {
            if (e.getReasonCode() != MAX_INFLIGHT) {
                lose(e);
            }
            return false;
        } catch (IllegalArgumentException e) { // not a Topic Name for Paho
            if (from.qos() > 0) {
                listener.acknowledged(id, TOPIC_NAME_INVALID);
            }
            return true;
        }
    }

    private void acknowledged(BridgeMessage message, int code) {
        progressAt = now;
        if (message.qos() == 0 || underWay.remove(message.packetIdentifier()) == null) {
            return;
        }
        if (code == QUOTA_EXCEEDED) {
            lose(Loss.of("the upstream says: " + Reasons.name(code))); // it may have room later
        } else {
            listener.acknowledged(message.packetIdentifier(), code);
        }
    }

    @Override
    public void release(int packetIdentifier) {
        // Paho has done both halves, or will when the message is sent again: what is left is ours
        listener.acknowledged(packetIdentifier, 0);
    }

    @Override
    public void acknowledge(int type, int packetIdentifier) {
        Runnable acknowledgement = acknowledgements.remove(packetIdentifier);
        if (acknowledgement != null) {
            acknowledgement.run();
        }
    }

    @Override
    public long pendingBytes() {
        return pendingBytes;
    }

    @Override
    public void setWindow(int messages) {
        window = messages;
    }

    @Override
    public void turn(long nowNanos) {
        now = nowNanos;
        pump();
        if (isOnline && !isEnded && !underWay.isEmpty() && now - progressAt >= plan.acknowledgement().toNanos()) {
            lose(Loss.of("the upstream has not acknowledged a message for %d s"
                    .formatted(plan.acknowledgement().toSeconds())));
            progressAt = now;
        }
    }

    @Override
    public long nanosToNext(long nowNanos) {
        return underWay.isEmpty()
                ? Long.MAX_VALUE
                : Math.max(0, progressAt + plan.acknowledgement().toNanos() - nowNanos);
    }

    @Override
    public void await(long nanos) {
        LockSupport.parkNanos(this, nanos);
    }

    @Override
    public void wakeup() {
        mailbox.unpark();
    }

    @Override
    public void pause(boolean isPaused) {
        // acknowledgements that do not leave slow the upstream down
    }

    @Override
    public BridgeMessage alone() {
        return underWay.size() == 1 ? underWay.values().iterator().next() : null;
    }

    @Override
    public void close(boolean isPolite) {
        if (isPolite && isOnline) {
            say('0');
        }
        end(isPolite);
    }

    /** Returns at once: a Paho client that is stuck holds up nobody. */
    private void end(boolean isPolite) {
        if (isEnded) {
            return;
        }
        isEnded = true;
        isOnline = false;
        MqttAsyncClient old = client;
        Thread ending = Thread.ofVirtual().name("relay-" + plan.clientId() + "-end").start(() -> {
            try {
                if (isPolite) {
                    old.disconnect(Relay.CLOSE_TIMEOUT.toMillis()).waitForCompletion(Relay.CLOSE_TIMEOUT.toMillis());
                } else if (old != null) {
                    old.disconnectForcibly(0, 0, false);
                }
            } catch (MqttException | RuntimeException e) {
                Logger.debug("old connection to {} did not end in order: {}", address, e.toString());
            } finally {
                shutDown(old);
            }
        });
        if (isPolite) {
            await(ending);
        }
    }

    private static void await(Thread other) {
        try {
            other.join(Relay.CLOSE_TIMEOUT.multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void shutDown(MqttAsyncClient old) {
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
                lose(new Loss("the upstream has refused a message of QoS 2: " + Reasons.name(code), code, false,
                        false));
            } else if (cause != null) {
                lose(cause);
            } else {
                int reasonCode = response.getReturnCode();
                lose(new Loss("the upstream has closed the connection: " + Reasons.name(reasonCode),
                        BLAMES_A_MESSAGE.contains(reasonCode) ? reasonCode : 0, false, false));
            }
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            int id = message.getId();
            int qos = message.getQos();
            later(() -> arrived(topic, message, id, qos));
        }

        private void arrived(String remoteTopic, MqttMessage message, int id, int qos) {
            String topic = plan.rules().toLocal(remoteTopic);
            if (qos == 1) { // Paho answers QoS 2 by itself, even with manual acknowledgements
                acknowledgements.put(id, () -> acknowledge(id, qos));
            }
            if (topic == null || topic.isEmpty()) {
                listener.passedOver(Math.min(1, qos), id, Drop.NO_RULE);
            } else {
                Slice payload = new Slice();
                payload.set(message.getPayload());
                listener.arrived(BridgeMessage.received(id, qos, message.isRetained(),
                        topic.getBytes(StandardCharsets.UTF_8), new Slice(), payload, -1));
                if (qos == 2) {
                    listener.released(id);
                }
            }
        }

        private void acknowledge(int identifier, int qos) {
            try {
                client.messageArrivedComplete(identifier, qos);
            } catch (MqttException e) {
                lose(e);
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
            lose(Loss.of("the upstream wants extended authentication, which is not supported"));
        }
    }
}
