package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.BridgeOptions;
import dev.libellule.gateway.broker.BridgeSession;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.DeliveryListener;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.LocalClients;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A broker in memory, with a device that publishes and somebody who sees all that is published. */
final class TestBroker implements LocalClients, AutoCloseable {
    private static final int SECONDS = 60;

    private final Broker broker = Broker.start(BrokerOptions.loopback(0), "test");
    private final Map<String, List<String>> texts = new ConcurrentHashMap<>();
    private final LocalClient device = broker.connect(LocalClientOptions.clean("device"), _ -> {});
    private final LocalClient witness;

    TestBroker() {
        witness = broker.connect(LocalClientOptions.clean("witness"), delivery -> {
            texts.computeIfAbsent(delivery.topic(), _ -> new CopyOnWriteArrayList<>())
                    .add(new String(delivery.payload(), StandardCharsets.UTF_8));
            delivery.acknowledge();
        });
        witness.subscribe("#", 2);
        witness.subscribe("$SYS/broker/connection/#", 2);
    }

    int port() {
        return broker.port(0);
    }

    void publish(String topic, String text, int qos, boolean retain) {
        try {
            while (!device.publish(topic, text.getBytes(StandardCharsets.UTF_8), qos, retain)) {
                device.awaitQuota();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that was published on a topic, by whomever. */
    List<String> textsOf(String topic) {
        return List.copyOf(texts.getOrDefault(topic, List.of()));
    }

    /** The last message of a topic; null if there was none. */
    String last(String topic) {
        List<String> all = textsOf(topic);
        return all.isEmpty() ? null : all.getLast();
    }

    /** What a new subscriber gets of a topic; null if nothing is retained. */
    String retained(String topic) {
        List<String> got = new CopyOnWriteArrayList<>();
        try (LocalClient late = broker.connect(LocalClientOptions.clean("late"), delivery -> {
            got.add(new String(delivery.payload(), StandardCharsets.UTF_8));
            delivery.acknowledge();
        })) {
            late.subscribe(topic, 1);
            late.subscribe("end", 1);
            late.publish("end", new byte[0], 1, false);
            await(() -> got.contains(""), () -> "the end");
        }
        return got.getFirst().isEmpty() ? null : got.getFirst();
    }

    static void await(BooleanSupplier condition, Supplier<String> what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within %d s: %s".formatted(SECONDS, what.get()));
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public LocalClient connect(LocalClientOptions options, DeliveryListener listener) {
        return broker.connect(options, listener);
    }

    @Override
    public BridgeSession bridge(BridgeOptions options) {
        return broker.bridge(options);
    }

    @Override
    public String brokerId() {
        return broker.brokerId();
    }

    @Override
    public void close() {
        witness.close();
        device.close();
        broker.close();
    }
}
