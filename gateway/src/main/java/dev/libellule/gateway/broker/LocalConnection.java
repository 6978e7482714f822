package dev.libellule.gateway.broker;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.tinylog.Logger;

/**
 * A client without a socket: a part of the gateway. Calls come from any thread and are handed to the broker thread.
 *
 * <p>What it publishes at QoS 1 and 2 is acknowledged like anybody's, by {@link Promises}, and each acknowledgement gives back one of its
 * {@link Quota}. As long as a state waits, the quota is overdrawn, so that nothing comes before it.
 */
final class LocalConnection implements LocalClient, Outlet {
    private static final byte[] NO_PROPERTIES = {};

    private final BrokerCore core;
    private final Executor brokerThread;
    private final LocalClientOptions options;
    private final DeliveryListener listener;
    private final Quota quota = new Quota();
    private final Promises promises;
    private Session session;
    private boolean isOpen;
    /** Published, and not safe yet. */
    private int underWay;
    /** By topic, the oldest first. */
    private final Map<String, byte[]> waitingStates = new LinkedHashMap<>();

    /** How many messages of QoS 1 and 2 may still be published: the send quota of 4.9. Any thread. */
    private static final class Quota extends Semaphore {
        private static final long serialVersionUID = 1L;
        private static final int UNLIMITED = Integer.MAX_VALUE / 2;

        Quota() {
            super(RECEIVE_MAXIMUM);
        }

        void overdraw() {
            reducePermits(1);
        }

        /** Nobody has to wait any more. */
        void lift() {
            release(UNLIMITED);
        }
    }

    LocalConnection(BrokerCore core, Executor brokerThread, LocalClientOptions options, DeliveryListener listener) {
        this.core = core;
        this.brokerThread = brokerThread;
        this.options = options;
        this.listener = listener;
        this.promises = new Promises(core.persistence(), null, null, core.log()); // never so many that a Wire would be paused
    }

    void open() {
        brokerThread.execute(() -> {
            long expirySeconds = options.persistent() ? Session.NEVER_EXPIRES : 0;
            session = core.attach(options.clientId(), !options.persistent(), expirySeconds, MqttVersion.V5_0,
                    options.receiveMaximum(), this).session();
            isOpen = true;
            session.resume(core.nowMillis());
        });
    }

    @Override
    public boolean publish(String topic, byte[] payload, int qos, boolean retain) {
        return publish(topic, payload, qos, retain, NO_PROPERTIES, Delivery.NEVER_EXPIRES);
    }

    @Override
    public boolean publish(String topic, byte[] payload, int qos, boolean retain, byte[] properties,
            long expirySeconds) {
        require(isName(topic), "not a Topic Name: '%s'", topic);
        require(qos >= 0 && qos <= 2, "QoS %s: must be 0, 1 or 2", qos);
        require(expirySeconds >= Delivery.NEVER_EXPIRES && expirySeconds < 1L << 32,
                "expiry of %s s: must be 0 to 4294967295", expirySeconds);
        if (qos > 0 && !quota.tryAcquire()) {
            return false;
        }
        brokerThread.execute(() -> {
            if (isOpen) {
                long expiresAtMillis = expirySeconds == Delivery.NEVER_EXPIRES
                        ? Message.NEVER
                        : core.nowMillis() + expirySeconds * 1000;
                pass(Message.of(topic, payload, qos, retain, properties, expiresAtMillis));
            }
        });
        return true;
    }

    @Override
    public void publishState(String topic, byte[] payload) {
        require(isName(topic), "not a Topic Name: '%s'", topic);
        quota.overdraw();
        brokerThread.execute(() -> {
            if (!isOpen) {
                return;
            }
            if (underWay < RECEIVE_MAXIMUM) {
                pass(state(topic, payload));
            } else if (waitingStates.put(topic, payload) != null) {
                quota.release();
            }
        });
    }

    private static Message state(String topic, byte[] payload) {
        return Message.of(topic, payload, 1, true, NO_PROPERTIES, Message.NEVER);
    }

    @Override
    public void awaitQuota() throws InterruptedException {
        quota.acquire();
        quota.release();
    }

    private void pass(Message message) {
        message.receivedAt = core.persistence().clocks().wallMillis();
        if (message.qos == 0) {
            core.publish(message, session);
            return;
        }
        underWay++;
        core.persistence().begin(false);
        core.publish(message, session);
        promises.whenSafe(this::published);
    }

    /** A message is safe: the place that it had is the oldest state's. */
    private void published() {
        underWay--;
        Iterator<Map.Entry<String, byte[]>> oldest = waitingStates.entrySet().iterator();
        if (oldest.hasNext()) {
            Map.Entry<String, byte[]> state = oldest.next();
            oldest.remove();
            pass(state(state.getKey(), state.getValue()));
        }
        quota.release();
    }

    @Override
    public void subscribe(String filter, int qos) {
        subscribe(filter, qos, false);
    }

    @Override
    public void subscribeAsPublished(String filter, int qos) {
        subscribe(filter, qos, true);
    }

    private void subscribe(String filter, int qos, boolean retainAsPublished) {
        byte[] bytes = filter.getBytes(StandardCharsets.UTF_8);
        require(Topics.checkFilter(bytes, 0, bytes.length) == Status.OK, "not a Topic Filter: '%s'", filter);
        brokerThread.execute(() -> {
            if (isOpen) {
                Subscription subscription = new Subscription(session, filter, qos, options.noLocal(), retainAsPublished,
                        0);
                core.subscribe(subscription);
                core.sendRetained(subscription);
            }
        });
    }

    @Override
    public void unsubscribe(String filter) {
        brokerThread.execute(() -> {
            if (isOpen) {
                core.unsubscribe(session, filter);
            }
        });
    }

    @Override
    public void close() {
        brokerThread.execute(() -> leave(null));
    }

    /** Taken over, or the broker ends: the will goes out. */
    @Override
    public void close(int reasonCode) {
        LocalClientOptions.Will will = options.will();
        leave(will == null ? null : new Will(Message.of(will.topic(), will.payload(), will.qos(), will.retain()), 0));
    }

    private void leave(Will will) {
        if (isOpen) {
            waitingStates.forEach((topic, payload) -> core.publish(state(topic, payload), session)); // the last word
            isOpen = false;
            promises.close();
            core.detach(session, will);
            quota.lift();
        }
    }

    @Override
    public String peer() {
        return "local";
    }

    @Override
    public void sendQos0(Publication publication, boolean retain, int subscriptionIdentifier) {
        Slice topic = publication.topic;
        String name = new String(topic.buffer, topic.offset, topic.length, StandardCharsets.UTF_8);
        byte[] properties = publication.properties.isPresent() ? publication.properties.copy() : NO_PROPERTIES;
        hand(new Arrived(name, publication.payload.copy(), 0, retain, properties,
                expirySeconds(publication.expiresAtMillis), () -> {}));
    }

    @Override
    public boolean send(Outgoing outgoing, boolean dup) {
        int identifier = outgoing.packetIdentifier;
        Message message = outgoing.message;
        hand(new Arrived(message.topic(), message.payload(), outgoing.qos, outgoing.retain, message.properties(),
                expirySeconds(message.expiresAtMillis), () -> brokerThread.execute(() -> acknowledged(identifier))));
        return true;
    }

    private long expirySeconds(long expiresAtMillis) {
        return expiresAtMillis == Message.NEVER
                ? Delivery.NEVER_EXPIRES
                : Math.max(1, (expiresAtMillis - core.nowMillis() + 999) / 1000);
    }

    private void acknowledged(int identifier) {
        if (isOpen) {
            session.delivered(identifier, core.nowMillis());
        }
    }

    @Override
    public void sendRelease(int packetIdentifier) {
        acknowledged(packetIdentifier); // inside one process there is no second half
    }

    private void hand(Arrived delivery) {
        try {
            listener.delivered(delivery);
        } catch (RuntimeException e) {
            Logger.error(e, "client {} failed on a message of topic {}", options.clientId(), delivery.topic());
        }
    }

    /** A message as it is given to the listener. */
    private record Arrived(String topic, byte[] payload, int qos, boolean retain, byte[] properties, long expirySeconds,
            Runnable acknowledgement) implements Delivery {
        @Override
        public void acknowledge() {
            acknowledgement.run();
        }
    }

    private static boolean isName(String topic) {
        byte[] bytes = topic.getBytes(StandardCharsets.UTF_8);
        Slice name = new Slice();
        name.set(bytes);
        return bytes.length <= 65_535 && Topics.checkName(bytes, 0, bytes.length) == Status.OK
                && TopicTree.isDepthAllowed(name);
    }

    private static void require(boolean condition, String message, Object value) {
        if (!condition) {
            throw new IllegalArgumentException(message.formatted(value));
        }
    }
}
