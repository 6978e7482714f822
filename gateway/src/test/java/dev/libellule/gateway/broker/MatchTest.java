package dev.libellule.gateway.broker;

import static dev.libellule.gateway.broker.TestClient.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.codec.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topic matching, 4.7, where the broker does it: for subscriptions, for retained messages and for rights. One table for all three. */
class MatchTest {
    private final BrokerCore core = new BrokerCore(Limits.DEFAULT);
    private final Carriers carriers = new Carriers();

    private TestClient client(String id) {
        TestClient client = new TestClient(core, carriers,
                (user, password, peer) -> CompletableFuture.completedFuture(0),
                TestClient.connect(MqttVersion.V5_0, id, true));
        client.received();
        return client;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # The tables of the texts that teach MQTT at home
            maison/+/temp,          maison/salon/temp,            true
            maison/+/temp,          maison/garage/temp,           true
            maison/+/temp,          maison/couloir/temp,          true
            maison/+/temp,          maison/salon/hum,             false
            maison/+/temp,          jardin/temp,                  false
            maison/#,               maison/salon/temp,            true
            maison/#,               maison/salon/hygro,           true
            maison/#,               maison/rdc/salon/hum,         true
            maison/#,               maison,                       true
            maison/#,               annexe/couloir/hum,           false
            maison/#,               jardin/temp,                  false
            maison/+/valeur,        maison/salon/valeur,          true
            maison/+/température,   maison/1er étage/température, true
            maison/1er étage/#,     maison/1er étage/température, true
            maison/1er étage/#,     maison/2e étage/température,  false
            gendarmerie/drone1/#,   gendarmerie/drone1/altitude,  true
            gendarmerie/+/altitude, gendarmerie/drone1/altitude,  true
            gendarmerie/+/altitude, gendarmerie/drone1/vitesse,   false
            /test/#,                /test/val,                    true
            /test/#,                test/val,                     false
            test/val,               test/val,                     true
            test/val,               /test/val,                    false
            # A wildcard does not see what begins with $
            #,                      $SYS/broker/version,          false
            +/broker/version,       $SYS/broker/version,          false
            +/+/+,                  $SYS/broker/version,          false
            $SYS/broker/version,    $SYS/broker/version,          true
            $SYS/#,                 $SYS/broker/version,          true
            $SYS/+/version,         $SYS/broker/version,          true
            #,                      maison,                       true
            +/#,                    maison,                       true
            # The examples of the specification, 4.7.1
            sport/tennis/player1/#, sport/tennis/player1,         true
            sport/tennis/player1/#, sport/tennis/player1/ranking, true
            sport/tennis/player1/#, sport/tennis/player1/score/wimbledon, true
            sport/tennis/+,         sport/tennis/player1,         true
            sport/tennis/+,         sport/tennis/player1/ranking, false
            sport/+,                sport,                        false
            sport/+,                sport/,                       true
            +/+,                    /finance,                     true
            /+,                     /finance,                     true
            +,                      /finance,                     false
            +,                      finance,                      true
            a//b,                   a//b,                         true
            a/+/b,                  a//b,                         true
            a/b,                    a//b,                         false
            # Nothing is normalized, [MQTT-4.7.3-4]
            maison/salon,           Maison/salon,                 false
            maison/salon,           maison/salon/,                false
            e\u0301t\u00e9,         \u00e9t\u00e9,                false
            """)
    void matches(String filter, String topic, boolean expected) {
        assertEquals(expected, subscribed(filter, topic), "subscription");
        assertEquals(expected, retained(filter, topic), "retained message");
        byte[] name = utf8(topic);
        assertEquals(expected, Rights.matches(utf8(filter), name, 0, name.length), "right");
    }

    private boolean subscribed(String filter, String topic) {
        TestClient client = client("s");
        client.subscribe(filter, 0);
        client.received();
        core.publish(Message.of(topic, utf8("x"), 0, false));
        return !client.received().isEmpty();
    }

    private boolean retained(String filter, String topic) {
        core.publish(Message.of(topic, utf8("x"), 0, true));
        List<String> found = new ArrayList<>();
        core.retained().forEachMatch(filter, message -> found.add(message.topic()));
        return !found.isEmpty();
    }
}
