package dev.libellule.gateway.broker;

import static dev.libellule.device.codec.MqttVersion.V3_1_1;
import static dev.libellule.device.codec.MqttVersion.V5_0;
import static dev.libellule.gateway.broker.TestClient.connect;
import static dev.libellule.gateway.broker.TestClient.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message of QoS 0 costs no byte of heap on its way through the broker, once everything has been made. */
class AllocationTest {
    private static final Authenticator EVERYBODY = (user, password, peer) -> CompletableFuture.completedFuture(0);
    private static final int MESSAGES_A_TURN = 50;
    private static final int TURNS = 2_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final BrokerCore core = new BrokerCore(Limits.DEFAULT);
    private final Carriers carriers = new Carriers();

    private TestClient client(int version, String clientId, byte[] properties) {
        Connect connect = connect(version, clientId, true);
        connect.propertiesToSend.set(properties);
        TestClient client = new TestClient(core, carriers, EVERYBODY, connect);
        client.received();
        return client;
    }

    private static int put(PacketWriter out, int version, String topic, byte[] properties) {
        Publish publish = new Publish();
        publish.topic.set(utf8(topic));
        publish.payload.set(new byte[64]);
        publish.propertiesToSend.set(properties);
        return PublishCoder.encode(out, version, publish);
    }

    /** Bytes that went to the subscriber per message, and none of heap. */
    private double run(int publisherVersion, int subscriberVersion, String filter, int options,
            byte[] subscriberConnect,
            byte[] first, byte[] others, boolean isTopicLeftOut) {
        TestClient subscriber = client(subscriberVersion, "s", subscriberConnect);
        subscriber.subscribe(filter, options);
        subscriber.received();
        TestClient publisher = client(publisherVersion, "p", new byte[0]);
        byte[] packet = new byte[4_000];
        PacketWriter out = new PacketWriter();
        out.wrap(packet, 0, packet.length);
        publisher.send(packet, put(out, publisherVersion, "maison/salon/temp", first));
        byte[] turn = new byte[MESSAGES_A_TURN * 200];
        out.wrap(turn, 0, turn.length);
        for (int i = 0; i < MESSAGES_A_TURN; i++) {
            assertTrue(put(out, publisherVersion, isTopicLeftOut ? "" : "maison/salon/temp", others) > 0);
        }
        int length = out.position();
        long before = 0;
        for (int i = 0; i < 2 * TURNS; i++) {
            if (i == TURNS) {
                before = THREADS.getCurrentThreadAllocatedBytes();
            }
            publisher.connection().receive(turn, 0, length);
            publisher.connection().output().clear();
            if (i < 2 * TURNS - 1) {
                subscriber.connection().output().clear();
            }
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        double bytesSent = subscriber.connection().output().length() / (double) MESSAGES_A_TURN;
        subscriber.connection().output().clear();
        assertTrue(allocated < TURNS, allocated + " bytes for " + TURNS * MESSAGES_A_TURN + " messages");
        return bytesSent;
    }

    private static final byte[] NONE = {};

    @ParameterizedTest
    @CsvSource({"4, 4, 85", "4, 5, 86", "5, 4, 85", "5, 5, 86"})
    void ofOneVersionOrTwo(int publisherVersion, int subscriberVersion, double bytesSent) {
        assertEquals(bytesSent, run(publisherVersion, subscriberVersion, "maison/+/temp", 0, NONE, NONE, NONE, false));
    }

    @ParameterizedTest
    @CsvSource({"4, 85", "5, 86"})
    void withATopicAliasFromTheSender(int subscriberVersion, double bytesSent) {
        byte[] alias = {Property.TOPIC_ALIAS, 0, 1};
        assertEquals(bytesSent, run(V5_0, subscriberVersion, "#", 0, NONE, alias, alias, true));
    }

    @Test
    void withATopicAliasToTheReceiver() {
        byte[] offers = {Property.TOPIC_ALIAS_MAXIMUM, 0, 5};
        assertEquals(2 + 2 + 1 + 3 + 64, run(V3_1_1, V5_0, "#", 0, offers, NONE, NONE, false));
    }

    @Test
    void withExpiryUserPropertiesAndAnAlias() {
        byte[] expiry = {Property.TOPIC_ALIAS, 0, 1, Property.MESSAGE_EXPIRY_INTERVAL, 0, 0, 0, 60,
                Property.USER_PROPERTY, 0, 1, 'a', 0,
                1, 'b'};
        assertEquals(86 + 5 + 7, run(V5_0, V5_0, "#", 0, NONE, expiry, expiry, true));
    }

    @Test
    void toASharedSubscription() {
        assertEquals(86, run(V5_0, V5_0, "$share/g/maison/#", 0, NONE, NONE, NONE, false));
    }

    @Test
    void theCounterCounts() {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        byte[][] made = new byte[10][];
        Arrays.setAll(made, _ -> new byte[1_000]);
        assertTrue(THREADS.getCurrentThreadAllocatedBytes() - before >= 10_000, made.length + " arrays");
    }
}
