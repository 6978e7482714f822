package dev.libellule.gateway.broker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker for unit tests: sessions and filters in memory, delivered at once on the caller's thread, acknowledged by hand.
 *
 * <p>Keeps what the contract of {@link LocalClients} says: QoS is the smaller of the two, a persistent session goes on collecting
 * QoS 1 and 2, no more than Receive Maximum are given out unacknowledged, and what was not acknowledged comes again. New
 * subscribers get what is retained. Any thread.
 */
public final class FakeLocalClients implements LocalClients {
    /** A message that somebody published, as the broker saw it. */
    public record Published(String clientId, String topic, String text, int qos, boolean retain) {}

    private final Map<String, FakeSession> sessions = new LinkedHashMap<>();
    private final List<Published> published = new ArrayList<>();
    private final Map<String, Published> retained = new LinkedHashMap<>();

    @Override
    public synchronized LocalClient connect(LocalClientOptions options, DeliveryListener listener) {
        FakeSession session = sessions.get(options.clientId());
        if (session != null && session.isOpen) {
            session.lost();
        }
        if (session == null || !options.persistent()) {
            session = new FakeSession(options.clientId());
            sessions.put(options.clientId(), session);
        }
        session.open(options, listener);
        return session.newClient();
    }

    /** Publishes as some network client would. */
    public void publish(String topic, String text, int qos, boolean retain) {
        route(new Published("test", topic, text, qos, retain), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything published until now, in order. */
    public synchronized List<Published> published() {
        return List.copyOf(published);
    }

    /** The texts published to one topic until now, in order. */
    public synchronized List<String> textsOf(String topic) {
        return published.stream().filter(message -> message.topic().equals(topic)).map(Published::text).toList();
    }

    /** The text retained for a topic, or null. */
    public synchronized String retained(String topic) {
        Published message = retained.get(topic);
        return message == null ? null : message.text();
    }

    /** What a client is subscribed to now, with QoS. */
    public synchronized Map<String, Integer> subscriptions(String clientId) {
        FakeSession session = sessions.get(clientId);
        return session == null ? Map.of() : Map.copyOf(session.filters);
    }

    /** QoS 1 and 2 messages that a client has not acknowledged, waiting ones included. */
    public synchronized int pending(String clientId) {
        FakeSession session = sessions.get(clientId);
        return session == null ? 0 : session.unacknowledged.size() + session.waiting.size();
    }

    /** Cuts a client off, as the broker does on a protocol error: its will is published. */
    public synchronized void lose(String clientId) {
        sessions.get(clientId).lost();
    }

    private synchronized void route(Published message, byte[] payload) {
        published.add(message);
        if (message.retain()) {
            if (payload.length == 0) {
                retained.remove(message.topic());
            } else {
                retained.put(message.topic(), message);
            }
        }
        for (FakeSession session : List.copyOf(sessions.values())) {
            session.offer(message, payload);
        }
    }

    /** Section 4.7; neither wildcard matches a first level that begins with {@code $}, [MQTT-4.7.2-1]. */
    public static boolean matches(String filter, String topic) {
        if (topic.startsWith("$") && !filter.startsWith("$")) {
            return false;
        }
        String[] wanted = filter.split("/", -1);
        String[] levels = topic.split("/", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("#")) {
                return true;
            }
            if (i == levels.length || !wanted[i].equals("+") && !wanted[i].equals(levels[i])) {
                return false;
            }
        }
        return wanted.length == levels.length;
    }

    private final class FakeSession {
        private final String clientId;
        private final Map<String, Integer> filters = new LinkedHashMap<>();
        private final List<FakeDelivery> waiting = new ArrayList<>();
        private final List<FakeDelivery> unacknowledged = new ArrayList<>();
        private LocalClientOptions options;
        private DeliveryListener listener;
        private boolean isOpen;
        private boolean asPublished;

        FakeSession(String clientId) {
            this.clientId = clientId;
        }

        void open(LocalClientOptions newOptions, DeliveryListener newListener) {
            options = newOptions;
            listener = newListener;
            isOpen = true;
            waiting.addAll(0, unacknowledged);
            unacknowledged.clear();
            drain();
        }

        void close() {
            isOpen = false;
            if (!options.persistent()) {
                sessions.remove(clientId);
            }
        }

        void lost() {
            close();
            LocalClientOptions.Will will = options.will();
            if (will != null) {
                route(new Published(clientId, will.topic(), new String(will.payload(), StandardCharsets.UTF_8),
                        will.qos(),
                        will.retain()), will.payload());
            }
        }

        void offer(Published message, byte[] payload) {
            int granted = -1;
            for (Map.Entry<String, Integer> filter : filters.entrySet()) {
                if (matches(filter.getKey(), message.topic())) {
                    granted = Math.max(granted, filter.getValue());
                }
            }
            if (granted < 0 || options.noLocal() && message.clientId().equals(clientId)) {
                return;
            }
            accept(new FakeDelivery(this, message.topic(), payload, Math.min(granted, message.qos()),
                    asPublished && message.retain()));
        }

        void accept(FakeDelivery delivery) {
            if (delivery.qos() > 0) {
                waiting.add(delivery);
                drain();
            } else if (isOpen) {
                listener.delivered(delivery);
            }
        }

        void drain() {
            while (isOpen && !waiting.isEmpty() && unacknowledged.size() < options.receiveMaximum()) {
                FakeDelivery next = waiting.removeFirst();
                unacknowledged.add(next);
                listener.delivered(next);
            }
        }

        LocalClient newClient() {
            return new LocalClient() {
                @Override
                public void publish(String topic, byte[] payload, int qos, boolean retain, byte[] properties,
                        long expirySeconds) {
                    publish(topic, payload, qos, retain); // who asks for texts does not ask for properties
                }

                @Override
                public void publish(String topic, byte[] payload, int qos, boolean retain) {
                    route(new Published(clientId, topic, new String(payload, StandardCharsets.UTF_8), qos, retain),
                            Arrays.copyOf(payload, payload.length));
                }

                @Override
                public void subscribe(String filter, int qos) {
                    synchronized (FakeLocalClients.this) {
                        filters.put(filter, qos);
                        for (Published message : List.copyOf(retained.values())) {
                            if (matches(filter, message.topic())) {
                                accept(new FakeDelivery(FakeSession.this, message.topic(),
                                        message.text().getBytes(StandardCharsets.UTF_8), Math.min(qos, message.qos()),
                                        true));
                            }
                        }
                    }
                }

                @Override
                public void subscribeAsPublished(String filter, int qos) {
                    asPublished = true;
                    subscribe(filter, qos);
                }

                @Override
                public void unsubscribe(String filter) {
                    synchronized (FakeLocalClients.this) {
                        filters.remove(filter);
                    }
                }

                @Override
                public void close() {
                    synchronized (FakeLocalClients.this) {
                        FakeSession.this.close();
                    }
                }
            };
        }
    }

    private final class FakeDelivery implements Delivery {
        private final FakeSession session;
        private final String topic;
        private final byte[] payload;
        private final int qos;
        private final boolean retain;

        FakeDelivery(FakeSession session, String topic, byte[] payload, int qos, boolean retain) {
            this.session = session;
            this.topic = topic;
            this.payload = payload;
            this.qos = qos;
            this.retain = retain;
        }

        @Override
        public String topic() {
            return topic;
        }

        @Override
        public byte[] payload() {
            return payload;
        }

        @Override
        public int qos() {
            return qos;
        }

        @Override
        public boolean retain() {
            return retain;
        }

        @Override
        public void acknowledge() {
            synchronized (FakeLocalClients.this) {
                if (session.unacknowledged.remove(this)) {
                    session.drain();
                }
            }
        }
    }
}
