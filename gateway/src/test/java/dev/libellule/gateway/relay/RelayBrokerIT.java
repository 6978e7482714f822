package dev.libellule.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.config.MosquittoConf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two of our brokers, and Debian's mosquitto between them: what is published on one arrives on the other. */
class RelayBrokerIT {
    private static final int COUNT = 500;

    @TempDir
    Path folder;

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within 40 s");
            Thread.sleep(20);
        }
    }

    private Relay relay(Broker broker, int port, String name, String lines) throws Exception {
        String text = "connection %s\naddress 127.0.0.1:%d\nrestart_timeout 1\nremote_clientid %s\n%s".formatted(name,
                port, name, lines);
        BridgeConfig bridge = MosquittoConf.parse(Files.writeString(folder.resolve(name + ".conf"), text)).bridges()
                .getFirst();
        return Relay.start(bridge, broker);
    }

    @Test
    void everyNumberArrivesAlthoughTheUpstreamIsAwayMeanwhile() throws Exception {
        Set<String> arrived = ConcurrentHashMap.newKeySet();
        List<String> states = new CopyOnWriteArrayList<>();
        BrokerOptions options = BrokerOptions.loopback(0);
        try (Mosquitto upstream = Mosquitto.start(folder);
                Broker pi = Broker.start(options, "test");
                Broker school = Broker.start(options, "test");
                LocalClient sensor = pi.connect(LocalClientOptions.clean("sensor"), _ -> {});
                LocalClient page = pi.connect(LocalClientOptions.clean("page"),
                        delivery -> states.add(new String(delivery.payload(), StandardCharsets.UTF_8)));
                LocalClient screen = school.connect(LocalClientOptions.clean("screen"),
                        delivery -> arrived.add(
                                delivery.topic() + " " + new String(delivery.payload(), StandardCharsets.UTF_8)))) {
            page.subscribe("$SYS/broker/connection/montant/state", 0);
            screen.subscribe("#", 0);
            try (Relay down = relay(school, upstream.port(), "descendant", "topic maison/# in 1 \"\" site37/\n");
                    Relay up = relay(pi, upstream.port(), "montant", "topic maison/# out 1 \"\" site37/\n")) {
                await(() -> down.state().phase() == RelayStatus.Phase.ONLINE
                        && up.state().phase() == RelayStatus.Phase.ONLINE);
                await(() -> states.contains("1"));
                for (int i = 0; i < COUNT; i++) {
                    while (!sensor.publish("maison/n", Integer.toString(i).getBytes(StandardCharsets.UTF_8), 1,
                            false)) {
                        sensor.awaitQuota();
                    }
                    if (i == COUNT / 2) {
                        await(() -> arrived.size() > COUNT / 4);
                        upstream.stop(); // saves the session of the one that comes down
                    }
                }
                upstream.start();
                await(() -> arrived.size() == COUNT);
                await(() -> up.state().sent() == COUNT); // the acknowledgements come after
                assertEquals(0, up.state().dropped());
                assertEquals(0, up.state().waiting());
            }
            await(() -> states.getLast().equals("0"));
        }
    }
}
