package dev.libellule.gateway.relay;

import static dev.libellule.gateway.relay.TestBroker.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Property;
import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.config.MosquittoConf;
import dev.libellule.gateway.ledger.LedgerBook;
import dev.libellule.gateway.ledger.LedgerClient;
import dev.libellule.gateway.relay.RelayStatus.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each option of a bridge, seen from an upstream that remembers what it is told. */
class RelayOptionsIT {
    @TempDir
    Path folder;

    private final TestBroker local = new TestBroker();
    private final List<Relay> relays = new ArrayList<>();

    @AfterEach
    void end() {
        relays.forEach(Relay::close);
        local.close();
    }

    private Relay relay(int port, String lines) throws IOException {
        String text = "connection amont\naddress 127.0.0.1:%d\nrestart_timeout 1\nremote_clientid pi1\n%s"
                .formatted(port, lines);
        BridgeConfig bridge = MosquittoConf.parse(Files.writeString(folder.resolve("bridge.conf"), text)).bridges()
                .getFirst();
        Relay relay = Relay.start(bridge, local);
        relays.add(relay);
        return relay;
    }

    private Relay online(int port, String lines) throws IOException {
        Relay relay = relay(port, lines);
        awaitPhase(relay, Phase.ONLINE);
        return relay;
    }

    private static void awaitPhase(Relay relay, Phase phase) {
        await(() -> relay.state().phase() == phase, () -> phase + ", but it is " + relay.state());
    }

    @Test
    void saysInItsConnectWhatTheConfigurationSays() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            online(upstream.port(), """
                    topic in/# in 2
                    cleansession false
                    keepalive_interval 33
                    remote_username sondes
                    remote_password x
                    bridge_session_expiry_interval 3600
                    bridge_receive_maximum 7
                    bridge_max_topic_alias 3
                    bridge_bind_address 127.0.0.2
                    bridge_tcp_keepalive 10 5 3
                    notification_topic bridges/pi1
                    """);
            assertEquals(new FakeUpstream.Greeting(MqttVersion.V5_0, false, false, 33, "pi1", "sondes", "bridges/pi1",
                    3600, 7, 3, "127.0.0.2"), upstream.greetings.getFirst());
            assertEquals(List.of("in/# 2"), upstream.subscribed);
            await(() -> upstream.payloads("bridges/pi1").equals(List.of("1")), upstream.messages::toString);
            assertEquals("1", local.retained("bridges/pi1"));
        }
    }

    @Test
    void cleansessionStartsCleanAndKeepsNothingThere() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            online(upstream.port(), "topic in/# in 1\ncleansession true\nbridge_max_topic_alias 0\n");
            FakeUpstream.Greeting greeting = upstream.greetings.getFirst();
            assertTrue(greeting.cleanStart());
            assertEquals("0 -1", greeting.sessionExpiry() + " " + greeting.aliasMaximum());
        }
    }

    @Test
    void notificationsAreLocalOnlyOrNone() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            online(upstream.port(), "topic out/# out 1\nnotifications_local_only true\n");
            assertEquals("", upstream.greetings.getFirst().willTopic());
            assertEquals("1", local.retained("$SYS/broker/connection/amont/state"));
            relays.removeLast().close();
            assertEquals("0", local.retained("$SYS/broker/connection/amont/state"));
            online(upstream.port(), "topic out/# out 1\nnotifications false\n");
            assertEquals("", upstream.greetings.getLast().willTopic());
            assertEquals("0", local.retained("$SYS/broker/connection/amont/state"), "nothing new was said");
            assertEquals(List.of(), upstream.messages);
        }
    }

    @Test
    void aThreeOneOneBridgeSaysThatItIsOne() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            online(upstream.port(), "topic in/# in 1\nbridge_protocol_version mqttv311\n");
            online(upstream.port(), "topic in/# in 1\nbridge_protocol_version mqttv311\ntry_private false\n");
            online(upstream.port(), "topic in/# in 1\nbridge_protocol_version mqttv31\n");
            assertEquals("[4 true, 4 false, 3 true]", upstream.words());
        }
    }

    @Test
    void anUpstreamThatKnowsNoBridgeBitIsAskedWithoutIt() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream(greeting -> greeting.isBridge() ? 1 : 0, _ -> {})) {
            online(upstream.port(), "topic in/# in 1\nbridge_protocol_version mqttv311\n");
            assertEquals(2, upstream.greetings.size());
            assertFalse(upstream.greetings.getLast().isBridge());
        }
    }

    @Test
    void withoutAVersionTheBestIsFound() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream(
                greeting -> greeting.version() == MqttVersion.V5_0 || greeting.isBridge() ? 1 : 0, _ -> {})) {
            online(upstream.port(), "topic in/# in 1\n");
            assertEquals("[5 false, 4 true, 4 false]", upstream.words());
        }
    }

    @ParameterizedTest
    @CsvSource({"'',                                       '[5 false, 4 true, 4 false]'", //
            "bridge_protocol_version mqttv311,          '[4 true, 4 false]'"})
    void anUpstreamMayHangUpOnWordsThatItDoesNotKnow(String line, String expected) throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            upstream.hangsUpOn = greeting -> greeting.version() == MqttVersion.V5_0 || greeting.isBridge();
            online(upstream.port(), "topic in/# in 1\n" + line + "\n");
            assertEquals(expected, upstream.words());
        }
    }

    @Test
    void whoWantsFiveIsToldThatTheUpstreamMayNotSpeakIt() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            upstream.hangsUpOn = _ -> true;
            Relay relay = relay(upstream.port(), "topic in/# in 1\nbridge_protocol_version mqttv50\n");
            await(() -> relay.state().reason().contains("write bridge_protocol_version mqttv311"),
                    () -> relay.state().toString());
        }
    }

    @Test
    void subscriptionsOfAnOlderConfigurationAreEndedIfThatIsWanted() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            upstream.isSessionPresent = true;
            online(upstream.port(), "topic a/# out 1 \"\" r/\ntopic b/# in 1\n");
            assertEquals(List.of("r/a/#"), upstream.unsubscribed);
            relays.removeLast().close();
            online(upstream.port(), "topic a/# out 1 \"\" r/\ntopic b/# in 1\nbridge_attempt_unsubscribe false\n");
            assertEquals(List.of("r/a/#"), upstream.unsubscribed, "not again");
        }
    }

    @Test
    void theRetainFlagStaysHereIfThatIsWanted() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            online(upstream.port(), "topic a out 1\nbridge_outgoing_retain false\n");
            local.publish("a", "x", 1, true);
            await(() -> upstream.payloads("a").size() == 1, upstream.messages::toString);
            assertFalse(upstream.messages.getLast().retain());
        }
    }

    @Test
    void ourLimitAndTheUpstreamsLimitsAreKept() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream(_ -> 0, properties -> {
            properties.property8(Property.MAXIMUM_QOS, 1);
            properties.property8(Property.RETAIN_AVAILABLE, 0);
            properties.property16(Property.RECEIVE_MAXIMUM, 2);
        })) {
            upstream.acknowledges = false;
            Relay relay = online(upstream.port(),
                    "topic a out 2\nbridge_max_packet_size 60\nnotifications_local_only true\n");
            local.publish("a", "x".repeat(60), 1, true);
            for (int i = 0; i < 5; i++) {
                local.publish("a", Integer.toString(i), 2, true);
            }
            await(() -> upstream.payloads("a").size() == 2, upstream.messages::toString);
            await(() -> relay.state().waiting() == 5, () -> relay.state().toString());
            assertEquals(List.of("0", "1"), upstream.payloads("a"), "no more than its Receive Maximum");
            assertTrue(upstream.messages.stream().allMatch(message -> message.qos() == 1 && !message.retain()),
                    upstream.messages::toString);
            assertEquals("{too-large=1}", relay.state().droppedBy().toString());
        }
    }

    @Test
    void theNextAddressIsTriedAtOnceAndTheFirstReturnedTo() throws Exception {
        int first = Mosquitto.freePort();
        try (FakeUpstream second = new FakeUpstream()) {
            Relay relay = online(first, "address 127.0.0.1:%d\ntopic a out 1\nrestart_timeout 1 2\n"
                    .formatted(second.port()));
            assertEquals("127.0.0.1:" + second.port(), relay.state().address());
            try (Mosquitto main = Mosquitto.start(folder, first)) {
                await(() -> relay.state().phase() == Phase.ONLINE
                        && relay.state().address().equals("127.0.0.1:" + first), () -> relay.state().toString());
                assertEquals(first, main.port());
            }
        }
    }

    @Test
    void withRoundRobinAnAddressIsKept() throws Exception {
        try (FakeUpstream one = new FakeUpstream(); FakeUpstream two = new FakeUpstream()) {
            Relay relay = online(one.port(),
                    "address 127.0.0.1:%d\nround_robin true\ntopic a out 1\nrestart_timeout 1 1\n"
                            .formatted(two.port()));
            one.hangUp();
            await(() -> !two.greetings.isEmpty(), () -> relay.state().toString());
            awaitPhase(relay, Phase.ONLINE);
            local.publish("a", "x", 1, false);
            await(() -> two.payloads("a").size() == 1, two.messages::toString);
            assertEquals(1, one.greetings.size(), "the first address is not asked again");
        }
    }

    @Test
    void onceIsNotTriedAgain() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            Relay relay = online(upstream.port(), "topic a out 1\nstart_type once\n");
            upstream.hangUp();
            awaitPhase(relay, Phase.STOPPED);
            assertTrue(relay.state().reason().contains("closed the connection"), relay.state()::toString);
        }
    }

    @Test
    void aLazyOneComesWhenEnoughWaitsAndGoesWhenNothingDoes() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            Relay relay = relay(upstream.port(), "topic a out 1\nstart_type lazy\nthreshold 3\nidle_timeout 1\n");
            await(() -> "resting".equals(local.last("$SYS/broker/connection/amont/status")),
                    () -> "it collects, " + relay.state());
            local.publish("a", "1", 1, false);
            local.publish("a", "2", 1, false);
            await(() -> relay.state().waiting() == 2, () -> relay.state().toString());
            assertEquals(List.of(), upstream.greetings);
            local.publish("a", "3", 1, false);
            await(() -> upstream.payloads("a").equals(List.of("1", "2", "3")), upstream.messages::toString);
            awaitPhase(relay, Phase.RESTING);
        }
    }

    @Test
    void withLocalCleansessionNothingWaits() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            Relay relay = online(upstream.port(), "topic a out 1\nlocal_cleansession true\nlocal_clientid here\n");
            upstream.hangUp();
            await(() -> "0".equals(local.last("$SYS/broker/connection/amont/state")), () -> relay.state().toString());
            local.publish("a", "missed", 1, false);
            await(() -> upstream.greetings.size() == 2, upstream.greetings::toString);
            awaitPhase(relay, Phase.ONLINE);
            local.publish("a", "seen", 1, false);
            await(() -> upstream.payloads("a").equals(List.of("seen")), upstream.messages::toString);
        }
    }

    @Test
    void retainedMessagesAreSentOnceAndThenOnlyWhatHasChanged() throws Exception {
        for (String qos : List.of("0", "1")) {
            for (String clean : List.of("true", "false")) {
                retainedMessagesAreSentOnce(qos, clean);
            }
        }
    }

    private void retainedMessagesAreSentOnce(String qos, String clean) throws Exception {
        String topics = "r" + qos + clean + "/";
        local.publish(topics + "same", "1", 1, true);
        local.publish(topics + "new", "1", 1, true);
        try (FakeUpstream upstream = new FakeUpstream()) {
            Relay relay = online(upstream.port(), "topic %s# out %s\nlocal_cleansession %s\nlocal_clientid %s\n"
                    .formatted(topics, qos, clean, topics));
            await(() -> upstream.payloads(topics + "same").size() == 1 && upstream.payloads(topics + "new").size() == 1,
                    upstream.messages::toString);
            upstream.hangUp();
            await(() -> relay.state().phase() != Phase.ONLINE, () -> relay.state().toString());
            local.publish(topics + "new", "2", 1, true);
            await(() -> upstream.payloads(topics + "new").equals(List.of("1", "2")), upstream.messages::toString);
            local.publish(topics + "end", "x", 1, false);
            await(() -> upstream.payloads(topics + "end").size() == 1, upstream.messages::toString);
            assertEquals(List.of("1"), upstream.payloads(topics + "same"), "not again: QoS " + qos + " " + clean);
            relays.removeLast().close();
        }
    }

    @Test
    void whatHadToWaitSaysWhenItWasMade() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            Relay relay = online(upstream.port(), "topic a out 1\n");
            upstream.hangUp();
            await(() -> relay.state().phase() != Phase.ONLINE, () -> relay.state().toString());
            Instant before = Instant.now().minusMillis(1);
            local.publish("a", "late", 1, false);
            await(() -> upstream.payloads("a").size() == 1, upstream.messages::toString);
            local.publish("a", "live", 1, false);
            await(() -> upstream.payloads("a").size() == 2, upstream.messages::toString);
            List<FakeUpstream.Message> both = upstream.messages.stream().filter(m -> m.topic().equals("a")).toList();
            assertFalse(originalTime(both.getFirst()).isBefore(before), both.getFirst().toString());
            assertTrue(both.getLast().userProperties().stream().noneMatch(p -> p.startsWith("original-time")));
        }
    }

    private static Instant originalTime(FakeUpstream.Message message) {
        return Instant.parse(message.userProperties().stream().filter(p -> p.startsWith("original-time=")).findFirst()
                .orElseThrow(() -> new AssertionError(message)).substring("original-time=".length()));
    }

    @Test
    void whenItWasMadeIsKnownAlsoAfterAKill() throws Exception {
        int here = Mosquitto.freePort();
        try (FakeUpstream upstream = new FakeUpstream()) {
            upstream.hangsUpOn = _ -> true;
            Path bridge = CrashRelay.bridge(folder, "topic a out 1\n", upstream.port());
            Process gateway = CrashRelay.start(folder.resolve("gateway.db"), here, bridge);
            Instant before = Instant.now().minusMillis(1);
            Instant after;
            try {
                LedgerClient writer = new LedgerClient("writer", LedgerBook.open(folder.resolve("book"), false),
                        () -> new Socket(InetAddress.getLoopbackAddress(), here));
                writer.connect();
                writer.publish(1, false, "a");
                while (writer.inFlight() > 0) {
                    writer.take();
                }
                writer.close();
                after = Instant.now();
            } finally {
                gateway.destroyForcibly().waitFor();
            }
            upstream.hangsUpOn = _ -> false;
            gateway = CrashRelay.start(folder.resolve("gateway.db"), here, bridge);
            try {
                await(() -> upstream.payloads("a").size() == 1, upstream.messages::toString);
            } finally {
                gateway.destroyForcibly().waitFor();
            }
            Instant time = originalTime(upstream.messages.stream().filter(m -> m.topic().equals("a")).findFirst()
                    .orElseThrow());
            assertFalse(time.isBefore(before), time + " is before " + before);
            assertFalse(time.isAfter(after), time + " is after " + after);
        }
    }

    @Test
    void liveMessagesGoBeforeLateOnesIfThatIsWanted() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            Relay relay = online(upstream.port(),
                    "topic a out 1\nlibellule_bridge_order live\nlibellule_bridge_backlog_rate 20\n");
            upstream.hangUp();
            await(() -> relay.state().phase() != Phase.ONLINE, () -> relay.state().toString());
            for (int i = 0; i < 60; i++) {
                local.publish("a", "late", 1, false);
            }
            awaitPhase(relay, Phase.ONLINE);
            local.publish("a", "live", 1, false);
            await(() -> upstream.payloads("a").contains("live"), upstream.messages::toString);
            assertTrue(upstream.payloads("a").size() < 50, "most of what is late is still here");
            await(() -> upstream.payloads("a").size() == 61, upstream.messages::toString);
        }
    }

    @Test
    void allGoesInOrderUnlessThatIsWanted() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            Relay relay = online(upstream.port(), "topic a out 1\nlibellule_bridge_backlog_rate 50\n");
            upstream.hangUp();
            await(() -> relay.state().phase() != Phase.ONLINE, () -> relay.state().toString());
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                expected.add("late " + i);
                local.publish("a", "late " + i, 1, false);
            }
            awaitPhase(relay, Phase.ONLINE);
            expected.add("live");
            local.publish("a", "live", 1, false);
            await(() -> upstream.payloads("a").size() == 41, upstream.messages::toString);
            assertEquals(expected, upstream.payloads("a"));
        }
    }

    @Test
    void whatHasBeenHereBeforeGoesNoFurther() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            Relay relay = online(upstream.port(), "topic a out 1\ntopic b in 1\n");
            local.publish("a", "x", 1, false);
            await(() -> upstream.payloads("a").size() == 1, upstream.messages::toString);
            String hop = upstream.messages.getLast().userProperties().getFirst();
            assertEquals("hop=" + local.brokerId(), hop);
            upstream.tell(MqttVersion.V5_0, "b", "round", 1, 1, "hop", local.brokerId());
            upstream.tell(MqttVersion.V5_0, "b", "straight", 1, 2, "hop", "another");
            await(() -> local.textsOf("b").equals(List.of("straight")), () -> local.textsOf("b").toString());
            await(() -> relay.state().droppedBy().toString().equals("{loop=1}"), () -> relay.state().toString());
        }
    }

    @Test
    void beforeFiveAnEchoIsKnownByWhatWentUpAShortWhileAgo() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream(greeting -> greeting.isBridge() ? 1 : 0, _ -> {})) {
            Relay relay = online(upstream.port(), "topic a both 1\nbridge_protocol_version mqttv311\n");
            local.publish("a", "ours", 1, false);
            await(() -> upstream.payloads("a").size() == 1, upstream.messages::toString);
            upstream.tell(MqttVersion.V3_1_1, "a", "ours", 1, 1);
            upstream.tell(MqttVersion.V3_1_1, "a", "theirs", 1, 2);
            await(() -> local.textsOf("a").equals(List.of("ours", "theirs")), () -> local.textsOf("a").toString());
            await(() -> relay.state().droppedBy().toString().equals("{loop=1}"), () -> relay.state().toString());
            assertEquals(List.of("ours"), upstream.payloads("a"), "what came down does not go up again");
        }
    }

    @Test
    void saysBelowSysHowItIs() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            Relay relay = online(upstream.port(), "topic a out 1\n");
            String topics = "$SYS/broker/connection/amont/";
            local.publish("a", "x", 1, false);
            await(() -> "1".equals(local.last(topics + "sent")), () -> relay.state().toString());
            assertEquals("online 127.0.0.1:" + upstream.port(),
                    local.retained(topics + "status") + " " + local.retained(topics + "address"));
            assertFalse(Instant.parse(local.retained(topics + "since")).isAfter(Instant.now()));
            assertNull(local.retained(topics + "error"));
            upstream.stop();
            for (int i = 0; i < 3; i++) {
                local.publish("a", "xyz", 1, false);
            }
            await(() -> "3".equals(local.last(topics + "waiting/messages")), () -> relay.state().toString());
            await(() -> local.last(topics + "error") != null
                    && local.last(topics + "error").contains("refuses the connection"), () -> relay.state().toString());
            assertEquals("waiting 12", local.last(topics + "status").replace("connecting", "waiting") + " "
                    + local.last(topics + "waiting/bytes"));
            assertFalse(Instant.parse(local.last(topics + "waiting/oldest")).isAfter(Instant.now()));
            await(() -> local.last(topics + "holds") != null && Long.parseLong(local.last(topics + "holds")) > 0,
                    () -> relay.state().toString());
        }
    }
}
