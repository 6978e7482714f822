package dev.libellule.simulator.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetFileTest {
    @Test
    void familiesAreRead() {
        assertEquals(
                List.of(new Family("thermometre", 5000, "maison/{n}/temp", Duration.ofSeconds(10), 15, 25, 1, 0, false),
                        new Family("compteur", 200, "compteur/{n}", Duration.ofSeconds(1), 0, 9000, 0, 1, true)),
                FleetFile.parse("f.yaml",
                        """
                                fleet:
                                  - {family: thermometre, count: 5000, topic: "maison/{n}/temp", every: 10 s, range: 15..25}
                                  - {family: compteur, count: 200, topic: "compteur/{n}", every: 1 s, range: 0..9000, decimals: 0, qos: 1,
                                     retain: true}
                                """));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{family: a, topic: t, cout: 2} | f.yaml: fleet[0].cout: unknown key; did you mean 'count'? Allowed: family, count, "
                    + "topic, every, range, decimals, qos, retain",
            "{family: a, topic: t, count: 0} | f.yaml: fleet[0].count: 0: must be 1 to 100000",
            "{family: a, topic: t/#} | f.yaml: fleet[0].topic: 't/#': must be a topic without wildcards, such as maison/{n}/temp",
            "{family: a, topic: t, every: 10} | f.yaml: fleet[0].every: '10' has no unit; did you mean '10 s'? Units: ms, s, min, "
                    + "h, d",
            "{family: a, topic: t, range: hot} | f.yaml: fleet[0].range: 'hot': write it such as 15..25",
            "{family: a, topic: t, range: 5..1} | f.yaml: fleet[0].range: 5.0..1.0: the first number must be smaller"})
    void wrongOnesAreRefused(String entry, String message) {
        assertEquals(message, assertThrows(IllegalArgumentException.class,
                () -> FleetFile.parse("f.yaml", "fleet: [" + entry + "]\n")).getMessage());
    }

    @Test
    void devicesStayInTheirRangeAndSayTheSameForASeed() {
        Family family = new Family("t", 10, "maison/{n}/temp", Duration.ofSeconds(1), 15, 25, 1, 0, false);
        Speaker one = family.device(7, 1);
        Speaker again = family.device(7, 1);
        for (int i = 0; i < 1000; i++) {
            Speaker.Message message = one.next();
            assertEquals("maison/7/temp", message.topic());
            String text = new String(message.payload(), StandardCharsets.UTF_8);
            assertEquals(text, new String(again.next().payload(), StandardCharsets.UTF_8));
            double value = Double.parseDouble(text);
            assertTrue(value >= 15 && value <= 25, text);
        }
    }

    @Test
    void mqttgensConfigurationIsReadAsItStands() {
        MqttGen config = MqttGen.parse("config.json",
                """
                        {"mqtt": {"host": "localhost", "port": 1884, "topic": "paho/test/iotsim"},
                         "misc": {"interval_ms": 250, "verbose": false},
                         "sensors": {
                           "AB14-2M": {"unit": "celsius", "type": "temperature", "range": [30, 60], "description": "Air condition"},
                           "XYZ": {"type": "occupancy", "range": [0, 1], "lat": 50.6}}}
                        """);
        assertEquals(1884, config.port());
        assertEquals(250, config.intervalMillis());
        Speaker speaker = config.speaker(250, 1);
        for (int i = 0; i < 100; i++) {
            Speaker.Message message = speaker.next();
            assertEquals("paho/test/iotsim", message.topic());
            String text = new String(message.payload(), StandardCharsets.UTF_8);
            assertTrue(text
                    .matches("\\{\"id\":\"AB14-2M\",\"value\":[3-6]\\d,\"unit\":\"celsius\",\"type\":\"temperature\","
                            + "\"description\":\"Air condition\"}|\\{\"id\":\"XYZ\",\"value\":[01],\"type\":\"occupancy\",\"lat\":50.6}"),
                    text);
        }
        assertTrue(assertThrows(IllegalArgumentException.class, () -> MqttGen.parse("c.json", "{\"mqtt\": {}}"))
                .getMessage()
                .startsWith("c.json: must have mqtt.topic"));
    }
}
