package dev.libellule.device.client;

import static dev.libellule.device.client.ClientBench.bytes;
import static dev.libellule.device.client.ClientBench.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Subscribe;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a CONNACK forbids is not asked for, 3.2.2.3. */
class ServerLimitsTest {
    private static ClientBench connected(String connAck, MqttSettings settings) {
        ClientBench bench = new ClientBench(MqttVersion.V5_0, settings);
        bench.client.connect();
        bench.step();
        bench.server.take();
        bench.server.send(connAck);
        bench.step();
        bench.listener.take();
        return bench;
    }

    @Test
    void filtersThatTheServerDoesNotServeAreRefusedWithoutAskingIt() { // 3.2.2.3.11 to 3.2.2.3.13
        ClientBench bench = connected("20 09 00 00 06 2800 2900 2a00", settings());
        bench.client.subscribe(bytes("a/+"), 0);
        bench.client.subscribe(bytes("b"), 0, 5);
        bench.client.subscribe(bytes("$share/g/c"), 0);
        bench.client.subscribe(bytes("d"), 0);
        bench.step();
        assertEquals(List.of("SUBSCRIBE #1 d:0"), bench.server.take());
        assertEquals(List.of("subscribed a/+ 162", "subscribed b 161", "subscribed $share/g/c 158"),
                bench.listener.take());
    }

    @Test
    void optionsThatMayNotBeAreRefused() {
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0);
        assertEquals(Status.PROTOCOL_ERROR, bench.client.subscribe(bytes("$share/g/c"), Subscribe.NO_LOCAL)); // [MQTT-3.8.3-4]
        assertEquals(Status.QOS, bench.client.subscribe(bytes("c"), 3));
        assertEquals(Status.RESERVED_FLAGS, bench.client.subscribe(bytes("c"), 0x40)); // [MQTT-3.8.3-5]
        assertEquals(Status.RESERVED_FLAGS, bench.client.subscribe(bytes("c"), 0x30));
        assertEquals(Status.OK, bench.client.subscribe(bytes("c"),
                2 | Subscribe.NO_LOCAL | Subscribe.RETAIN_AS_PUBLISHED | Subscribe.NO_RETAINED));
        bench.step();
        assertEquals(List.of("SUBSCRIBE #1 c:46"), bench.server.take());
    }

    @Test
    void theServersSessionExpiryCounts() { // 3.2.2.3.2
        ClientBench bench = connected("20 08 00 00 05 11 00000007", settings().sessionExpirySeconds(60));
        assertEquals(7, bench.client.sessionExpirySeconds());
        assertEquals(60, ClientBench.connected(MqttVersion.V5_0, settings().sessionExpirySeconds(60)).client
                .sessionExpirySeconds());
    }

    @Test
    void disconnectCanChangeTheSessionExpiry() { // 3.14.2.2.2
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0, settings().sessionExpirySeconds(60));
        assertEquals(Status.OK, bench.client.disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, 5));
        bench.step();
        assertEquals(List.of("DISCONNECT reason=4 properties=1100000005"), bench.server.take());
        assertTrue(bench.client.isIdle());
    }

    @Test
    void aSessionThatWasToEndCannotBeProlonged() { // 3.14.2.2.2
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0);
        assertEquals(Status.PROTOCOL_ERROR, bench.client.disconnect(ReasonCode.SUCCESS, 5));
        assertTrue(bench.client.isConnected());
    }

    @Test
    void connectCarriesFurtherProperties() { // 3.1.2.11
        MqttSettings settings = settings().connectProperties(new byte[]{0x19, 1, 0x17, 0, 0x26, 0, 1, 'a', 0, 1, 'b'});
        ClientBench bench = new ClientBench(MqttVersion.V5_0, settings);
        bench.client.connect();
        bench.step();
        assertEquals(
                List.of("CONNECT v5 clean id=uno keep=60 properties=21001027000001001901170026000161000162"),
                bench.server.take());
    }

    @Test
    void disconnectCarriesProperties() { // 3.14.2.2
        byte[] properties = {0x26, 0, 1, 'a', 0, 1, 'b'};
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0);
        assertEquals(Status.BUFFER_FULL, bench.client.disconnect(ReasonCode.SUCCESS, new byte[300]));
        assertTrue(bench.client.isConnected());
        assertEquals(Status.OK, bench.client.disconnect(ReasonCode.SUCCESS, properties));
        bench.step();
        assertEquals(List.of("DISCONNECT properties=26000161000162"), bench.server.take());
        bench = ClientBench.connected(MqttVersion.V3_1_1);
        assertEquals(Status.OK, bench.client.disconnect(ReasonCode.SUCCESS, properties));
        bench.step();
        assertEquals(List.of("DISCONNECT"), bench.server.take());
    }

    @Test
    void requestsCarryUserProperties() { // 3.8.2.1.3, 3.10.2.1.2
        MqttSettings settings = settings().subscriptionProperties(new byte[]{0x26, 0, 1, 'a', 0, 1, 'b'},
                new byte[]{0x26, 0, 1, 'c', 0, 1, 'd'});
        ClientBench bench = ClientBench.connected(MqttVersion.V5_0, settings);
        bench.client.subscribe(bytes("x"), 1, 5);
        bench.client.unsubscribe(bytes("y"));
        bench.step();
        assertEquals(List.of("SUBSCRIBE #1 properties=0b0526000161000162 x:1",
                "UNSUBSCRIBE #2 properties=26000163000164 y"), bench.server.take());
        bench = ClientBench.connected(MqttVersion.V3_1_1, settings);
        bench.client.subscribe(bytes("x"), 1);
        bench.step();
        assertEquals(List.of("SUBSCRIBE #1 x:1"), bench.server.take());
    }
}
