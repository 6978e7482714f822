package dev.libellule.device.host;

import static dev.libellule.device.host.LiveClient.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.MqttVersion;
import java.util.List;
import java.util.function.Supplier;

/** What a client and a broker have to say to each other: each QoS both ways, session, will, retained message. */
public final class Conversation {
    private Conversation() {}

    /**
     * Holds it; fails where the broker does something else.
     *
     * @param name another one for each conversation with the same broker
     * @param transport makes another stream to the broker
     */
    public static void hold(String name, int version, Supplier<HostTransport> transport) {
        String topic = "interop/" + name;
        MqttSettings subscriberSettings = LiveClient.settings(version, "s" + name).cleanStart(false)
                .sessionExpirySeconds(600).topicAliases(10, 10, 64);
        LiveClient subscriber = new LiveClient(transport.get(), subscriberSettings).connected()
                .subscribed(topic + "/#", 2);
        LiveClient publisher = new LiveClient(transport.get(),
                LiveClient.settings(version, "p" + name).topicAliases(10, 10, 64)
                        .will(bytes(topic + "/will"), bytes("gone"), 1, false))
                .connected();

        for (int qos = 0; qos <= 2; qos++) { // each QoS, twice, so that aliases are used where there are any
            publisher.publish(topic + "/é", "one " + qos, qos, false);
            publisher.publish(topic + "/é", "two " + qos, qos, false);
            int expected = 2 * (qos + 1);
            subscriber.until(() -> subscriber.messages.size() == expected, publisher);
            publisher.until(() -> publisher.client.unacknowledged() == 0, subscriber);
        }
        assertEquals(List.of("one 0 q0", "two 0 q0", "one 1 q1", "two 1 q1", "one 2 q2", "two 2 q2"),
                subscriber.messages.stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList());

        subscriber.transport.close(); // the session goes on at the broker
        publisher.publish(topic + "/while-away", "kept", 1, false);
        publisher.until(() -> publisher.client.unacknowledged() == 0);
        subscriber.until(() -> subscriber.messages.contains(topic + "/while-away kept q1"), publisher);
        assertTrue(version == MqttVersion.V3_1 || subscriber.heard.contains("connected again"),
                () -> "heard " + subscriber.heard);

        publisher.transport.close(); // without DISCONNECT: the will
        subscriber.until(() -> subscriber.messages.contains(topic + "/will gone q1"));

        LiveClient another = new LiveClient(transport.get(),
                LiveClient.settings(version, "a" + name))
                .connected();
        another.publish(topic + "/kept", "state", 1, true);
        another.until(() -> another.client.unacknowledged() == 0);
        another.subscribed(topic + "/kept", 1).until(() -> another.messages.contains(topic + "/kept state q1 r"));
        another.publish(topic + "/kept", "", 1, true);
        another.until(() -> another.client.unacknowledged() == 0);
        end(another, subscriber);
    }

    static void end(LiveClient... clients) {
        for (LiveClient client : clients) {
            client.client.disconnect();
            client.until(client.client::isIdle);
        }
    }
}
