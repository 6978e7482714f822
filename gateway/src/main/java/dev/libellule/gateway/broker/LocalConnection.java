package dev.libellule.gateway.broker;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Topics;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.tinylog.Logger;

/** A client without a socket: a part of the gateway. Calls come from any thread and are handed to the broker thread. */
final class LocalConnection implements LocalClient, Outlet {
    private static final byte[] NO_PROPERTIES = {};

    private final BrokerCore core;
    private final Executor brokerThread;
    private final LocalClientOptions options;
    private final DeliveryListener listener;
    private Session session;
    private boolean isOpen;

    LocalConnection(BrokerCore core, Executor brokerThread, LocalClientOptions options, DeliveryListener listener) {
        this.core = core;
        this.brokerThread = brokerThread;
        this.options = options;
        this.listener = listener;
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
    public void publish(String topic, byte[] payload, int qos, boolean retain) {
        publish(topic, payload, qos, retain, NO_PROPERTIES, Delivery.NEVER_EXPIRES);
    }

    @Override
    public void publish(String topic, byte[] payload, int qos, boolean retain, byte[] properties, long expirySeconds) {
        require(isName(topic), "not a Topic Name: '%s'", topic);
        require(qos >= 0 && qos <= 2, "QoS %s: must be 0, 1 or 2", qos);
        require(expirySeconds >= Delivery.NEVER_EXPIRES && expirySeconds < 1L << 32,
                "expiry of %s s: must be 0 to 4294967295", expirySeconds);
        brokerThread.execute(() -> {
            if (isOpen) {
                long expiresAtMillis = expirySeconds == Delivery.NEVER_EXPIRES
                        ? Message.NEVER
                        : core.nowMillis() + expirySeconds * 1000;
                core.publish(Message.of(topic, payload, qos, retain, properties, expiresAtMillis), session);
            }
        });
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
            isOpen = false;
            core.detach(session, will);
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
