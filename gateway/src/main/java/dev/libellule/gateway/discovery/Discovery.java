package dev.libellule.gateway.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.libellule.boards.Board;
import dev.libellule.boards.SignalEntry;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.LocalClients;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * MQTT discovery of Home Assistant: what boards measure and switch is announced in retained messages, again when Home Assistant has
 * started, with the last values behind it; what a board has no more is taken back.
 *
 * <p>A thread of its own does all of it; {@link #announce} may be called from any.
 */
public final class Discovery implements AutoCloseable {
    /** Home Assistant's usual prefix. */
    public static final String USUAL_PREFIX = "homeassistant";
    /** Beside the names of boards, which are never empty. */
    private static final String GATEWAY = "";
    private static final long SOONEST_MILLIS = 1_000;
    private static final long LATEST_MILLIS = 5_000;

    private final String prefix;
    private final GatewayDevice gateway;
    private final LocalClient client;
    private final ObjectMapper json = new ObjectMapper();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1,
            Thread.ofVirtual().name("discovery").factory(), new ThreadPoolExecutor.DiscardPolicy()); // what comes after the end
    /** By board: what is announced now, by topic. */
    private final Map<String, Map<String, byte[]>> announced = new LinkedHashMap<>();
    /** Of an earlier run, for boards that have not been seen in this one: the board, by topic. */
    private final Map<String, String> earlier = new HashMap<>();
    private final Map<String, Value> values = new HashMap<>();

    /** The last value of a signal whose topic is not retained. */
    private static final class Value {
        final Duration expiry;
        byte[] payload;
        long atNanos;

        Value(Duration expiry) {
            this.expiry = expiry;
        }

        boolean isGood() {
            return payload != null && (expiry.isZero() || System.nanoTime() - atNanos < expiry.toNanos());
        }
    }

    /** Announces the gateway, and listens to Home Assistant; boards follow. */
    public Discovery(String prefix, GatewayDevice gateway, LocalClients clients) {
        this.prefix = prefix;
        this.gateway = gateway;
        client = clients.connect(new LocalClientOptions("discovery-" + gateway.id(), false, 20, true, null),
                this::arrived);
        client.subscribe(prefix + "/status", 0);
        thread.execute(() -> put(GATEWAY, Announcement.of(prefix, gateway)));
    }

    /** Announces a board of a board file, or announces it anew. */
    public void announce(Board board) {
        announce(board, Announcement.ORIGIN);
    }

    /** Announces a board that has said who it is. */
    public void announceHello(Board board) {
        announce(board, Announcement.HELLO_ORIGIN);
    }

    private void announce(Board board, String origin) {
        thread.execute(() -> {
            board.allSignals().stream().filter(signal -> !signal.retain()).forEach(this::keepValue);
            put(board.id(), Announcement.of(prefix, gateway, board, origin));
        });
    }

    /** All boards that have files are announced: from now on what others left behind is taken back. */
    public void begin() {
        thread.execute(() -> client.subscribe(prefix + "/+/+/+/config", 0));
    }

    private void put(String board, Map<String, byte[]> messages) {
        Map<String, byte[]> before = announced.put(board, messages);
        if (before != null) {
            before.keySet().stream().filter(topic -> !messages.containsKey(topic)).forEach(this::takeBack);
        }
        messages.forEach(client::publishState);
        earlier.entrySet().removeIf(entry -> {
            boolean isBoards = entry.getValue().equals(board);
            if (isBoards && !messages.containsKey(entry.getKey())) {
                takeBack(entry.getKey());
            }
            return isBoards;
        });
    }

    private void takeBack(String topic) {
        client.publishState(topic, new byte[0]);
    }

    private void keepValue(SignalEntry signal) {
        values.put(signal.topic(), new Value(Announcement.expiry(signal)));
        client.subscribe(signal.topic(), 0);
    }

    /** On the broker thread. */
    private void arrived(Delivery delivery) {
        String topic = delivery.topic();
        byte[] payload = delivery.payload();
        boolean isRetained = delivery.retain();
        delivery.acknowledge();
        thread.execute(() -> {
            Value value = values.get(topic);
            if (value != null) {
                value.payload = payload;
                value.atNanos = System.nanoTime();
            } else if (isRetained) {
                found(topic, payload);
            } else if (topic.equals(prefix + "/status")
                    && new String(payload, StandardCharsets.UTF_8).equals("online")) {
                thread.schedule(this::announceAgain,
                        ThreadLocalRandom.current().nextLong(SOONEST_MILLIS, LATEST_MILLIS),
                        TimeUnit.MILLISECONDS);
            }
        });
    }

    /** Home Assistant has started: configurations, then states. What is retained it gets from the broker. */
    private void announceAgain() {
        announced.values().forEach(messages -> messages.forEach(client::publishState));
        values.forEach((topic, value) -> {
            if (value.isGood()) {
                client.publish(topic, value.payload, 0, false);
            }
        });
    }

    /** A configuration that was there before: of this gateway, of an earlier run, or of somebody else. */
    private void found(String topic, byte[] payload) {
        JsonNode config;
        try {
            config = json.readTree(payload);
        } catch (IOException e) {
            return; // not ours: ours can be read
        }
        String origin = config.path("origin").path("name").asText();
        String via = config.path("device").path("via_device").asText();
        String board = config.path("device").path("identifiers").path(0).asText();
        if (!via.equals(gateway.id()) || !Set.of(Announcement.ORIGIN, Announcement.HELLO_ORIGIN).contains(origin)) {
            return;
        }
        Map<String, byte[]> now = announced.get(board);
        if (now != null ? !now.containsKey(topic) : origin.equals(Announcement.ORIGIN)) {
            takeBack(topic);
        } else if (now == null) {
            earlier.put(topic, board);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        client.close();
    }
}
