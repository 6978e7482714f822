package dev.libellule.gateway.relay;

import static dev.libellule.gateway.relay.TestBroker.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.broker.config.MosquittoConf;
import dev.libellule.gateway.relay.FaultyLine.Fault;
import dev.libellule.gateway.relay.RelayStatus.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad lines between a gateway and its upstream: all arrives, in order, and QoS 2 once. */
class RelayNetworkIT {
    private static final String LINES = """
            connection amont
            address 127.0.0.1:%d
            remote_clientid pi1
            restart_timeout 1
            keepalive_interval 5
            topic up/# out 2
            topic down/# in 2
            """;

    @TempDir
    Path folder;

    private Relay relay(FaultyLine line, TestBroker local, String more) throws Exception {
        return Relay.start(MosquittoConf.parse(Files.writeString(folder.resolve("bridge.conf"),
                LINES.formatted(line.port()) + more)).bridges().getFirst(), local);
    }

    private static List<String> numbers(int from, int to) {
        List<String> numbers = new ArrayList<>();
        for (int i = from; i < to; i++) {
            numbers.add(Integer.toString(i));
        }
        return numbers;
    }

    private static void publish(TestBroker from, String topic, int first, int last) {
        numbers(first, last).forEach(number -> from.publish(topic, number, 2, false));
    }

    private static void awaitNumbers(TestBroker at, String topic, int count, Relay relay) {
        await(() -> at.textsOf(topic).size() >= count,
                () -> "%s has %s, %s".formatted(topic, at.textsOf(topic), relay.state()));
        assertEquals(numbers(0, count), at.textsOf(topic));
    }

    @ParameterizedTest
    @CsvSource({"LATENCY_2_S,30", "LOSS_30_PERCENT,100", "ONE_KIB_PER_SECOND,60"})
    void aBadLineIsSlowButLosesNothing(Fault fault, int count) throws Exception {
        try (TestBroker upstream = new TestBroker();
                TestBroker local = new TestBroker();
                FaultyLine line = new FaultyLine(upstream.port());
                Relay relay = relay(line, local, "")) {
            await(() -> relay.state().phase() == Phase.ONLINE, () -> relay.state().toString());
            line.become(fault);
            publish(local, "up/n", 0, count);
            publish(upstream, "down/n", 0, count);
            awaitNumbers(upstream, "up/n", count, relay);
            awaitNumbers(local, "down/n", count, relay);
            assertEquals(0, relay.state().dropped(), relay.state()::toString);
        }
    }

    @Test
    void cutsAgainAndAgainLoseNothing() throws Exception {
        try (TestBroker upstream = new TestBroker();
                TestBroker local = new TestBroker();
                FaultyLine line = new FaultyLine(upstream.port());
                Relay relay = relay(line, local, "")) {
            await(() -> relay.state().phase() == Phase.ONLINE, () -> relay.state().toString());
            int count = 0;
            for (int cut = 0; cut < 5; cut++) {
                publish(local, "up/n", count, count + 100);
                publish(upstream, "down/n", count, count + 100);
                count += 100;
                int some = count - 90;
                await(() -> upstream.textsOf("up/n").size() >= some, () -> relay.state().toString());
                line.cut();
            }
            awaitNumbers(upstream, "up/n", count, relay);
            awaitNumbers(local, "down/n", count, relay);
        }
    }

    @Test
    void aHalfOpenConnectionIsFoundBySilence() throws Exception {
        try (TestBroker upstream = new TestBroker();
                TestBroker local = new TestBroker();
                FaultyLine line = new FaultyLine(upstream.port());
                Relay relay = relay(line, local, "")) {
            await(() -> relay.state().phase() == Phase.ONLINE, () -> relay.state().toString());
            line.mute();
            await(() -> relay.state().phase() != Phase.ONLINE, () -> "a ping finds it: " + relay.state());
            assertTrue(relay.state().reason().contains("has not answered a ping"), relay.state()::toString);
            await(() -> relay.state().phase() == Phase.ONLINE, () -> relay.state().toString());
            line.mute();
            publish(local, "up/n", 0, 50);
            awaitNumbers(upstream, "up/n", 50, relay);
        }
    }

    @Test
    void aDeafUpstreamIsFoundWhileOnlyQos0IsSentToIt() throws Exception {
        try (TestBroker upstream = new TestBroker();
                TestBroker local = new TestBroker();
                FaultyLine line = new FaultyLine(upstream.port());
                Relay relay = relay(line, local, "")) {
            await(() -> relay.state().phase() == Phase.ONLINE, () -> relay.state().toString());
            line.mute();
            await(() -> {
                local.publish("up/n", "x", 0, false);
                return relay.state().phase() != Phase.ONLINE;
            }, () -> "a ping finds it: " + relay.state());
            assertTrue(relay.state().reason().contains("has not answered a ping"), relay.state()::toString);
        }
    }

    @Test
    void theUserTimeoutIsKept() throws Exception {
        try (TestBroker upstream = new TestBroker();
                TestBroker local = new TestBroker();
                FaultyLine line = new FaultyLine(upstream.port());
                Relay relay = relay(line, local, "bridge_tcp_user_timeout 1000\n")) {
            await(() -> relay.state().phase() == Phase.ONLINE, () -> relay.state().toString());
            line.mute();
            publish(local, "up/n", 0, 1);
            await(() -> relay.state().reason().contains("has not acknowledged a message for 1 s"),
                    () -> relay.state().toString());
            awaitNumbers(upstream, "up/n", 1, relay);
        }
    }

    @Test
    void pahoRelaysBothWaysThroughACut() throws Exception {
        try (TestBroker upstream = new TestBroker();
                TestBroker local = new TestBroker();
                FaultyLine line = new FaultyLine(upstream.port());
                Relay relay = relay(line, local, "libellule_bridge_client paho\n")) {
            await(() -> relay.state().phase() == Phase.ONLINE, () -> relay.state().toString());
            for (int qos = 0; qos < 3; qos++) {
                local.publish("up/q", "up " + qos, qos, false);
                upstream.publish("down/q", "down " + qos, qos, false);
            }
            await(() -> upstream.textsOf("up/q").size() == 3 && local.textsOf("down/q").size() == 3,
                    () -> upstream.textsOf("up/q") + " " + local.textsOf("down/q"));
            line.cut();
            await(() -> relay.state().phase() != Phase.ONLINE, () -> relay.state().toString());
            publish(local, "up/n", 0, 50);
            publish(upstream, "down/n", 0, 10);
            awaitNumbers(upstream, "up/n", 50, relay);
            awaitNumbers(local, "down/n", 10, relay);
        }
    }
}
