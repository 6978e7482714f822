package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits on real sockets: each is reached, a neighbour notices nothing, and when the cause is gone all is as before. */
class LimitsIT {
    private Broker broker;

    @AfterEach
    void end() {
        broker.close();
    }

    private int start(Limits limits) {
        broker = Broker.start(new BrokerOptions(List.of(Listener.loopback(0, Transport.TCP)), limits, Duration.ZERO),
                "test");
        return broker.port(0);
    }

    @Test
    void aPacketThatIsTooLargeEndsItsConnectionOnly() throws Exception { // max_packet_size, 3.1.2.11.4
        int port = start(Records.with(Limits.DEFAULT, "maxPacketSize", 1_000));
        try (RawClient neighbour = RawClient.connected(port, 4, "neighbour");
                RawClient large = RawClient.connected(port, 5, "large")) {
            large.publish("t", new byte[2_000], 0, false, 0);
            byte[] disconnect = large.read(0xE0);
            assertEquals(0x95, disconnect[2] & 0xFF); // Packet too large
            assertNull(large.read());
            assertNotNull(neighbour.ping());
        }
        try (RawClient again = RawClient.connected(port, 5, "large")) {
            assertEquals(0x10, again.publishAndAwait("t", new byte[900], false, 1));
        }
    }

    @Test
    void noMoreConnectionsThanAllowedInAllAndRoomAgainAfterwards() throws Exception { // global_max_connections
        int port = start(Records.limits("maxConnections", 2));
        try (RawClient first = RawClient.connected(port, 4, "first")) {
            try (RawClient second = RawClient.connected(port, 4, "second");
                    RawClient third = new RawClient(port, 4)) {
                assertEquals(-1, connect(third));
                assertNotNull(second.ping());
            }
            int code = -1;
            for (int attempt = 0; attempt < 500 && code != 0; attempt++) { // until the broker has seen the end of the second
                try (RawClient next = new RawClient(port, 4)) {
                    code = connect(next);
                }
            }
            assertEquals(0, code);
            assertNotNull(first.ping());
        }
    }

    private static int connect(RawClient client) {
        try {
            return client.connect("next", true, 0, new byte[0]);
        } catch (java.io.IOException e) {
            return -1;
        }
    }

    @Test
    void noMoreInFlightThanAllowedAndTheRestFollowsTheAcknowledgements() throws Exception { // max_inflight_messages
        int port = start(Records.with(Limits.DEFAULT, "maxInflightMessages", 3));
        try (RawClient subscriber = RawClient.connected(port, 4, "subscriber");
                RawClient publisher = RawClient.connected(port, 4, "publisher")) {
            subscriber.subscribe("t", 1);
            for (int n = 1; n <= 10; n++) {
                publisher.publishAndAwait("t", new byte[]{(byte) ('0' + n)}, false, n);
            }
            for (int n = 1; n <= 10; n++) {
                if (n == 4) {
                    assertNothingComes(subscriber);
                    for (int m = 1; m <= 10; m++) {
                        subscriber.acknowledge(m);
                    }
                }
                byte[] publish = subscriber.read(0x30);
                assertEquals(Character.toString('0' + n), RawClient.payload(publish));
            }
        }
    }

    private static void assertNothingComes(RawClient client) throws Exception {
        client.patience(300);
        try {
            byte[] packet = client.read();
            assertNull(packet, "nothing may come");
            throw new AssertionError("the connection has ended");
        } catch (SocketTimeoutException e) {
            client.patience(20_000);
        }
    }

    @Test
    void noMoreIsQueuedThanAllowedAndThenThereIsRoomAgain() throws Exception { // max_queued_messages
        assertEquals(5, queuedOf(20, Records.with(Limits.DEFAULT, "maxQueuedMessages", 5)));
    }

    @Test
    void noMoreBytesAreQueuedThanAllowed() throws Exception { // max_queued_bytes: 101 bytes each, with the topic
        assertEquals(4, queuedOf(20, Records.limits("maxQueuedBytes", 450L)));
    }

    @Test
    void memoryLimitHoldsForQueues() throws Exception { // memory_limit
        int queued = queuedOf(200, Records.limits("memoryLimit", 10_000L)); // less what $SYS retains
        assertTrue(queued > 20 && queued < 100, queued + " messages of 101 bytes in 10,000");
    }

    /** How many of so many messages of 100 bytes wait for a client that is away; asked twice, the second time after they were fetched. */
    private int queuedOf(int published, Limits limits) throws Exception {
        int port = start(limits);
        try (RawClient neighbour = RawClient.connected(port, 4, "neighbour")) {
            int first = fetched(port, published, true);
            assertEquals(first, fetched(port, published, false), "as many again, once there is room");
            neighbour.subscribe("n", 1);
            neighbour.publish("n", new byte[10], 0, false, 0);
            assertNotNull(neighbour.read(0x30));
            return first;
        }
    }

    private static int fetched(int port, int published, boolean isNew) throws Exception {
        if (isNew) {
            try (RawClient away = new RawClient(port, 4)) {
                assertEquals(0, away.connect("away", false, 0, new byte[0]));
                away.subscribe("t", 1);
                away.send(new byte[]{(byte) 0xE0, 0});
                assertNull(away.read());
            }
        }
        try (RawClient publisher = RawClient.connected(port, 4, "publisher")) {
            for (int n = 1; n <= published; n++) {
                publisher.publishAndAwait("t", new byte[100], false, n);
            }
        }
        try (RawClient back = new RawClient(port, 4)) {
            assertEquals(0, back.connect("away", false, 0, new byte[0]));
            int count = 0;
            int before;
            do { // what is acknowledged makes room for more in flight
                before = count;
                back.send(new byte[]{(byte) 0xC0, 0});
                for (byte[] packet = back.read(); (packet[0] & 0xF0) != 0xD0; packet = back.read()) {
                    back.acknowledge(RawClient.identifier(packet));
                    count++;
                }
            } while (count > before);
            back.send(new byte[]{(byte) 0xE0, 0});
            assertNull(back.read());
            return count;
        }
    }

    @Test
    void userPropertiesCountLikePayload() throws Exception { // their number has no limit of its own: their bytes have
        int port = start(Records.limits("memoryLimit", 100_000L));
        byte[] pair = new byte[1 + 2 + 500 + 2 + 500];
        pair[0] = 38;
        pair[1] = 1;
        pair[2] = (byte) 244;
        pair[503] = 1;
        pair[504] = (byte) 244;
        for (int i = 0; i < 500; i++) {
            pair[3 + i] = 'k';
            pair[505 + i] = 'v';
        }
        byte[] sixty = new byte[pair.length * 60];
        for (int i = 0; i < 60; i++) {
            System.arraycopy(pair, 0, sixty, i * pair.length, pair.length);
        }
        try (RawClient client = RawClient.connected(port, 5, "client")) {
            client.send(client.publishPacket("a", new byte[1], 0, true, 0, sixty));
            client.send(client.publishPacket("b", new byte[1], 0, true, 0, sixty)); // does not fit beside it
            assertNotNull(client.ping());
            assertEquals(List.of(true, false), List.of(isRetained(client, "a"), isRetained(client, "b")));
            client.publish("a", new byte[0], 0, true, 0); // room again
            client.send(client.publishPacket("b", new byte[1], 0, true, 0, sixty));
            assertTrue(isRetained(client, "b"));
        }
    }

    private static boolean isRetained(RawClient client, String topic) throws Exception {
        client.subscribe(topic, 0);
        client.send(new byte[]{(byte) 0xC0, 0});
        boolean is = (client.read()[0] & 0xF0) == 0x30;
        if (is) {
            client.read(0xD0);
        }
        client.unsubscribe(topic);
        return is;
    }

    @Test
    void aClientThatNeverReadsCostsLittleAndItsNeighbourNothing() throws Exception {
        int port = start(Records.with(Limits.DEFAULT, "maxPendingBytes", 1 << 20));
        try (RawClient deaf = RawClient.connected(port, 4, "deaf");
                RawClient neighbour = RawClient.connected(port, 4, "neighbour");
                RawClient publisher = RawClient.connected(port, 4, "publisher")) {
            deaf.subscribe("t", 0);
            neighbour.subscribe("t", 0);
            byte[] payload = new byte[10_000];
            for (int n = 0; n < 3_000; n++) { // 30 MB
                publisher.publish("t", payload, 0, false, 0);
                assertEquals(payload.length + 5, neighbour.read(0x30).length);
            }
            deaf.send(new byte[]{(byte) 0xC0, 0}); // reads again: what waited, the answer, and then all that comes
            int got = 0;
            for (byte[] packet = deaf.read(); (packet[0] & 0xF0) == 0x30; packet = deaf.read()) {
                got++;
            }
            assertTrue(got < 2_500, got + " messages of 10 kB were kept");
            publisher.publish("t", payload, 0, false, 0);
            assertNotNull(deaf.read(0x30));
        }
    }
}
