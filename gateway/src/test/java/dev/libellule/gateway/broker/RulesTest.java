package dev.libellule.gateway.broker;

import static dev.libellule.device.codec.MqttVersion.V3_1_1;
import static dev.libellule.device.codec.MqttVersion.V5_0;
import static dev.libellule.gateway.broker.TestClient.connect;
import static dev.libellule.gateway.broker.TestClient.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.Property;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol rules of the broker beyond plain delivery, byte for byte where clients are written against Mosquitto. */
class RulesTest {
    private static final Authenticator EVERYBODY = (user, password, peer) -> CompletableFuture.completedFuture(0);
    private static final byte SESSION_EXPIRY = Property.SESSION_EXPIRY_INTERVAL;

    private final BrokerCore core = new BrokerCore(Limits.DEFAULT);
    private final Carriers carriers = new Carriers();

    private TestClient client(int version, String clientId) {
        TestClient client = client(connect(version, clientId, true));
        assertEquals(List.of("CONNACK 0 0x00"), client.received());
        return client;
    }

    private TestClient client(Connect connect) {
        return new TestClient(core, carriers, EVERYBODY, connect);
    }

    private TestClient client(String clientId, boolean cleanStart, int... properties) {
        return client(withProperties(clientId, cleanStart, properties));
    }

    private static Connect withProperties(String clientId, boolean cleanStart, int... properties) {
        Connect connect = connect(V5_0, clientId, cleanStart);
        connect.propertiesToSend.set(bytes(properties));
        return connect;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    // CONNACK

    @Test
    void aConnAckHasThePropertiesOfMosquittoInItsOrder() {
        TestClient client = client(connect(V5_0, "c", true));
        assertEquals("200e00000b" + "22000a" + "27001e8480" + "210014", client.hex());
        assertEquals("20020000", client(connect(V3_1_1, "d", true)).hex());
    }

    @Test
    void anIdentifierIsAssignedBetweenTopicAliasMaximumAndMaximumPacketSize() { // [MQTT-3.1.3-6], [MQTT-3.1.3-7], [MQTT-3.2.2-16]
        String first = client(connect(V5_0, "", true)).hex();
        String uuid = "[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}";
        String text = new String(HexFormat.of().parseHex(first.substring(16, first.length() - 16)));
        assertTrue(text.substring(3).matches("auto-" + uuid), text);
        assertTrue(first.startsWith("203a000037" + "22000a" + "12"), first);
        assertTrue(first.endsWith("27001e8480" + "210014"), first);
        assertFalse(first.equals(client(connect(V5_0, "", true)).hex()));
        assertEquals(2, core.sessionCount());
    }

    @Test
    void refusalsHaveNoProperties() {
        Authenticator nobody = (user, password, peer) -> CompletableFuture.completedFuture(0x87);
        assertEquals("2003008700", new TestClient(core, carriers, nobody, connect(V5_0, "c", true)).hex());
    }

    @ParameterizedTest
    @CsvSource({"3.1,3", "3.1.1,4", "5.0,5"})
    void theServerTellsTheExpiryThatHoldsInPlaceOfALongerOne(String name, int version) { // 3.2.2.3.2
        BrokerCore limited = new BrokerCore(new Limits(20, 20, 1_000, 2_000_000, 1 << 20,
                new Policy(-1, -1, 0, 0, 0, 0, 65_535, 3_600, true, false, false, true, true, true)));
        Connect connect = connect(version, "c", false);
        if (version == V5_0) {
            connect.propertiesToSend.set(bytes(SESSION_EXPIRY, 0, 1, 0, 0));
        }
        String answer = new TestClient(limited, carriers, EVERYBODY, connect).hex();
        assertEquals(version == V5_0, answer.contains("1100000e10"), name + " " + answer);
    }

    // Wills and the end of connections

    @ParameterizedTest
    @ValueSource(ints = {0x04, 0x80, 0x81, 0x97})
    void onlyANormalDisconnectRemovesTheWill(int reasonCode) { // [MQTT-3.1.2-8], [MQTT-3.14.4-3]
        TestClient watcher = client(V3_1_1, "w");
        watcher.subscribe("will", 0);
        watcher.received();
        client(withWill("a", 0)).send(bytes(0xE0, 2, reasonCode, 0), 4);
        assertEquals(List.of("PUBLISH will=a q0 r0 d0 m0"), watcher.received());
        client(withWill("b", 0)).send(bytes(0xE0, 2, 0, 0), 4);
        assertEquals(List.of(), watcher.received());
    }

    private static Connect withWill(String clientId, int expirySeconds, int... willProperties) {
        Connect connect = connect(V5_0, clientId, false);
        connect.willTopic.set(utf8("will"));
        connect.willPayload.set(utf8(clientId));
        connect.willPropertiesToSend.set(bytes(willProperties));
        connect.propertiesToSend.set(bytes(SESSION_EXPIRY, 0, 0, 0, expirySeconds));
        return connect;
    }

    @Test
    void theEndOfTheSessionSendsADelayedWill() { // [MQTT-3.1.2-8], 3.1.3.2.2
        TestClient watcher = client(V3_1_1, "w");
        watcher.subscribe("will", 0);
        watcher.received();
        client(withWill("a", 10, 0x18, 0, 0, 0, 30)).lose();
        core.advance(9_999);
        core.sweep();
        assertEquals(List.of(), watcher.received());
        core.advance(10_000);
        core.sweep();
        assertEquals(List.of("PUBLISH will=a q0 r0 d0 m0"), watcher.received());
        client(withWill("b", 100, 0x18, 0, 0, 0, 30)).lose();
        client(connect(V5_0, "b", true)); // Clean Start ends the session
        assertEquals(List.of("PUBLISH will=b q0 r0 d0 m0"), watcher.received());
        client(withWill("c", 100, 0x18, 0, 0, 0, 30)).send(bytes(0xE0, 7, 0x04, 5, SESSION_EXPIRY, 0, 0, 0, 0), 9);
        assertEquals(List.of("PUBLISH will=c q0 r0 d0 m0"), watcher.received());
    }

    @Test
    void aTakeoverKeepsADelayedWillBackAndSendsOneWithoutDelay() { // [MQTT-3.1.4-3], [MQTT-3.1.3-9]
        TestClient watcher = client(V3_1_1, "w");
        watcher.subscribe("will", 0);
        watcher.received();
        client(withWill("a", 100, 0x18, 0, 0, 0, 30));
        client(withWill("a", 100));
        core.advance(1_000_000);
        core.sweep();
        assertEquals(List.of(), watcher.received());
        client(withWill("a", 100));
        assertEquals(List.of("PUBLISH will=a q0 r0 d0 m0"), watcher.received());
    }

    @Test
    void theExpiryOfAWillBeginsWhenItIsPublished() { // 3.1.3.2.4
        TestClient watcher = client(V5_0, "w");
        watcher.subscribe("will", 0);
        watcher.received();
        TestClient client = client(withWill("a", 0, Property.MESSAGE_EXPIRY_INTERVAL, 0, 0, 0, 10));
        core.advance(3_600_000);
        client.lose();
        assertEquals(List.of("PUBLISH will=a q0 r0 d0 m0 e10"), watcher.received());
    }

    @Test
    void twoClientsThatFightForAnIdentifierAreNamedWithBothAddresses() {
        Takeovers takeovers = new Takeovers();
        assertNull(takeovers.note("salon", "10.0.0.1:1", "10.0.0.2:2", 0));
        assertNull(takeovers.note("salon", "10.0.0.2:2", "10.0.0.1:3", 1_000));
        String told = takeovers.note("salon", "10.0.0.1:3", "10.0.0.2:4", 2_000);
        assertNotNull(told);
        assertTrue(told.contains("'salon'") && told.contains("10.0.0.1:3") && told.contains("10.0.0.2:4"), told);
        assertNull(takeovers.note("salon", "10.0.0.2:4", "10.0.0.1:5", 3_000)); // once
        assertNull(takeovers.note("garage", "10.0.0.3:1", "10.0.0.3:2", 3_000));
        assertNull(takeovers.note("garage", "10.0.0.3:2", "10.0.0.3:3", 70_000)); // a reconnect now and then is none
        assertNull(takeovers.note("garage", "10.0.0.3:3", "10.0.0.3:4", 140_000));
    }

    // Receive Maximum

    @Test
    void oneMessageOfQos2MoreThanAllowedEndsTheConnection() { // 3.3.4, Receive Maximum 20
        TestClient client = client(V5_0, "c");
        for (int i = 1; i <= 20; i++) {
            client.publish("t", "x", 2, false, i);
        }
        client.received();
        assertFalse(client.isClosed());
        client.acknowledge(PacketType.PUBREL, 1);
        client.publish("t", "x", 2, false, 21);
        assertEquals(List.of("PUBCOMP 1 0x00", "PUBREC 21 0x10"), client.received());
        client.publish("t", "x", 2, false, 22);
        assertEquals(List.of("DISCONNECT 0x93"), client.received());
        assertTrue(client.isClosed());
    }

    @Test
    void theQuotaBeginsAnewWithEachConnection() { // 4.9
        TestClient first = client("c", false, SESSION_EXPIRY, 0, 0, 0, 100);
        for (int i = 1; i <= 20; i++) {
            first.publish("t", "x", 2, false, i);
        }
        first.lose();
        TestClient second = client("c", false, SESSION_EXPIRY, 0, 0, 0, 100);
        second.received();
        second.publish("t", "x", 2, false, 20); // again: it is still known
        second.publish("t", "x", 2, false, 21);
        second.acknowledge(PacketType.PUBREL, 1);
        assertEquals(List.of("PUBREC 20 0x00", "PUBREC 21 0x10", "PUBCOMP 1 0x00"), second.received());
    }

    @Test
    void theClientsReceiveMaximumIsKept() { // [MQTT-3.3.4-9], [MQTT-3.3.4-10]
        TestClient subscriber = client("s", true, Property.RECEIVE_MAXIMUM, 0, 1);
        subscriber.subscribe("t", 2);
        subscriber.received();
        TestClient publisher = client(V3_1_1, "p");
        publisher.publish("t", "1", 2, false, 1);
        publisher.publish("t", "2", 1, false, 2);
        publisher.publish("t", "3", 0, false, 0);
        assertEquals(List.of("PUBLISH t=1 q2 r0 d0 m1", "PUBLISH t=3 q0 r0 d0 m0"), subscriber.received());
        subscriber.acknowledge(PacketType.PUBREC, 1);
        assertEquals(List.of("PUBREL 1 0x00"), subscriber.received());
        subscriber.acknowledge(PacketType.PUBCOMP, 1);
        assertEquals(List.of("PUBLISH t=2 q1 r0 d0 m2"), subscriber.received());
    }

    // Maximum Packet Size

    @ParameterizedTest
    @CsvSource({"0, 26", "1, 28", "2, 28"})
    void aMessageTooLargeForAClientIsDroppedForItAndNoOther(int qos, int length) { // [MQTT-3.1.2-24], [MQTT-3.1.2-25]
        // fixed header 2, topic 2 + 1, packet identifier 0 or 2, properties 1, payload 20
        TestClient exact = client("exact", true, Property.MAXIMUM_PACKET_SIZE, 0, 0, 0, length);
        TestClient small = client("small", true, Property.MAXIMUM_PACKET_SIZE, 0, 0, 0, length - 1);
        exact.received();
        small.received();
        exact.subscribe("t", qos);
        small.subscribe("t", qos);
        TestClient publisher = client(V3_1_1, "p");
        publisher.publish("t", "abcdefghijklmnopqrst", qos, false, 1);
        publisher.publish("t", "abcdefghijklmnopqrs", qos, false, 2);
        String q = " q" + qos + " r0 d0 m";
        assertEquals(List.of("SUBACK 0" + qos, "PUBLISH t=abcdefghijklmnopqrst" + q + Math.min(qos, 1),
                "PUBLISH t=abcdefghijklmnopqrs" + q + (qos == 0 ? 0 : 2)), exact.received());
        assertEquals(2, small.received().size());
        assertEquals(1, core.statistics().drops.total());
    }

    @Test
    void aQueueOfMessagesThatAreAllTooLargeIsPassedOver() { // [MQTT-3.1.2-25]
        TestClient first = client("s", false, SESSION_EXPIRY, 0, 0, 0, 100);
        first.subscribe("t", 1);
        first.lose();
        TestClient publisher = client(V3_1_1, "p");
        for (int i = 1; i <= 1_000; i++) {
            publisher.publish("t", "too large by far", 1, false, i);
        }
        TestClient second = client("s", false, SESSION_EXPIRY, 0, 0, 0, 100, Property.MAXIMUM_PACKET_SIZE, 0, 0, 0, 20);
        second.received();
        publisher.publish("t", "fits", 1, false, 2);
        assertEquals(List.of("PUBLISH t=fits q1 r0 d0 m1001"), second.received());
        assertEquals(1_000, core.statistics().drops.total());
    }

    @Test
    void noPacketOfOursIsLargerThanTheClientWants() { // [MQTT-3.1.2-24]
        TestClient client = client("c", true, Property.MAXIMUM_PACKET_SIZE, 0, 0, 0, 5);
        assertEquals(List.of("CONNACK 0 0x95"), client.received()); // ours has 16 bytes
        assertTrue(client.isClosed());
        assertEquals(0, core.online());
    }

    // Topic Aliases to clients

    @Test
    void aClientThatTakesAliasesGetsThem() { // [MQTT-3.1.2-26], [MQTT-3.3.2-11]
        TestClient subscriber = client("s", true, Property.TOPIC_ALIAS_MAXIMUM, 0, 2);
        subscriber.received();
        subscriber.subscribe("#", 1);
        subscriber.received();
        TestClient publisher = client(V3_1_1, "p");
        for (String topic : List.of("a", "a", "b", "c", "b")) {
            publisher.publish(topic, "x", 0, false, 0);
        }
        publisher.publish("a", "y", 1, false, 1);
        assertEquals(List.of("PUBLISH a=x q0 r0 d0 m0 a1", "PUBLISH =x q0 r0 d0 m0 a1", "PUBLISH b=x q0 r0 d0 m0 a2",
                "PUBLISH c=x q0 r0 d0 m0", "PUBLISH =x q0 r0 d0 m0 a2", "PUBLISH =y q1 r0 d0 m1 a1"),
                subscriber.received());
    }

    @Test
    void aliasesEndWithTheConnection() { // [MQTT-3.3.2-7]
        int[] properties = {SESSION_EXPIRY, 0, 0, 0, 100, Property.TOPIC_ALIAS_MAXIMUM, 0, 2};
        TestClient first = client("s", false, properties);
        first.subscribe("a", 1);
        first.received();
        TestClient publisher = client(V5_0, "p");
        publisher.publish("a", "x", 1, false, 1, bytes(Property.TOPIC_ALIAS, 0, 1));
        assertEquals(List.of("PUBLISH a=x q1 r0 d0 m1 a1"), first.received());
        first.lose();
        assertEquals(List.of("CONNACK 1 0x00", "PUBLISH a=x q1 r0 d1 m1 a1"),
                client("s", false, properties).received());
        TestClient again = client(V5_0, "p"); // takes over
        again.publish("", "y", 0, false, 0, bytes(Property.TOPIC_ALIAS, 0, 1));
        assertEquals(List.of("DISCONNECT 0x94"), again.received());
    }

    @Test
    void aSenderMayUseAllItsAliasesAndNoneBeyond() { // [MQTT-3.3.2-12], [MQTT-3.3.2-8], [MQTT-3.3.2-9]
        TestClient client = client(V5_0, "c");
        for (int alias = 1; alias <= 10; alias++) {
            client.publish("t" + alias, "x", 1, false, alias, bytes(Property.TOPIC_ALIAS, 0, alias));
        }
        assertEquals(10, client.received().size());
        client.publish("t", "x", 0, false, 0, bytes(Property.TOPIC_ALIAS, 0, 11));
        assertEquals(List.of("DISCONNECT 0x94"), client.received());
    }

    // Subscriptions

    @Test
    void noLocalOnASharedSubscriptionIsAProtocolError() { // [MQTT-3.8.3-4]
        TestClient client = client(V5_0, "c");
        client.subscribe("$share/g/t", 4);
        assertEquals(List.of("DISCONNECT 0x82"), client.received());
    }

    @ParameterizedTest
    @ValueSource(strings = {"$share//t", "$share/g", "$share/g/", "$share/+/t", "$share/a#/t", "a#", "#/a", "a+/b", ""})
    void filtersThatAreNoneEndTheConnection(String filter) { // [MQTT-4.7.1-1], [MQTT-4.7.1-2], [MQTT-4.8.2-1], [MQTT-4.8.2-2]
        TestClient client = client(V5_0, "c");
        client.subscribe(filter, 0);
        assertEquals(List.of("DISCONNECT 0x8F"), client.received());
    }

    @Test
    void retainAsPublishedKeepsTheFlag() { // [MQTT-3.3.1-12], [MQTT-3.3.1-13]
        TestClient client = client(V5_0, "c");
        client.subscribe("as/#", 8);
        client.subscribe("plain/#", 0);
        client.received();
        TestClient publisher = client(V3_1_1, "p");
        publisher.publish("as/a", "x", 0, true, 0);
        publisher.publish("as/a", "x", 0, false, 0);
        publisher.publish("plain/a", "x", 0, true, 0);
        assertEquals(
                List.of("PUBLISH as/a=x q0 r1 d0 m0", "PUBLISH as/a=x q0 r0 d0 m0", "PUBLISH plain/a=x q0 r0 d0 m0"),
                client.received());
    }

    @Test
    void sharedMembersWhoAreOfflineAreSkippedAndWhatTheyHadStaysTheirs() { // [MQTT-4.8.2-4], [MQTT-4.8.2-5]
        TestClient a = client("a", false, SESSION_EXPIRY, 0, 0, 0, 100);
        a.subscribe("$share/g/t", 1);
        a.received();
        TestClient publisher = client(V3_1_1, "p");
        publisher.publish("t", "1", 1, false, 1);
        assertEquals(List.of("PUBLISH t=1 q1 r0 d0 m1"), a.received());
        a.lose();
        publisher.publish("t", "2", 1, false, 2); // nobody is there: it waits for one
        TestClient b = client(V5_0, "b");
        b.subscribe("$share/g/t", 1);
        b.received();
        publisher.publish("t", "3", 1, false, 3);
        publisher.publish("t", "4", 1, false, 4);
        assertEquals(List.of("PUBLISH t=3 q1 r0 d0 m1", "PUBLISH t=4 q1 r0 d0 m2"), b.received());
        assertEquals(List.of("CONNACK 1 0x00", "PUBLISH t=1 q1 r0 d1 m1", "PUBLISH t=2 q1 r0 d0 m2"),
                client("a", false, SESSION_EXPIRY, 0, 0, 0, 100).received());
        assertEquals(List.of(), b.received());
    }

    @Test
    void aSharedSubscriptionGetsNoRetainedMessages() { // 4.8.2
        client(V3_1_1, "p").publish("t", "kept", 0, true, 0);
        TestClient client = client(V5_0, "c");
        client.subscribe("$share/g/t", 0);
        assertEquals(List.of("SUBACK 00"), client.received());
    }

    // Expiry

    @Test
    void aMessageThatExpiresInTheQueueIsNotSentAndOneThatDoesNotCountsDown() { // [MQTT-3.3.2-5], [MQTT-3.3.2-6]
        TestClient first = client("s", false, SESSION_EXPIRY, 0, 0, 0, 100);
        first.subscribe("t", 1);
        first.lose();
        TestClient publisher = client(V5_0, "p");
        publisher.publish("t", "short", 1, false, 1, bytes(Property.MESSAGE_EXPIRY_INTERVAL, 0, 0, 0, 5));
        publisher.publish("t", "long", 1, false, 2, bytes(Property.MESSAGE_EXPIRY_INTERVAL, 0, 0, 0, 60));
        core.advance(20_000);
        assertEquals(List.of("CONNACK 1 0x00", "PUBLISH t=long q1 r0 d0 m1 e40"),
                client("s", false, SESSION_EXPIRY, 0, 0, 0, 100).received());
    }

    @Test
    void anExpiredRetainedMessageIsForgotten() { // 3.3.2.3.3
        TestClient publisher = client(V5_0, "p");
        publisher.publish("maison/a", "x", 0, true, 0, bytes(Property.MESSAGE_EXPIRY_INTERVAL, 0, 0, 0, 5));
        publisher.publish("maison/b", "x", 0, true, 0);
        long before = core.memory().bytes();
        core.advance(4_999);
        core.sweep();
        assertEquals(2, core.retained().count());
        core.advance(65_000);
        core.sweep();
        assertEquals(1, core.retained().count());
        assertTrue(core.memory().bytes() < before);
        publisher.publish("maison/b", "", 0, true, 0);
        assertEquals(0, core.retained().levels());
    }

    // Acknowledgements

    @Test
    void anAcknowledgementOfAnotherQosIsAProtocolError() { // 4.3
        for (int[] wrong : new int[][]{{1, PacketType.PUBREC}, {1, PacketType.PUBCOMP}, {2, PacketType.PUBACK},
                {2, PacketType.PUBCOMP}}) {
            TestClient client = client(V5_0, "c");
            client.subscribe("t", 2);
            client(V3_1_1, "p").publish("t", "x", wrong[0], false, 1);
            client.received();
            client.acknowledge(wrong[1], 1);
            assertEquals(List.of("DISCONNECT 0x82"), client.received());
        }
    }

    @Test
    void anAcknowledgementOfNothingIsAnsweredOrIgnored() { // 3.6.2.1, 3.7.2.1
        TestClient client = client(V5_0, "c");
        client.acknowledge(PacketType.PUBACK, 9);
        client.acknowledge(PacketType.PUBCOMP, 9);
        client.acknowledge(PacketType.PUBREC, 9);
        client.acknowledge(PacketType.PUBREL, 9);
        assertEquals(List.of("PUBREL 9 0x92", "PUBCOMP 9 0x92"), client.received());
        assertFalse(client.isClosed());
    }

    @Test
    void acknowledgementsOfSuccessHaveNoReasonCode() { // 3.4.2.1, as Mosquitto
        client(V3_1_1, "s").subscribe("t", 0);
        TestClient client = client(V5_0, "c");
        client.publish("t", "x", 1, false, 7);
        client.publish("t", "x", 2, false, 8);
        assertEquals("40020007" + "50020008", client.hex());
        client.publish("nobody", "x", 1, false, 9);
        assertEquals("4003000910", client.hex());
    }

    @Test
    void aRefusedMessageIsDoneAndTheNextOneGoes() { // [MQTT-4.4.0-2], [MQTT-4.8.2-6]
        TestClient client = client("c", false, SESSION_EXPIRY, 0, 0, 0, 100, Property.RECEIVE_MAXIMUM, 0, 1);
        client.subscribe("t", 2);
        client.received();
        TestClient publisher = client(V3_1_1, "p");
        publisher.publish("t", "1", 2, false, 1);
        publisher.publish("t", "2", 1, false, 2);
        publisher.publish("t", "3", 1, false, 3);
        client.received();
        client.send(bytes(0x50, 3, 0, 1, 0x97), 5);
        assertEquals(List.of("PUBLISH t=2 q1 r0 d0 m2"), client.received());
        client.send(bytes(0x40, 3, 0, 2, 0x80), 5);
        assertEquals(List.of("PUBLISH t=3 q1 r0 d0 m3"), client.received());
        client.lose();
        assertEquals(List.of("CONNACK 1 0x00", "PUBLISH t=3 q1 r0 d1 m3"),
                client("c", false, SESSION_EXPIRY, 0, 0, 0, 100).received());
    }

    // Properties of messages

    @Test
    void propertiesGoOnUnalteredAndInOrder() { // [MQTT-3.3.2-4], [MQTT-3.3.2-15] to [MQTT-3.3.2-18], [MQTT-3.3.2-20]
        TestClient client = client(V5_0, "c");
        client.subscribe("t", 1);
        client.received();
        String forwarded = "0101" + "03000474657874" + "080006616e73776572" + "09000301ff00" + "26000162000132"
                + "26000161000131"
                + "26000162000133";
        TestClient publisher = client(V5_0, "p");
        byte[] sent = HexFormat.of().parseHex("230003" + forwarded);
        publisher.publish("t", "x", 0, false, 0, sent);
        String inner = "00017431".replace("31", "") + String.format("%02x", forwarded.length() / 2) + forwarded + "78";
        assertEquals("30" + String.format("%02x", inner.length() / 2) + inner, client.hex());
        publisher.publish("t", "x", 1, false, 1, sent);
        String second = "000174" + "0001" + String.format("%02x", forwarded.length() / 2) + forwarded + "78";
        assertEquals("32" + String.format("%02x", second.length() / 2) + second, client.hex());
    }

    @Test
    void aRemainingLengthLongerThanNeededIsNotPassedOn() { // [MQTT-1.5.5-1]
        TestClient client = client(V3_1_1, "c");
        client.subscribe("t", 0);
        client.received();
        client.send(bytes(0x30, 0x84, 0x80, 0, 0, 1, 't', 'x'), 8);
        assertEquals("3004" + "00017478", client.hex());
    }

    @Test
    void aResponseTopicWithWildcardsIsAProtocolError() { // [MQTT-3.3.2-14]
        TestClient client = client(V5_0, "c");
        client.publish("t", "x", 0, false, 0, bytes(Property.RESPONSE_TOPIC, 0, 3, 'a', '/', '#'));
        assertEquals(List.of("DISCONNECT 0x82"), client.received());
    }

    @Test
    void copiesOfOverlappingSubscriptionsHaveTheirOwnIdentifiers() { // [MQTT-3.3.4-3], [MQTT-3.3.4-5]
        TestClient client = client(V5_0, "c");
        client.subscribe("maison/#", 1, 7);
        client.subscribe("maison/+/temp", 0, 268_435_455);
        client.subscribe("maison/salon/temp", 2);
        client.received();
        client(V3_1_1, "p").publish("maison/salon/temp", "x", 2, false, 1);
        List<String> copies = new ArrayList<>();
        for (String word : client.received()) {
            copies.add(word.replaceAll(" m[0-9]", ""));
        }
        Collections.sort(copies);
        assertEquals(
                List.of("PUBLISH maison/salon/temp=x q0 r0 d0 s268435455", "PUBLISH maison/salon/temp=x q1 r0 d0 s7",
                        "PUBLISH maison/salon/temp=x q2 r0 d0"),
                copies);
    }

    // What clients are told

    private TestClient client(BrokerOptions.Told told, Connect connect) {
        BrokerOptions.Terms terms = Records.with(BrokerOptions.Terms.USUAL, "told", told);
        BrokerOptions.Listener listener = new BrokerOptions.Listener("", 0, (Path) null, BrokerOptions.Transport.TCP,
                BrokerOptions.Access.of(true, null), null, terms);
        return new TestClient(core, carriers, new ListenerRules(listener, EVERYBODY), connect);
    }

    @Test
    void aServerReferenceSendsClientsAway() { // 4.11
        BrokerOptions.Told other = new BrokerOptions.Told("b:1883", false, "");
        BrokerOptions.Told moved = new BrokerOptions.Told("b:1883", true, "");
        String reference = "1c0006" + "623a31383833";
        assertEquals("200c009c09" + reference, client(other, connect(V5_0, "c", true)).hex());
        TestClient sentAway = client(moved, connect(V5_0, "c", true));
        assertEquals("200c009d09" + reference, sentAway.hex());
        assertTrue(sentAway.isClosed());
        assertEquals("20020003", client(other, connect(V3_1_1, "c", true)).hex());
    }

    @Test
    void responseInformationIsForThoseWhoAsk() { // [MQTT-3.1.2-28]
        BrokerOptions.Told told = new BrokerOptions.Told("", false, "answers/");
        String property = "1a0008" + "616e73776572732f";
        assertTrue(client(told, withProperties("a", true, Property.REQUEST_RESPONSE_INFORMATION, 1)).hex()
                .contains(property));
        assertFalse(client(told, withProperties("b", true, Property.REQUEST_RESPONSE_INFORMATION, 0)).hex()
                .contains(property));
        assertFalse(client(told, connect(V5_0, "c", true)).hex().contains(property));
        assertFalse(client("d", true, Property.REQUEST_RESPONSE_INFORMATION, 1).hex().contains("1a00"));
    }
}
