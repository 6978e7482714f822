package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.config.MosquittoConf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is beyond a bridge, and whether it can be reached. */
class RelaysIT {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    @Test
    void whoCommandsOverABridgeIsCutOffWhileThatIsAway() throws Exception {
        Broker upstream = Broker.start(BrokerOptions.loopback(0), "test");
        CountDownLatch up = new CountDownLatch(1);
        try (Broker broker = Broker.start(BrokerOptions.loopback(0), "test");
                LocalClient watcher = broker.connect(LocalClientOptions.clean("watcher"), delivery -> {
                    if (delivery.payload()[0] == '1') {
                        up.countDown();
                    }
                    delivery.acknowledge();
                });
                Relays relays = new Relays(bridges(upstream.port(0)), broker)) {
            assertFalse(relays.areCutOff("maison/salon/lampe/set"), "goes out only");
            assertFalse(relays.areCutOff("autre"), "commanded from here alone");
            watcher.subscribe("$SYS/broker/connection/amont/state", 1);
            assertTrue(up.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
            awaitCutOff(relays, false);
            upstream.close();
            awaitCutOff(relays, true);
            assertFalse(relays.areCutOff("autre"));
        } finally {
            upstream.close();
        }
    }

    private List<BridgeConfig> bridges(int port) throws Exception {
        return MosquittoConf.parse(Files.writeString(folder.resolve("bridge.conf"), """
                connection amont
                address 127.0.0.1:%d
                topic maison/# out 1
                topic +/set in 1 ctrl/ site37/
                restart_timeout 1 1
                """.formatted(port))).bridges();
    }

    private static void awaitCutOff(Relays relays, boolean expected) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (relays.areCutOff("ctrl/lampe/set") != expected) {
            assertTrue(System.nanoTime() - deadline < 0, "still " + !expected);
            never.await(20, TimeUnit.MILLISECONDS);
        }
    }
}
