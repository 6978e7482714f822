package dev.libellule.gateway.broker;

import static dev.libellule.device.codec.MqttVersion.V3_1;
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
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.gateway.broker.BrokerOptions.Access;
import dev.libellule.gateway.broker.BrokerOptions.AccessList;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Terms;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.BrokerOptions.UserName;
import dev.libellule.gateway.broker.Rights.Rule;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access control and the terms of listeners, by packets. */
class AccessTest {
    private static final Authenticator EVERYBODY = (user, password, peer) -> CompletableFuture.completedFuture(0);
    private static final Rule ALL = new Rule("#", Rights.Access.READWRITE);
    private static final Rule WRITE_ALL = new Rule("#", Rights.Access.WRITE);
    private static final Rule READ_HOUSE = new Rule("maison/#", Rights.Access.READ);

    private final Carriers carriers = new Carriers();
    private BrokerCore core = new BrokerCore(Limits.DEFAULT);
    private Map<String, List<Rule>> users = Map.of("all", List.of(ALL), "reader", List.of(READ_HOUSE), "writer",
            List.of(WRITE_ALL));
    private final AccessList acl = (user,
            id) -> new Rights(List.of(users.getOrDefault(String.valueOf(user), List.of())));
    private ListenerRules rules = rules(access(acl, false), Terms.USUAL);

    private static Access access(AccessList acl, boolean refuses) {
        return new Access(true, null, acl, refuses, true, "auto-", "", false, UserName.CONNECT_PACKET);
    }

    private static ListenerRules rules(Access access, Terms terms) {
        return new ListenerRules(new Listener("", 0, (Path) null, Transport.TCP, access, null, terms), EVERYBODY);
    }

    private static Connect as(String user, int version, String clientId, boolean cleanStart) {
        Connect connect = connect(version, clientId, cleanStart);
        connect.userName.set(utf8(user));
        return connect;
    }

    private TestClient client(String user, int version) {
        TestClient client = client(as(user, version, user, true));
        assertEquals(List.of("CONNACK 0 0x00"), client.received());
        return client;
    }

    private TestClient client(Connect connect) {
        return new TestClient(core, carriers, rules, connect);
    }

    @ParameterizedTest
    @ValueSource(ints = {V3_1_1, V5_0})
    void aDeniedPublishIsAcknowledgedAndDropped(int version) {
        TestClient all = client("all", V3_1_1);
        all.subscribe("#", 2);
        all.received();
        TestClient reader = client("reader", version);
        reader.publish("maison/a", "x", 0, true, 0);
        reader.publish("maison/a", "x", 1, true, 1);
        reader.publish("maison/a", "x", 2, true, 2);
        assertEquals(version == V5_0
                ? List.of("PUBACK 1 0x87", "PUBREC 2 0x87")
                : List.of("PUBACK 1 0x00", "PUBREC 2 0x00"), reader.received());
        assertEquals(List.of(), all.received());
        assertEquals(0, core.retained().count());
        reader.acknowledge(PacketType.PUBREL, 2);
        assertEquals(version == V5_0 ? List.of("PUBCOMP 2 0x92") : List.of("PUBCOMP 2 0x00"), reader.received());
    }

    @Test
    void checkingRightsAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        TestClient subscriber = client("all", V3_1_1);
        subscriber.subscribe("maison/#", 0);
        subscriber.received();
        TestClient writer = client("writer", V3_1_1);
        TestClient reader = client("reader", V3_1_1);
        byte[] packets = new byte[120]; // two topics in turn, so that no check is remembered from the message before
        int length = 0;
        for (String topic : List.of("maison/a", "maison/b", "maison/a", "maison/b")) {
            packets[length++] = 0x30;
            packets[length++] = (byte) (2 + topic.length() + 4);
            packets[length++] = 0;
            packets[length++] = (byte) topic.length();
            System.arraycopy(utf8(topic + "22.5"), 0, packets, length, topic.length() + 4);
            length += topic.length() + 4;
        }
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 20 && allocated > 0; round++) { // the first ones load classes and compile
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                writer.send(packets, length);
                reader.send(packets, length); // denied
                subscriber.connection().output().clear();
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertEquals(0, allocated, "bytes for 8000 messages");
        assertTrue(core.statistics().publishSent >= 4_000);
    }

    @Test
    void aDeniedSubscriptionIsGrantedAndBringsNothing() {
        TestClient writer = client("writer", V3_1_1);
        TestClient reader = client("reader", V3_1_1);
        writer.publish("jardin/kept", "x", 0, true, 0);
        writer.publish("maison/kept", "y", 0, true, 0);
        reader.subscribe("#", 1);
        assertEquals(List.of("SUBACK 01", "PUBLISH maison/kept=y q0 r1 d0 m0"), reader.received());
        writer.publish("jardin/temp", "1", 1, false, 1);
        writer.publish("maison/temp", "2", 1, false, 2);
        assertEquals(List.of("PUBLISH maison/temp=2 q1 r0 d0 m1"), reader.received());
        writer.subscribe("maison/#", 0);
        assertEquals(List.of("PUBACK 1 0x00", "PUBACK 2 0x00", "SUBACK 00"), writer.received());
    }

    @Test
    void withOurOptionADeniedSubscriptionIsRefused() {
        rules = rules(access(acl, true), Terms.USUAL);
        TestClient reader = client("reader", V5_0);
        reader.subscribe("jardin/#", 1);
        reader.subscribe("$share/g/jardin/+", 1);
        reader.subscribe("$SYS/#", 1);
        reader.subscribe("+/salon", 1);
        reader.subscribe("maison", 1);
        assertEquals(List.of("SUBACK 87", "SUBACK 87", "SUBACK 87", "SUBACK 01", "SUBACK 01"), reader.received());
        TestClient old = client("writer", V3_1_1);
        old.subscribe("maison/a", 1);
        assertEquals(List.of("SUBACK 80"), old.received());
    }

    @Test
    void aSharedSubscriptionSkipsWhoMayNotReceive() { // 4.8.2
        TestClient reader = client("reader", V5_0);
        TestClient all = client("all", V5_0);
        reader.subscribe("$share/g/#", 0);
        all.subscribe("$share/g/#", 0);
        reader.received();
        all.received();
        TestClient writer = client("writer", V3_1_1);
        for (int i = 0; i < 3; i++) {
            writer.publish("jardin/a", "" + i, 0, false, 0);
        }
        assertEquals(List.of(), reader.received());
        assertEquals(3, all.received().size());
    }

    @Test
    void aWillNeedsTheRightWhenItIsSent() {
        TestClient all = client("all", V3_1_1);
        all.subscribe("#", 0);
        all.received();
        for (String user : List.of("reader", "writer")) {
            Connect connect = as(user, V3_1_1, user, true);
            connect.willTopic.set(utf8("maison/" + user));
            connect.willPayload.set(utf8("gone"));
            client(connect).lose();
        }
        assertEquals(List.of("PUBLISH maison/writer=gone q0 r0 d0 m0"), all.received());
    }

    @Test
    void whatWaitedIsNotGivenToAnotherUserOfTheSameClientIdentifier() {
        TestClient all = client(as("all", V3_1_1, "shared-id", false));
        all.subscribe("#", 1);
        all.lose();
        TestClient writer = client("writer", V3_1_1);
        writer.publish("jardin/secret", "1", 1, false, 1);
        writer.publish("maison/temp", "2", 1, false, 2);
        TestClient reader = client(as("reader", V3_1_1, "shared-id", false));
        assertEquals(List.of("CONNACK 1 0x00", "PUBLISH maison/temp=2 q1 r0 d0 m1"), reader.received());
        writer.publish("jardin/secret", "3", 1, false, 3);
        assertEquals(List.of(), reader.received());
    }

    @Test
    void whatWasInFlightIsNotSentAgainToWhoMayNotHaveIt() {
        TestClient all = client(as("all", V3_1_1, "shared-id", false));
        all.subscribe("#", 1);
        client("writer", V3_1_1).publish("jardin/secret", "1", 1, false, 1);
        all.lose();
        assertEquals(List.of("CONNACK 1 0x00"), client(as("reader", V3_1_1, "shared-id", false)).received());
    }

    @Test
    void rightsThatAreReadAgainHoldAtOnce() {
        TestClient writer = client("writer", V3_1_1);
        TestClient reader = client("reader", V3_1_1);
        TestClient all = client("all", V3_1_1);
        all.subscribe("#", 0);
        reader.subscribe("#", 0);
        writer.publish("maison/kept", "1", 0, true, 0);
        reader.received();
        users = Map.of("reader", List.of(new Rule("jardin/#", Rights.Access.READWRITE)), "all", List.of(ALL));
        core.rightsChanged();
        all.received();
        writer.publish("maison/temp", "2", 0, false, 0);
        assertEquals(List.of(), all.received(), "the writer has lost its right");
        reader.publish("jardin/temp", "3", 0, false, 0);
        assertEquals(List.of("PUBLISH jardin/temp=3 q0 r0 d0 m0"), reader.received());
        all.subscribe("maison/kept", 0);
        assertEquals(List.of("PUBLISH jardin/temp=3 q0 r0 d0 m0", "SUBACK 00"), all.received(),
                "check_retain_source hides what its sender could not send any more");
    }

    @Test
    void aMountPointIsNotSeenByItsClients() {
        TestClient outside = client("all", V3_1_1);
        outside.subscribe("#", 1);
        rules = rules(access(null, false),
                new Terms(-1, 2, 10, "salle1/", Set.of(3, 4, 5), List.of(), null));
        TestClient inside = client("inside", V5_0);
        inside.subscribe("temp/+", 1);
        inside.subscribe("$share/g/part", 0);
        inside.publish("temp/a", "1", 0, false, 0);
        inside.publish("temp/b", "2", 1, true, 7);
        outside.publish("salle1/temp/c", "3", 0, false, 0);
        outside.publish("temp/d", "4", 0, false, 0);
        outside.publish("salle1/part", "5", 0, false, 0);
        assertEquals(List.of("SUBACK 01", "SUBACK 00", "PUBLISH temp/a=1 q0 r0 d0 m0", "PUBLISH temp/b=2 q1 r0 d0 m1",
                "PUBACK 7 0x00", "PUBLISH part=5 q0 r0 d0 m0"),
                inside.received().stream().filter(line -> !line.contains("temp/c")).toList());
        assertTrue(outside.received().contains("PUBLISH salle1/temp/a=1 q0 r0 d0 m0"));
    }

    @Test
    void aMountPointHoldsForWillsAndForWhatIsRetained() {
        TestClient outside = client("all", V3_1_1);
        outside.publish("salle1/temp/kept", "1", 0, true, 0);
        outside.publish("temp/kept", "elsewhere", 0, true, 0);
        outside.subscribe("#", 1);
        outside.received();
        rules = rules(access(null, false), Records.with(Terms.USUAL, "mountPoint", "salle1/"));
        TestClient inside = client("inside", V5_0);
        inside.subscribe("#", 0);
        assertEquals(List.of("SUBACK 00", "PUBLISH temp/kept=1 q0 r1 d0 m0"), inside.received());
        Connect mortal = connect(V5_0, "mortal", true);
        mortal.willTopic.set(utf8("etat"));
        mortal.willPayload.set(utf8("gone"));
        mortal.willRetain = true;
        client(mortal).lose();
        assertEquals(List.of("PUBLISH etat=gone q0 r0 d0 m0"), inside.received());
        assertEquals(List.of("PUBLISH salle1/etat=gone q0 r0 d0 m0"), outside.received());
        outside.subscribe("salle1/etat", 0);
        assertEquals(List.of("SUBACK 00", "PUBLISH salle1/etat=gone q0 r1 d0 m0"), outside.received());
    }

    @Test
    void identifiersThatAreGivenBeginAsTheListenerSays() { // auto_id_prefix
        rules = rules(Records.with(access(null, false), "autoIdPrefix", "maison-"), Terms.USUAL);
        String hex = client(connect(V5_0, "", true)).hex();
        assertTrue(hex.contains("12002b" + HexFormat.of().formatHex(utf8("maison-"))), hex); // Assigned Client Identifier, 7 and 36
    }

    @Test
    void aListenerTellsAndKeepsItsLargestQos() { // 3.2.2.3.4, [MQTT-3.2.2-11]
        rules = rules(access(null, false), new Terms(-1, 1, 0, "", Set.of(4, 5), List.of(), null));
        TestClient client = client("all", V5_0);
        client.subscribe("t", 2);
        assertEquals(List.of("SUBACK 01"), client.received());
        client.publish("t", "x", 2, false, 1);
        assertEquals(List.of("DISCONNECT 0x9B"), client.received());
        assertTrue(client.isClosed());
        assertEquals(List.of("CONNACK 0 0x01"), client(connect(V3_1, "old", true)).received());
    }

    @Test
    void retainedMessagesCanBeSwitchedOff() { // [MQTT-3.2.2-13], [MQTT-3.2.2-14]
        core = new BrokerCore(
                limits(new Policy(-1, -1, 0, 0, 0, 0, 65_535, -1, false, false, false, true, true, true)));
        TestClient client = client("all", V5_0);
        client.publish("t", "x", 0, true, 0);
        assertEquals(List.of("DISCONNECT 0x9A"), client.received());
        Connect connect = as("all", V5_0, "all", true);
        connect.willRetain = true;
        connect.willTopic.set(utf8("t"));
        assertEquals(List.of("CONNACK 0 0x9A"), client(connect).received());
    }

    private static Limits limits(Policy policy) {
        return new Limits(20, 20, 1_000, 100_000, 100_000, policy);
    }

    @Test
    void keepAliveIsLimited() { // [MQTT-3.2.2-21]
        core = new BrokerCore(limits(new Policy(-1, -1, 0, 0, 0, 0, 30, -1, true, false, false, true, true, true)));
        Connect connect = connect(V5_0, "c", true);
        connect.keepAliveSeconds = 600;
        TestClient client = client(connect);
        assertEquals(List.of("CONNACK 0 0x00"), client.received());
        core.advance(46_000);
        client.connection().checkKeepAlive(46_000);
        assertEquals(List.of("DISCONNECT 0x8D"), client.received());
        Connect old = connect(V3_1_1, "d", true);
        old.keepAliveSeconds = 600;
        assertEquals(List.of("CONNACK 0 0x02"), client(old).received());
    }

    @Test
    void aPayloadThatIsTooLargeIsAcknowledgedAndDropped() {
        core = new BrokerCore(limits(new Policy(-1, -1, 0, 0, 3, 0, 65_535, -1, true, false, false, true, true, true)));
        TestClient client = client("all", V5_0);
        client.subscribe("t", 0);
        client.publish("t", "1234", 1, false, 1);
        client.publish("t", "123", 1, false, 2);
        assertEquals(List.of("SUBACK 00", "PUBACK 1 0x95", "PUBLISH t=123 q0 r0 d0 m0", "PUBACK 2 0x00"),
                client.received());
    }

    @Test
    void bytesInFlightAndWaitingAreLimited() {
        core = new BrokerCore(
                limits(new Policy(-1, -1, 10, 20, 0, 0, 65_535, -1, true, false, false, true, true, true)));
        TestClient client = client("all", V3_1_1);
        client.subscribe("t", 1);
        client.received();
        TestClient publisher = client("writer", V3_1_1);
        for (int i = 0; i < 9; i++) {
            publisher.publish("t", "1234" + i, 1, false, i + 1); // 6 bytes each with the topic
        }
        assertEquals(List.of("PUBLISH t=12340 q1 r0 d0 m1"), client.received());
        for (int i = 1; i <= 4; i++) {
            client.acknowledge(PacketType.PUBACK, i);
        }
        assertEquals(List.of("PUBLISH t=12341 q1 r0 d0 m2", "PUBLISH t=12342 q1 r0 d0 m3",
                "PUBLISH t=12343 q1 r0 d0 m4"), client.received());
        assertEquals(5, core.statistics().drops.total());
        assertEquals(0, core.statistics().queuedBytes);
    }

    @Test
    void memoryOfKeptMessagesIsLimitedAndRecovers() {
        core = new BrokerCore(
                limits(new Policy(-1, -1, 0, 0, 0, 10, 65_535, -1, true, false, false, true, true, true)));
        TestClient client = client("all", V3_1_1);
        client.publish("a", "12345678", 0, true, 0);
        client.publish("b", "12345678", 0, true, 0);
        assertEquals(1, core.retained().count());
        client.publish("a", "", 0, true, 0);
        client.publish("b", "12345678", 0, true, 0);
        assertEquals(1, core.retained().count());
        assertFalse(client.isClosed());
    }

    @Test
    void qosZeroCanWaitAndQosCanBeRaised() {
        core = new BrokerCore(limits(new Policy(-1, -1, 0, 0, 0, 0, 65_535, -1, true, true, true, true, true, true)));
        TestClient client = client(as("all", V3_1_1, "s", false));
        client.subscribe("up", 1);
        client.subscribe("zero", 0);
        client.lose();
        TestClient publisher = client("writer", V3_1_1);
        publisher.publish("zero", "1", 0, false, 0);
        publisher.publish("up", "2", 0, false, 0);
        assertEquals(List.of("CONNACK 1 0x00", "PUBLISH zero=1 q0 r0 d0 m0", "PUBLISH up=2 q1 r0 d0 m1"),
                client(as("all", V3_1_1, "s", false)).received());
    }

    @Test
    void absentClientsAreForgottenInTime() {
        core = new BrokerCore(
                limits(new Policy(-1, -1, 0, 0, 0, 0, 65_535, 3_600, true, false, false, true, true, true)));
        client(as("all", V3_1_1, "s", false)).lose();
        core.advance(3_599_000);
        core.sweep();
        assertEquals(1, core.sessionCount());
        core.advance(3_600_000);
        core.sweep();
        assertEquals(0, core.sessionCount());
    }

    @Test
    void identifiersAreGivenOrRefusedAsTheListenerSays() {
        rules = rules(new Access(true, null, null, false, false, "auto-", "maison-", false, UserName.CONNECT_PACKET),
                Terms.USUAL);
        assertEquals(List.of("CONNACK 0 0x85"), client(connect(V5_0, "", true)).received());
        assertEquals(List.of("CONNACK 0 0x87"), client(connect(V5_0, "jardin-1", true)).received());
        assertEquals(List.of("CONNACK 0 0x00"), client(connect(V5_0, "maison-1", true)).received());
        rules = rules(new Access(true, null, null, false, true, "auto-", "", true, UserName.CONNECT_PACKET),
                Terms.USUAL);
        client(as("sondes", V5_0, "other", true));
        assertEquals(List.of("CONNACK 0 0x87"), client(connect(V5_0, "other", true)).received());
        rules = rules(new Access(true, null, null, false, true, "auto-", "", false, UserName.CERTIFICATE_COMMON_NAME),
                Terms.USUAL);
        assertEquals(List.of("CONNACK 0 0x86"), client(as("sondes", V5_0, "other", true)).received());
    }

    @Test
    void moreClientsThanGlobalMaxClientsAreRefusedEvenWhileOthersAreAway() {
        core = new BrokerCore(Records.limits("maxClients", 2));
        client(connect(V5_0, "a", true));
        TestClient kept = client(connect(V3_1_1, "b", false));
        assertEquals(List.of("CONNACK 0 0x89"), client(connect(V5_0, "c", true)).received());
        kept.disconnect();
        assertEquals(List.of("CONNACK 0 0x03"), client(connect(V3_1_1, "c", true)).received());
        assertEquals(List.of("CONNACK 1 0x00"), client(connect(V3_1_1, "b", false)).received(),
                "who was there may come back");
        core.change(Records.limits("maxClients", 3));
        assertEquals(List.of("CONNACK 0 0x00"), client(connect(V3_1_1, "c", true)).received(),
                "the file was read again");
    }

    @Test
    void topicAliasesToAClientGoAsFarAsTheListenerSays() { // [MQTT-3.1.2-26]
        rules = rules(access(null, false), Records.with(Terms.USUAL, "maxTopicAliasBroker", 1));
        Connect connect = connect(V5_0, "all", true);
        connect.propertiesToSend.set(new byte[]{Property.TOPIC_ALIAS_MAXIMUM, 0, 5});
        TestClient client = client(connect);
        client.subscribe("#", 0);
        client.received();
        for (String topic : List.of("a", "a", "b", "b")) {
            client.publish(topic, "1", 0, false, 0);
        }
        assertEquals(List.of("PUBLISH a=1 q0 r0 d0 m0 a1", "PUBLISH =1 q0 r0 d0 m0 a1", "PUBLISH b=1 q0 r0 d0 m0",
                "PUBLISH b=1 q0 r0 d0 m0"), client.received());
        rules = rules(access(null, false), Records.with(Terms.USUAL, "maxTopicAliasBroker", 0));
        TestClient none = client(connect);
        none.received();
        none.subscribe("#", 0);
        none.publish("a", "1", 0, false, 0);
        assertEquals(List.of("SUBACK 00", "PUBLISH a=1 q0 r0 d0 m0"), none.received());
    }

    @Test
    void topicAliasesGoAsFarAsTheListenerSays() { // [MQTT-3.3.2-9]
        rules = rules(access(null, false), new Terms(-1, 2, 40, "", Set.of(5), List.of(), null));
        TestClient client = client("all", V5_0);
        PacketWriter out = new PacketWriter();
        byte[] properties = new byte[3];
        out.wrap(properties, 0, 3);
        out.property16(Property.TOPIC_ALIAS, 40);
        client.subscribe("t", 0);
        client.publish("t", "1", 0, false, 0, properties);
        client.publish("", "2", 0, false, 0, properties);
        properties[2] = 41;
        client.publish("t", "3", 0, false, 0, properties);
        assertEquals(List.of("SUBACK 00", "PUBLISH t=1 q0 r0 d0 m0", "PUBLISH t=2 q0 r0 d0 m0", "DISCONNECT 0x94"),
                client.received());
    }
}
