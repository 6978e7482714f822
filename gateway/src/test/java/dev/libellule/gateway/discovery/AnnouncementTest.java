package dev.libellule.gateway.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.boards.Models;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnouncementTest {
    private static final GatewayDevice PI1 = new GatewayDevice("pi1", "passerelle/pi1/etat", "1.0.0");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Map<String, byte[]> of(String yaml) {
        Board board = BoardFile.parse("board.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        return Announcement.of("homeassistant", PI1, board, Announcement.ORIGIN);
    }

    private static JsonNode read(byte[] payload) throws IOException {
        return JSON.readTree(payload);
    }

    @Test
    void anUnoAsHomeAssistantWantsToHearOfIt() throws IOException {
        Map<String, byte[]> messages = of("""
                board: salon-uno
                name: Arduino salon
                model: arduino-uno
                place: salon
                serial: {port: /dev/none}
                signals:
                  - {name: temp, unit: °C, max: 5 s}
                outputs:
                  - {name: led, topic: ctrlled, state: ctrlled/etat, on: "1", off: "0"}
                """);
        assertEquals(2, messages.size());
        assertEquals(read("""
                {"name":"temp","unique_id":"salon_uno_temp","default_entity_id":"sensor.salon_temp",
                 "state_topic":"maison/salon/temp","device_class":"temperature","state_class":"measurement",
                 "unit_of_measurement":"°C","suggested_display_precision":1,"expire_after":15,
                 "availability":[{"topic":"passerelle/pi1/etat"},{"topic":"maison/salon-uno/$etat"}],
                 "availability_mode":"all","payload_available":"online","payload_not_available":"offline",
                 "device":{"identifiers":["salon-uno"],"name":"Arduino salon","model":"Arduino Uno",
                           "suggested_area":"salon","via_device":"pi1"},
                 "origin":{"name":"Libellule","sw_version":"1.0.0"}}
                """.getBytes(StandardCharsets.UTF_8)),
                read(messages.get("homeassistant/sensor/salon_uno/salon_temp/config")));
        JsonNode led = read(messages.get("homeassistant/light/salon_uno/led/config"));
        assertEquals("salon_uno_led", led.get("unique_id").asText());
        assertEquals("light.salon_led", led.get("default_entity_id").asText());
        assertEquals("ctrlled", led.get("command_topic").asText());
        assertEquals("ctrlled/etat", led.get("state_topic").asText());
        assertEquals("1", led.get("payload_on").asText());
        assertEquals("0", led.get("payload_off").asText());
        assertEquals(false, led.get("retain").asBoolean(true),
                "a retained command switches by itself after a reconnect");
    }

    @Test
    void everyKindOfInputAndOutputHasItsComponent() throws IOException {
        Map<String, byte[]> messages = of("""
                board: atelier
                model: raspberry-pi
                place: atelier
                inputs:
                  - {name: porte, as: reed, gpio: 5}
                  - {name: passage, as: pir, gpio: 6}
                outputs:
                  - {name: pompe, gpio: 17}
                  - {name: ruban, chip: pca9685, bus: 1, address: 0x40, channel: 0, as: rgb}
                  - {name: plafond, chip: pca9685, bus: 1, address: 0x40, channel: 3, as: dimmer}
                  - {name: volet, chip: pca9685, bus: 1, address: 0x40, channel: 4, as: servo}
                """);
        assertEquals("opening",
                read(messages.get("homeassistant/binary_sensor/atelier/atelier_porte/config")).get("device_class")
                        .asText());
        assertEquals("motion", read(messages.get("homeassistant/binary_sensor/atelier/atelier_passage/config"))
                .get("device_class").asText());
        assertEquals("switch.atelier_pompe",
                read(messages.get("homeassistant/switch/atelier/pompe/config")).get("default_entity_id").asText());
        assertEquals("maison/atelier/ruban",
                read(messages.get("homeassistant/light/atelier/ruban/config")).get("rgb_state_topic").asText());
        assertEquals(100,
                read(messages.get("homeassistant/light/atelier/plafond/config")).get("brightness_scale").asInt());
        assertEquals(180, read(messages.get("homeassistant/number/atelier/volet/config")).get("max").asInt());
    }

    @Test
    void allShippedBoardsHaveTopicsThatHomeAssistantTakes() throws IOException {
        Pattern topic = Pattern.compile("homeassistant/[a-z_]+/[a-zA-Z0-9_-]+/[a-zA-Z0-9_-]+/config");
        int count = 0;
        for (Board board : Models.shippedBoards()) {
            for (Map.Entry<String, byte[]> message : Announcement.of("homeassistant", PI1, board, Announcement.ORIGIN)
                    .entrySet()) {
                assertTrue(topic.matcher(message.getKey()).matches(), message.getKey());
                JsonNode config = read(message.getValue());
                boolean speaksMqtt = board.mqtt().isPresent();
                assertEquals(speaksMqtt ? 1 : 2, config.get("availability").size(), message.getKey());
                count++;
            }
        }
        assertTrue(count >= Models.shippedBoards().size(), "each measures or switches something");
    }

    @ParameterizedTest
    @CsvSource({"°C,T,temperature", "%,humidite,humidity", "%,charge,", "hPa,p,atmospheric_pressure", "kWh,e,energy",
            "lux,lum,", "ppm,co2,carbon_dioxide"})
    void theDeviceClassGoesWithTheUnit(String unit, String name, String deviceClass) {
        assertEquals(deviceClass, DeviceClass.of(unit, name));
    }

    @Test
    void metersOnlyRise() {
        assertEquals("total_increasing", DeviceClass.stateOf("energy"));
        assertEquals("measurement", DeviceClass.stateOf("temperature"));
        assertEquals("measurement", DeviceClass.stateOf(null));
        assertNull(DeviceClass.of("", "x"));
    }

    @Test
    void slugsLoseAccentsAndAreGivenOnce() {
        Slug slug = new Slug();
        assertEquals("sejour_ete", slug.unique("Séjour-Été"));
        assertEquals("sejour_ete_2", slug.unique("sejour_ete"));
        assertEquals("x", slug.unique("???"));
    }
}
