package dev.libellule.gateway.broker;

import static dev.libellule.device.codec.MqttVersion.V3_1_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.PacketType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SysTopicsTest {
    private final BrokerCore core = new BrokerCore(new Limits(1, 20, 1_000, 10_000, 10_000));
    private final Carriers carriers = new Carriers();
    private final SysTopics sys = new SysTopics(core, "test", new SysTopics.Outgoings() {
        @Override
        public long packets() {
            return 3;
        }

        @Override
        public long bytes() {
            return 33;
        }
    });

    {
        sys.publish();
    }

    private TestClient client(String clientId, boolean cleanStart) {
        return new TestClient(core, carriers, (user, password, peer) -> CompletableFuture.completedFuture(0),
                TestClient.connect(V3_1_1, clientId, cleanStart));
    }

    private Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        core.retained().forEachMatch("$SYS/broker/#", message -> values
                .put(message.topic().substring("$SYS/broker/".length()),
                        new String(message.payload(), StandardCharsets.UTF_8)));
        return values;
    }

    @Test
    void hasEveryNameOfMosquitto() {
        Map<String, String> values = values();
        List<String> names = new ArrayList<>(List.of("version", "uptime", "messages/received", "messages/sent",
                "messages/stored", "publish/messages/received", "publish/messages/sent", "publish/messages/dropped",
                "publish/bytes/received", "publish/bytes/sent", "bytes/received", "bytes/sent", "subscriptions/count",
                "shared_subscriptions/count", "retained messages/count", "store/messages/count",
                "store/messages/bytes", "heap/current", "heap/maximum", "packet/out/count", "packet/out/bytes",
                "connections/socket/count", "mqtt/publish/received", "mqtt/connack/sent"));
        for (String name : List.of("connected", "disconnected", "active", "inactive", "total", "maximum", "expired")) {
            names.add("clients/" + name);
        }
        for (String name : List.of("messages/received", "messages/sent", "publish/received", "publish/sent",
                "publish/dropped", "bytes/received", "bytes/sent", "sockets", "connections")) {
            for (String minutes : List.of("1min", "5min", "15min")) {
                names.add("load/" + name + "/" + minutes);
            }
        }
        names.removeAll(values.keySet());
        assertEquals(List.of(), names, "missing in " + values);
    }

    @Test
    void valuesAreTrue() {
        int atRest = core.retained().count();
        TestClient subscriber = client("s", false);
        subscriber.subscribe("t", 1);
        TestClient publisher = client("p", true);
        publisher.publish("t", "12345", 1, false, 1);
        publisher.publish("t", "123", 1, false, 2);
        publisher.publish("kept", "1", 0, true, 0);
        subscriber.received();
        publisher.received();
        subscriber.lose();
        core.advance(10_000);
        sys.publish();
        Map<String, String> values = values();
        assertEquals("10 seconds", values.get("uptime"));
        assertEquals("1", values.get("clients/connected"));
        assertEquals("1", values.get("clients/disconnected"));
        assertEquals("2", values.get("clients/maximum"));
        assertEquals("6", values.get("messages/received"), "2 CONNECT, 1 SUBSCRIBE, 3 PUBLISH");
        assertEquals("6", values.get("messages/sent"), "2 CONNACK, 1 SUBACK, 2 PUBACK, 1 PUBLISH");
        assertEquals("2", values.get("mqtt/connect/received"));
        assertEquals("2", values.get("mqtt/puback/sent"));
        assertEquals("3", values.get("publish/messages/received"));
        assertEquals("9", values.get("publish/bytes/received"));
        assertEquals("5", values.get("publish/bytes/sent"));
        assertEquals("1", values.get("publish/messages/sent"));
        assertEquals("1", values.get("subscriptions/count"));
        assertEquals("3", values.get("packet/out/count"));
        assertEquals("33", values.get("packet/out/bytes"));
        assertEquals("" + (atRest + 1), values.get("retained messages/count"));
        // 6 messages in 10 s are 36 a minute, of which the average of one minute has taken 1 - e^(-10/60)
        assertEquals("5.53", values.get("load/messages/received/1min"));
        assertEquals("0.40", values.get("load/messages/received/15min"));
        assertTrue(Long.parseLong(values.get("heap/current")) > 1_000_000);
        assertEquals(1, core.statistics().packetsSent[PacketType.PUBLISH]);
    }

    @Test
    void whatWaitsIsCountedAsStored() {
        client("s", false).subscribe("t", 1);
        core.sweep();
        TestClient publisher = client("p", true);
        client("s", false).lose();
        publisher.publish("t", "12345", 1, false, 1);
        sys.publish();
        assertEquals(core.retained().count() + 1, Integer.parseInt(values().get("store/messages/count")));
        assertEquals(core.retained().count() + 1, Integer.parseInt(values().get("messages/stored")));
    }
}
