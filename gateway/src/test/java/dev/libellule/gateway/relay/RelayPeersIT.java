package dev.libellule.gateway.relay;

import static dev.libellule.gateway.relay.TestBroker.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.broker.config.MosquittoConf;
import dev.libellule.gateway.ledger.LedgerBook;
import dev.libellule.gateway.ledger.LedgerClient;
import dev.libellule.gateway.ledger.LedgerVerdict;
import dev.libellule.gateway.relay.RelayStatus.Phase;
import dev.libellule.gateway.relay.UpstreamPeers.Artemis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bridges to brokers of others; with a cluster, one of whose nodes is killed under load, nothing acknowledged is lost. */
class RelayPeersIT {
    private static final int MESSAGES = 30;
    private static final int MESSAGES_UNDER_LOAD = 4_000;

    @TempDir
    Path folder;

    private UpstreamPeers peers;

    @BeforeEach
    void begin() {
        peers = new UpstreamPeers(folder);
    }

    @AfterEach
    void end() {
        peers.close();
    }

    private Relay relay(String name, int port, String topic, TestBroker broker) throws Exception {
        String text = """
                connection %1$s
                address 127.0.0.1:%2$d
                remote_clientid %1$s
                restart_timeout 1
                notifications_local_only true
                topic %3$s
                """.formatted(name, port, topic);
        return Relay.start(MosquittoConf.parse(Files.writeString(folder.resolve(name + ".conf"), text)).bridges()
                .getFirst(), broker);
    }

    /** What one broker sends there another brings back, under other names. */
    private void goesThereAndBack(int port, int qos) throws Exception {
        try (TestBroker near = new TestBroker();
                TestBroker far = new TestBroker();
                Relay down = relay("pi1", port, "# in " + qos + " back/ site/", far);
                Relay up = relay("pi2", port, "# out " + qos + " near/ site/", near)) {
            await(() -> down.state().phase() == Phase.ONLINE && up.state().phase() == Phase.ONLINE,
                    () -> down.state() + " " + up.state());
            for (int i = 0; i < MESSAGES; i++) {
                near.publish("near/" + i % 3, Integer.toString(i), i % 3, false);
            }
            for (int i = 0; i < 3; i++) {
                int first = i;
                String topic = "back/" + i;
                await(() -> far.textsOf(topic).size() >= MESSAGES / 3,
                        () -> far.textsOf(topic) + " " + up.state() + " " + down.state());
                assertEquals(IntStream.range(0, MESSAGES).filter(n -> n % 3 == first).mapToObj(Integer::toString)
                        .toList(), far.textsOf(topic));
            }
            await(() -> up.state().sent() == MESSAGES, () -> up.state().toString()); // the acknowledgements come after
            assertEquals(0, up.state().dropped() + down.state().dropped());
        }
    }

    @Test
    void toHiveMq() throws Exception {
        goesThereAndBack(peers.hiveMq(), 2);
    }

    @Test
    void toRabbitMqWhichSpeaksThreeOneOneAndHasNoQos2() throws Exception {
        goesThereAndBack(peers.rabbitMq(), 1);
    }

    private LedgerClient client(String name, int... ports) {
        return new LedgerClient(name, LedgerBook.open(folder.resolve(name), false), () -> {
            IOException failure = null;
            for (int port : ports) {
                try {
                    return new Socket(InetAddress.getLoopbackAddress(), port);
                } catch (IOException e) {
                    failure = e;
                }
            }
            throw failure;
        });
    }

    /** Comes back whenever the connection ends, until so many have come. */
    private static void read(LedgerClient reader) {
        while (reader.arrived() < MESSAGES_UNDER_LOAD) {
            try {
                if (!reader.connect()) {
                    reader.subscribe("up/#", 1);
                }
                while (reader.arrived() < MESSAGES_UNDER_LOAD) {
                    reader.take();
                }
            } catch (IOException _) {
                LockSupport.parkNanos(50_000_000); // one node is gone, the other not there yet
            }
        }
    }

    @Test
    void toAnArtemisClusterOfWhichOneNodeIsKilledUnderLoad() throws Exception {
        Artemis cluster = peers.artemis();
        int here = Mosquitto.freePort();
        LedgerClient reader = client("reader", cluster.primaryPort(), cluster.backupPort());
        reader.connect();
        reader.subscribe("up/#", 1);
        reader.close();
        Process gateway = peers.add(CrashRelay.start(folder.resolve("gateway.db"), here,
                CrashRelay.bridge(folder, "round_robin true\nnotifications_local_only true\ntopic up/# out 1\n",
                        cluster.primaryPort(), cluster.backupPort())));
        CrashRelay.expect(gateway, "online");
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reading = Thread.ofPlatform().uncaughtExceptionHandler((_, e) -> failure.set(e)).start(
                () -> read(reader));
        LedgerClient writer = client("writer", here);
        writer.connect();
        for (int i = 0; i < MESSAGES_UNDER_LOAD; i++) {
            writer.publish(1, false, "up/n");
            if (i == MESSAGES_UNDER_LOAD / 2) {
                cluster.primary().destroyForcibly();
            }
            LockSupport.parkNanos(200_000); // the bridge is to keep up, so that the kill meets messages under way
        }
        while (writer.inFlight() > 0) {
            writer.take();
        }
        await(() -> !reading.isAlive(), () -> "arrived: " + reader.arrived());
        assertNull(failure.get());
        writer.close();
        reader.drain(1_000); // what comes twice
        reader.close();
        LedgerVerdict verdict = new LedgerVerdict(List.of(folder.resolve("writer"), folder.resolve("reader")),
                Long.MAX_VALUE, false);
        assertEquals(1, verdict.lines().size());
        LedgerVerdict.Line line = verdict.lines().getFirst(); // its order is Artemis's affair: ARTEMIS-6191
        assertEquals("%1$d acknowledged, %1$d arrived, 0 lost".formatted(MESSAGES_UNDER_LOAD),
                "%d acknowledged, %d arrived, %d lost".formatted(line.acknowledged(), line.arrived(), line.lost()));
        assertEquals(0, verdict.sessionsLost());
    }
}
