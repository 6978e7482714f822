package dev.libellule.device.client;

import static dev.libellule.device.client.ClientBench.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.libellule.device.codec.MqttVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Topic Aliases in both directions, 3.3.2.3.4. */
class TopicAliasTest {
    private static final String CONNACK_WITH_TWO_ALIASES = "20 06 00 00 03 22 0002";

    private static ClientBench connected(MqttSettings settings) {
        ClientBench bench = new ClientBench(MqttVersion.V5_0, settings);
        bench.client.connect();
        greet(bench);
        return bench;
    }

    private static List<String> greet(ClientBench bench) {
        bench.step();
        List<String> said = bench.server.take();
        bench.server.send(CONNACK_WITH_TWO_ALIASES);
        bench.step();
        bench.listener.take();
        return said;
    }

    @Test
    void aTopicIsSentOnceAndThenItsAlias() {
        ClientBench bench = connected(settings().topicAliases(0, 4, 20));
        for (String topic : List.of("maison/salon", "maison/salon", "jardin", "garage", "jardin", "garage")) {
            bench.publish(topic, "1", 0);
        }
        bench.step();
        assertEquals(List.of("PUBLISH maison/salon 1 q0 properties=230001", "PUBLISH  1 q0 properties=230001",
                "PUBLISH jardin 1 q0 properties=230002", "PUBLISH garage 1 q0", // the server allows two
                "PUBLISH  1 q0 properties=230002", "PUBLISH garage 1 q0"), bench.server.take());
    }

    @Test
    void whatIsSentAgainOnAnotherConnectionHasItsTopic() { // [MQTT-3.3.2-7]
        ClientBench bench = connected(settings().topicAliases(0, 2, 20).cleanStart(false).sessionExpirySeconds(-1));
        bench.publish("maison/salon", "1", 1);
        bench.publish("maison/salon", "2", 1);
        bench.step();
        assertEquals(
                List.of("PUBLISH maison/salon 1 q1 #1 properties=230001", "PUBLISH  2 q1 #2 properties=230001"),
                bench.server.take());
        bench.cutAndReturn();
        bench.step();
        bench.server.take();
        bench.server.send("20 06 01 00 03 22 0002"); // Session Present
        bench.step();
        assertEquals(List.of("PUBLISH maison/salon 1 q1 #1 dup", "PUBLISH maison/salon 2 q1 #2 dup"),
                bench.server.take());
    }

    @Test
    void aTopicTooLongForItsPlaceGoesWithoutAlias() {
        ClientBench bench = connected(settings().topicAliases(0, 2, 4));
        bench.publish("salon", "1", 0);
        bench.publish("cave", "1", 0);
        bench.step();
        assertEquals(List.of("PUBLISH salon 1 q0", "PUBLISH cave 1 q0 properties=230001"), bench.server.take());
    }

    @Test
    void noAliasWithoutTheServersConsent() { // [MQTT-3.2.2-18]
        ClientBench bench = new ClientBench(MqttVersion.V5_0, settings().topicAliases(0, 2, 20)).connect();
        bench.publish("salon", "1", 0);
        bench.step();
        assertEquals(List.of("PUBLISH salon 1 q0"), bench.server.take());
    }

    @Test
    void theServersAliasesAreUnderstood() {
        ClientBench bench = connected(settings().topicAliases(2, 0, 20));
        bench.server.send("30 08 0001 61 03 230002 31" + "30 07 0000 03 230002 32" // a, then its alias
                + "30 08 0001 62 03 230002 33" + "32 09 0000 0005 03 230002 34"); // the alias gets another topic
        bench.step();
        assertEquals(List.of("a 1 q0", "a 2 q0", "b 3 q0", "b 4 q1"), bench.listener.take());
        assertEquals(List.of("PUBACK #5"), bench.server.take());
    }

    @Test
    void theyAreAnnouncedAndEndWithTheConnection() {
        ClientBench bench = new ClientBench(MqttVersion.V5_0, settings().topicAliases(2, 0, 20));
        bench.client.connect();
        assertEquals("CONNECT v5 clean id=uno keep=60 properties=2100102700000100220002", greet(bench).get(0));
        bench.server.send("30 08 0001 61 03 230002 31");
        bench.step();
        bench.cutAndReturn();
        greet(bench);
        bench.server.send("30 07 0000 03 230002 32");
        bench.step();
        assertEquals(List.of("DISCONNECT reason=130"), bench.server.take());
    }

    @Test
    void anAliasAboveTheMaximumEndsTheConnection() { // [MQTT-3.3.2-11]
        ClientBench bench = connected(settings().topicAliases(2, 0, 20));
        bench.server.send("30 08 0001 61 03 230003 31");
        bench.step();
        assertEquals(List.of("DISCONNECT reason=148"), bench.server.take());
        assertFalse(bench.client.isConnected());
    }

    @Test
    void aTopicThatCannotBeKeptEndsTheUseOfAliases() {
        ClientBench bench = connected(settings().topicAliases(2, 0, 4));
        bench.server.send("30 0c 0005 73616c6f6e 03 230001 31"); // salon
        bench.step();
        assertEquals(List.of("DISCONNECT reason=131"), bench.server.take());
        bench.now += 1000;
        bench.server.forget();
        assertEquals("CONNECT v5 clean id=uno keep=60 properties=2100102700000100", greet(bench).get(0));
    }
}
