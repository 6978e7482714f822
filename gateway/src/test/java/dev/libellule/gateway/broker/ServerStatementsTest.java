package dev.libellule.gateway.broker;

import static dev.libellule.device.codec.MqttVersion.V3_1_1;
import static dev.libellule.device.codec.MqttVersion.V5_0;
import static dev.libellule.gateway.broker.TestClient.connect;
import static dev.libellule.gateway.broker.TestClient.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.Property;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements of the specification that bind a server and that no other test shows; docs/conformance.md has them all. */
class ServerStatementsTest {
    private static final Authenticator EVERYBODY = (user, password, peer) -> CompletableFuture.completedFuture(0);

    private final BrokerCore core = new BrokerCore(Limits.DEFAULT);
    private final Carriers carriers = new Carriers();

    private TestClient client(int version, String clientId) {
        return accepted(connect(version, clientId, true));
    }

    private TestClient accepted(Connect connect) {
        TestClient client = client(connect);
        assertTrue(client.received().getFirst().endsWith("0x00"));
        return client;
    }

    private TestClient client(Connect connect) {
        return new TestClient(core, carriers, EVERYBODY, connect);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static void send(TestClient client, String packet) {
        byte[] bytes = hex(packet);
        client.send(bytes, bytes.length);
    }

    /** A connection that has received nothing yet; its answers come to the given client. */
    private ClientConnection fresh(TestClient wire) {
        return new ClientConnection(core, carriers, ListenerRules.with(EVERYBODY), wire);
    }

    private String answerToConnect(String packet) {
        TestClient wire = client(V5_0, "wire" + core.sessionCount());
        ClientConnection connection = fresh(wire);
        byte[] bytes = hex(packet);
        connection.receive(bytes, 0, bytes.length);
        assertTrue(wire.isClosed(), packet);
        byte[] out = connection.output().length() == 0 ? new byte[0] : connection.output().buffer();
        return HexFormat.of().formatHex(out, 0, connection.output().length());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Protocol Name MQTX                  | 100d 0004 4d515458 05 02 0000 00 0000             |
            version 6                           | 100d 0004 4d515454 06 02 0000 00 0000             | 2003008400
            version 2                           | 100d 0004 4d515454 02 02 0000 00 0000             | 20020001
            reserved Connect Flag               | 100d 0004 4d515454 05 03 0000 00 0000             |
            Will QoS without Will               | 100d 0004 4d515454 05 0a 0000 00 0000             |
            Will QoS 3                          | 1013 0004 4d515454 05 1e 0000 00 0000 00 0001 77 0000 |
            Will Retain without Will            | 100d 0004 4d515454 05 22 0000 00 0000             |
            no Client Identifier                | 100b 0004 4d515454 05 02 0000 00                  |
            ill-formed Client Identifier        | 1010 0004 4d515454 05 02 0000 00 0003 eda080      |
            U+0000 in the Client Identifier     | 100e 0004 4d515454 05 02 0000 00 0001 00          |
            ill-formed Will Topic               | 1014 0004 4d515454 05 06 0000 00 0000 00 0002 c328 0000 |
            User Name Flag without User Name    | 100d 0004 4d515454 05 82 0000 00 0000             |
            ill-formed User Name                | 1011 0004 4d515454 05 82 0000 00 0000 0002 c328   |
            Password Flag without Password      | 100d 0004 4d515454 05 42 0000 00 0000             |
            bytes behind the last field         | 100e 0004 4d515454 05 02 0000 00 0000 ff          |
            Receive Maximum 0                   | 1010 0004 4d515454 05 02 0000 03 210000 0000      |
            a property twice                    | 1013 0004 4d515454 05 02 0000 06 220001220001 0000 |
            a property of another packet        | 1010 0004 4d515454 05 02 0000 03 230001 0000      |
            3.1.1: Password without User Name   | 100e 0004 4d515454 04 42 0000 0000 0000           |
            """)
    void aConnectThatIsNoneIsRefused(String why, String packet, String answer) { // [MQTT-3.1.4-1]
        assertEquals(answer == null ? "" : answer, answerToConnect(packet), why);
    }

    @Test
    void identifiersOfAllUsualLettersAndMoreAreTaken() { // [MQTT-3.1.3-5]
        accepted(connect(V3_1_1, "0123456789abcdefghijklm", false));
        accepted(connect(V3_1_1, "nopqrstuvwxyzABCDEFGHIJ", false));
        accepted(connect(V3_1_1, "KLMNOPQRSTUVWXYZ", false));
        accepted(connect(V5_0, "maison/+/#/1er étage ".repeat(100), false));
        assertEquals(4, core.sessionCount());
    }

    @Test
    void nothingBehindARefusedConnectIsLookedAt() { // [MQTT-3.1.4-6], [MQTT-3.2.2-7]
        TestClient watcher = client(V3_1_1, "w");
        watcher.subscribe("t", 0);
        watcher.received();
        Authenticator nobody = (user, password, peer) -> CompletableFuture.completedFuture(0x87);
        TestClient wire = client(V5_0, "wire");
        ClientConnection connection = new ClientConnection(core, carriers, ListenerRules.with(nobody), wire);
        byte[] both = hex("100d 0004 4d515454 05 02 0000 00 0000" + "3004 0001 74 00");
        assertEquals(both.length, connection.receive(both, 0, both.length));
        assertTrue(wire.isClosed());
        assertEquals(List.of(), watcher.received());
    }

    @Test
    void whatIsSentBehindAConnectWaitsForItsVerdict() { // 3.1.4
        CompletableFuture<Integer> verdict = new CompletableFuture<>();
        TestClient wire = client(V5_0, "wire");
        wire.received();
        ClientConnection connection = new ClientConnection(core, carriers,
                ListenerRules.with((user, password, peer) -> verdict), wire);
        byte[] both = hex("100d 0004 4d515454 05 02 0000 00 0000" + "c000");
        assertEquals(15, connection.receive(both, 0, both.length), "PINGREQ is left");
        assertEquals(0, connection.output().length()); // [MQTT-3.2.0-1]
        verdict.complete(0);
        assertEquals(PacketType.CONNACK, PacketType.of(connection.output().buffer()[0]));
    }

    @ParameterizedTest
    @CsvSource({"false, false, CONNACK 0 0x00", "true, false, CONNACK 1 0x00", "true, true, CONNACK 0 0x00"})
    void sessionPresentSaysWhatIsThere(boolean isThere, boolean cleanStart, String answer) { // [MQTT-3.2.2-2], [MQTT-3.2.2-3]
        if (isThere) {
            accepted(connect(V3_1_1, "c", false)).lose();
        }
        assertEquals(List.of(answer), client(connect(V3_1_1, "c", cleanStart)).received());
    }

    @ParameterizedTest
    @ValueSource(strings = {"6003000100", "8106000100000000", "a005000100000161", "c100", "e1020000", "f1020000",
            "000100"})
    void reservedFlagsEndTheConnection(String packet) { // [MQTT-3.6.1-1], [MQTT-3.8.1-1], [MQTT-3.10.1-1], [MQTT-3.14.1-1], [MQTT-3.15.1-1]
        TestClient client = client(V5_0, "c");
        send(client, packet);
        assertTrue(client.isClosed(), packet);
        assertTrue(client.received().getFirst().startsWith("DISCONNECT 0x8"), packet);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SUBSCRIBE without a filter       | 8203 0001 00                 | DISCONNECT 0x82
            SUBSCRIBE, reserved option bits  | 8207 0001 00 0001 61 c0      | DISCONNECT 0x81
            SUBSCRIBE, Retain Handling 3     | 8207 0001 00 0001 61 30      | DISCONNECT 0x82
            SUBSCRIBE, QoS 3                 | 8207 0001 00 0001 61 03      | DISCONNECT 0x81
            SUBSCRIBE, ill-formed filter     | 8208 0001 00 0002 c328 00    | DISCONNECT 0x81
            SUBSCRIBE, Packet Identifier 0   | 8207 0000 00 0001 61 00      | DISCONNECT 0x81
            UNSUBSCRIBE without a filter     | a203 0001 00                 | DISCONNECT 0x82
            UNSUBSCRIBE, ill-formed filter   | a207 0001 00 0002 c328       | DISCONNECT 0x81
            PUBLISH, QoS 3                   | 3606 0001 74 0001 00         | DISCONNECT 0x81
            PUBLISH, DUP at QoS 0            | 3804 0001 74 00              | DISCONNECT 0x81
            PUBLISH, wildcard                | 3004 0001 23 00              | DISCONNECT 0x90
            PUBLISH, U+0000 in the topic     | 3004 0001 00 00              | DISCONNECT 0x90
            PUBLISH, neither topic nor alias | 3003 0000 00                 | DISCONNECT 0x82
            PUBLISH, Topic Alias 0           | 3007 0001 74 03 230000       | DISCONNECT 0x82
            PUBLISH, Subscription Identifier | 3006 0001 74 02 0b01         | DISCONNECT 0x82
            PUBLISH, Packet Identifier 0     | 3206 0001 74 0000 00         | DISCONNECT 0x81
            User Property, ill-formed        | 300a 0001 74 06 26 0001 ff 0000 | DISCONNECT 0x81
            PINGRESP from a client           | d000                         | DISCONNECT 0x82
            CONNACK from a client            | 2003 00 00 00                | DISCONNECT 0x82
            SUBACK from a client             | 9004 0001 00 00              | DISCONNECT 0x82
            """)
    void malformedPacketsAreNamedAndEndTheConnection(String why, String packet, String answer) { // [MQTT-4.13.1-1], [MQTT-4.13.2-1]
        TestClient client = client(V5_0, "c");
        send(client, packet);
        List<String> words = client.received();
        assertTrue(client.isClosed(), why);
        assertEquals(1, words.size(), why); // nothing follows DISCONNECT, [MQTT-3.14.4-1]
        assertTrue(words.getFirst().equals(answer) || words.getFirst().equals("DISCONNECT 0x81")
                && answer.equals("DISCONNECT 0x82"), why + " " + words);
    }

    @Test
    void aByteOrderMarkIsACharacter() { // [MQTT-1.5.4-3]
        TestClient client = client(V5_0, "c");
        client.subscribe("\uFEFFt", 0);
        client.received();
        client.publish("t", "without", 0, false, 0);
        client.publish("\uFEFFt", "with", 0, false, 0);
        assertEquals(List.of("PUBLISH \uFEFFt=with q0 r0 d0 m0"), client.received());
    }

    @Test
    void severalFiltersGetOneAnswerInTheirOrder() { // [MQTT-3.8.4-5], [MQTT-3.8.4-6], [MQTT-3.9.3-1]
        TestClient client = client(V5_0, "c");
        send(client, "820f 1234 00 0001 61 02 0001 62 00 0001 63 01");
        assertEquals("9006" + "1234" + "00" + "020001", client.hex()); // [MQTT-2.2.1-6], [MQTT-3.8.4-2]
        send(client, "a20c 4321 00 0001 62 0001 7a 0001 61");
        assertEquals("b006" + "4321" + "00" + "001100", client.hex()); // [MQTT-3.10.4-4] to [MQTT-3.10.4-6], [MQTT-3.11.3-1]
        assertEquals(1, core.tree().count());
        TestClient old = client(V3_1_1, "old");
        send(old, "a205 4321 0001 7a");
        assertEquals("b002" + "4321", old.hex());
    }

    @Test
    void aFilterIsComparedCharacterByCharacter() { // [MQTT-3.10.4-1]
        TestClient client = client(V5_0, "c");
        client.subscribe("t/#", 0);
        client.received();
        send(client, "a208 0001 00 0003 742f2b"); // t/+
        assertEquals("b004" + "0001" + "00" + "11", client.hex());
        client.publish("t/a", "x", 0, false, 0);
        assertEquals(1, client.received().size());
    }

    @Test
    void unsubscribingEndsNewMessagesAndLetsThoseUnderWayArrive() { // [MQTT-3.10.4-2], [MQTT-3.10.4-3]
        TestClient client = client(V5_0, "c");
        client.subscribe("t", 2);
        client.publish("t", "under way", 2, false, 1);
        send(client, "a206 0002 00 0001 74");
        client.publish("t", "too late", 2, false, 2);
        client.acknowledge(PacketType.PUBREC, 1);
        client.acknowledge(PacketType.PUBCOMP, 1);
        assertEquals(
                List.of("SUBACK 02", "PUBLISH t=under way q2 r0 d0 m1", "PUBREC 1 0x00", "UNSUBACK 00", "PUBREC 2 0x10",
                        "PUBREL 1 0x00"),
                client.received());
        assertEquals(0, client.connection().session().inFlightCount());
    }

    @Test
    void anEqualFilterReplacesTheOldOne() { // [MQTT-3.8.4-3], [MQTT-3.8.4-4]
        TestClient publisher = client(V3_1_1, "p");
        publisher.publish("t", "kept", 0, true, 0);
        TestClient client = client(V5_0, "c");
        client.subscribe("t", 0, 5);
        client.subscribe("t", 1, 6);
        publisher.publish("t", "new", 1, false, 1);
        assertEquals(List.of("SUBACK 00", "PUBLISH t=kept q0 r1 d0 m0 s5", "SUBACK 01", "PUBLISH t=kept q0 r1 d0 m0 s6",
                "PUBLISH t=new q1 r0 d0 m1 s6"), client.received());
        assertEquals(1, core.tree().count());
    }

    @Test
    void onlyRetainedMessagesReplaceOrRemoveRetainedOnes() { // [MQTT-3.3.1-5] to [MQTT-3.3.1-8]
        TestClient publisher = client(V3_1_1, "p");
        publisher.publish("t", "first", 1, true, 1);
        publisher.publish("t", "second", 2, true, 2);
        publisher.publish("t", "not kept", 0, false, 0);
        publisher.publish("t", "", 0, false, 0);
        publisher.publish("u", "", 0, true, 0);
        TestClient client = client(V3_1_1, "c");
        client.subscribe("#", 2);
        assertEquals(List.of("SUBACK 02", "PUBLISH t=second q2 r1 d0 m1"), client.received());
        publisher.publish("t", "", 0, true, 0); // a message like others for those who are there
        assertEquals(List.of("PUBLISH t= q0 r0 d0 m0"), client.received());
        assertEquals(0, core.retained().count());
    }

    @Test
    void dupIsOfOneHopOnly() { // [MQTT-3.3.1-3], [MQTT-4.3.2-5]
        TestClient client = client(V3_1_1, "c");
        client.subscribe("t", 1);
        client.received();
        send(client, "3a06 0001 74 0007 78"); // QoS 1 with DUP
        send(client, "3a06 0001 74 0007 78");
        assertEquals(List.of("PUBLISH t=x q1 r0 d0 m1", "PUBACK 7 0x00", "PUBLISH t=x q1 r0 d0 m2", "PUBACK 7 0x00"),
                client.received());
    }

    @Test
    void aQos2ExchangeGoesItsWay() { // [MQTT-4.3.3-4], [MQTT-4.3.3-6], [MQTT-4.3.3-8], [MQTT-4.3.3-11], [MQTT-4.3.3-12]
        TestClient first = accepted(connect(V3_1_1, "c", false));
        first.subscribe("t", 2);
        TestClient publisher = client(V3_1_1, "p");
        publisher.publish("t", "one", 2, false, 9);
        publisher.acknowledge(PacketType.PUBREL, 9);
        publisher.publish("t", "two", 2, false, 9); // the identifier is free again
        assertEquals(List.of("PUBREC 9 0x00", "PUBCOMP 9 0x00", "PUBREC 9 0x00"), publisher.received());
        first.acknowledge(PacketType.PUBREC, 1);
        assertEquals(List.of("SUBACK 02", "PUBLISH t=one q2 r0 d0 m1", "PUBLISH t=two q2 r0 d0 m2", "PUBREL 1 0x00"),
                first.received());
        first.lose();
        TestClient second = client(connect(V3_1_1, "c", false));
        assertEquals(List.of("CONNACK 1 0x00", "PUBREL 1 0x00", "PUBLISH t=two q2 r0 d1 m2"), second.received());
    }

    @Test
    void expiryEndsNoExchangeThatHasBegun() { // [MQTT-4.3.3-7], [MQTT-4.3.3-13]
        Connect connect = connect(V5_0, "c", false);
        connect.propertiesToSend.set(new byte[]{Property.SESSION_EXPIRY_INTERVAL, 0, 0, 1, 0});
        TestClient first = accepted(connect);
        first.subscribe("t", 2);
        TestClient publisher = client(V5_0, "p");
        publisher.publish("t", "x", 2, false, 1, new byte[]{Property.MESSAGE_EXPIRY_INTERVAL, 0, 0, 0, 5});
        first.lose();
        core.advance(60_000);
        List<String> again = client(connect).received();
        assertEquals("PUBLISH t=x q2 r0 d1 m1", again.get(1).replaceAll(" e[0-9]+", ""));
        publisher.acknowledge(PacketType.PUBREL, 1);
        assertEquals(List.of("PUBREC 1 0x00", "PUBCOMP 1 0x00"), publisher.received());
    }

    @Test
    void orderIsKeptForEachReceiver() { // [MQTT-4.6.0-5], [MQTT-4.6.0-6]
        TestClient client = client(V3_1_1, "c");
        client.subscribe("t", 2);
        client.received();
        TestClient publisher = client(V3_1_1, "p");
        List<String> expected = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            publisher.publish("t", "m" + i, 1, false, i);
            expected.add("PUBLISH t=m" + i);
        }
        for (int i = 1; i <= 60; i++) {
            client.received().forEach(word -> seen.add(word.substring(0, word.indexOf(" q"))));
            client.acknowledge(PacketType.PUBACK, i);
        }
        assertEquals(expected, seen);
    }

    @Test
    void aSharedSubscriberGetsTheQosThatItWasGranted() { // [MQTT-4.8.2-3]
        TestClient client = client(V5_0, "c");
        client.subscribe("$share/g/t", 1);
        client.publish("t", "x", 2, false, 1);
        assertEquals(List.of("SUBACK 01", "PUBLISH t=x q1 r0 d0 m1", "PUBREC 1 0x00"), client.received());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWillIsPublishedAsItWasAskedFor(boolean retain) { // [MQTT-3.1.2-7], [MQTT-3.1.2-14], [MQTT-3.1.2-15], [MQTT-3.1.3-10]
        TestClient watcher = client(V5_0, "w");
        watcher.subscribe("will", 2);
        watcher.received();
        Connect connect = connect(V5_0, "c", true);
        connect.willTopic.set(utf8("will"));
        connect.willPayload.set(utf8("gone"));
        connect.willQos = 1;
        connect.willRetain = retain;
        connect.willPropertiesToSend.set(hex("26 0001 62 0001 31 26 0001 61 0001 32"));
        accepted(connect).lose();
        assertEquals("321b" + "0004" + "77696c6c" + "0001" + "0e" + "26000162000131" + "26000161000132"
                + "676f6e65", watcher.hex());
        assertEquals(retain ? 1 : 0, core.retained().count());
        client(V5_0, "c").lose(); // without a will, [MQTT-3.1.2-10]
        assertEquals(List.of(), watcher.received());
    }

    @Test
    void aPingIsAnsweredEvenWhenTheQuotaIsUsedUp() { // [MQTT-3.12.4-1], [MQTT-4.9.0-3]
        Connect connect = connect(V5_0, "c", true);
        connect.propertiesToSend.set(new byte[]{Property.RECEIVE_MAXIMUM, 0, 1});
        TestClient client = accepted(connect);
        client.subscribe("t", 1);
        client.publish("t", "1", 1, false, 1);
        client.publish("t", "2", 1, false, 2);
        client.received();
        send(client, "c000");
        assertEquals("d000", client.hex());
    }

    @Test
    void aSessionEndsWithItsConnectionWhenItHasNoExpiry() { // [MQTT-4.1.0-1], [MQTT-4.1.0-2], [MQTT-3.1.2-23]
        TestClient client = client(V5_0, "c");
        core.advance(1_000_000_000);
        core.sweep();
        assertEquals(1, core.sessionCount());
        client.lose();
        assertEquals(0, core.sessionCount());
        accepted(connect(V5_0, "d", false)).disconnect();
        assertEquals(0, core.sessionCount());
        accepted(connect(V3_1_1, "e", false)).disconnect();
        assertEquals(1, core.sessionCount());
    }

    @Test
    void aDisconnectCannotLengthenASessionOfNoLength() { // 3.14.2.2.2
        TestClient client = client(V5_0, "c");
        send(client, "e007 00 05 11 00000064");
        assertEquals(List.of("DISCONNECT 0x82"), client.received());
        assertFalse(core.sessionCount() > 0);
    }

    @Test
    void problemInformationIsNeverMoreThanAReasonCode() { // [MQTT-3.1.2-29], [MQTT-3.2.2-19], [MQTT-3.4.2-2], [MQTT-3.14.2-3]
        Connect connect = connect(V5_0, "c", true);
        connect.propertiesToSend.set(new byte[]{Property.REQUEST_PROBLEM_INFORMATION, 0});
        TestClient client = accepted(connect);
        client.publish("t", "x", 1, false, 1);
        client.acknowledge(PacketType.PUBREL, 3);
        client.subscribe("a", 0);
        send(client, "d000");
        assertEquals("4003000110" + "7003000392" + "900400010000" + "e00182", client.hex());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8206 0001 0001 61 03", "8206 0001 0001 61 04", "8207 0001 0002 c328 00",
            "8206 0001 0001 00 00", "8006 0001 0001 61 00",
            "3604 0001 74 00", "6002 0001", "8202 0001", "f000", "c100"})
    void olderVersionsAreClosedWithoutAWord(String packet) { // 3.1.1, 4.8
        TestClient client = client(V3_1_1, "c");
        TestClient neighbour = client(V3_1_1, "n");
        send(client, packet);
        assertTrue(client.isClosed(), packet);
        assertEquals("", client.hex());
        assertFalse(neighbour.isClosed());
    }
}
