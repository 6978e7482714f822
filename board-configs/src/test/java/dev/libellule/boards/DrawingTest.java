package dev.libellule.boards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DrawingTest {
    static List<String> models() {
        return Models.byName().keySet().stream().filter(name -> !name.equals(Models.OTHER)).toList();
    }

    @ParameterizedTest
    @MethodSource("models")
    void theDrawingInTheFolderIsTheOneThatIsMade(String model) throws IOException {
        Path folder = Path.of("boards", model);
        assertEquals(Drawing.svg(BoardFile.load(folder.resolve("board.yaml"))),
                Files.readString(folder.resolve("board.svg")),
                "make it again with: libellule boards draw %s/board.yaml -o %s/board.svg".formatted(folder, folder));
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyPartAndTopicIsInIt(String model) throws Exception {
        Board board = BoardFile.load(Path.of("boards", model, "board.yaml"));
        String svg = Drawing.svg(board);
        DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        board.allSignals().forEach(signal -> assertTrue(svg.contains("publishes " + signal.topic())));
        board.outputs().forEach(output -> assertTrue(svg.contains("obeys " + output.topic())));
        String explained = String.join("\n", Explanation.of(board));
        board.allSignals().forEach(signal -> assertTrue(explained.contains("  " + signal.topic() + ": ")));
        board.outputs().forEach(output -> assertTrue(explained.contains("  " + output.topic() + ": switches ")));
    }

    @Test
    void textIsEscapedAndAModelWithoutPinsHasATableOnly() {
        String svg = Drawing.svg(BoardFile.parse("a.yaml",
                "board: a\nname: a < b & c\nmodel: other\nmqtt: {}\nsignals: [{name: t}]\n".getBytes(
                        StandardCharsets.UTF_8)));
        assertTrue(svg.contains("a &lt; b &amp; c") && !svg.contains("<circle"), svg);
    }

    @ParameterizedTest
    @CsvSource({"raspberry-pi", "raspberry-pi-zero-2", "raspberry-pi-3", "raspberry-pi-4", "raspberry-pi-5"})
    void aPiHasFortyPlacesAndTwentyEightPins(String model) {
        Pinouts.Pinout pins = Pinouts.byModel().get(model);
        Set<String> places = new HashSet<>(pins.pins().map(Pinouts.Pin::place).toList());
        Set<String> keys = new HashSet<>(pins.keys());
        for (int i = 1; i <= 40; i++) {
            assertTrue(places.contains(Integer.toString(i)), "place " + i);
        }
        for (int i = 0; i <= 27; i++) {
            assertTrue(keys.contains(Integer.toString(i)), "GPIO " + i);
        }
        assertEquals(40, places.size());
        assertEquals(28, pins.keys().size());
        assertEquals("3", pins.that("I2C1 SDA").orElseThrow().place());
        assertEquals("7", pins.that("1-Wire").orElseThrow().place());
        assertEquals("11", pins.pin("17").orElseThrow().place());
    }

    @ParameterizedTest
    @CsvSource({"arduino-uno, 20", "arduino-nano, 22", "arduino-mega, 70", "arduino-mkr-wifi-1010, 22",
            "arduino-uno-wifi-2, 20", "esp8266-feather-huzzah, 12", "esp8266-nodemcu, 12", "esp32-devkit, 26"})
    void everyPinOfAnotherModelIsThereOnce(String model, int count) {
        List<String> keys = Pinouts.byModel().get(model).keys();
        assertEquals(count, keys.size());
        assertEquals(count, new HashSet<>(keys).size());
    }

    @Test
    void explanationSaysWhatHappens() {
        assertEquals(
                """
                        pi, pi: Raspberry Pi, this machine itself: its pins and buses.
                        maison/pi/$etat is 'online' while it is there, else 'offline'; retained.

                        Publishes
                          t: the temperature of the ds18b20 at 1-Wire first, sampled every 10 s
                            as '20.0', in °C
                            made of the reading: plus -0.5, the median of the latest 3
                            when it has changed by 2 %, not more often than every 1 s; unchanged every 5 min, as long as there are \
                        fresh values
                            QoS 0, not retained
                            beside it t/json says unit, time, device, place and quality; without a value for 10 min the quality is old
                            kept without a link: 1000 messages in all, for 1 d, priority 0
                          maison/pi/bouton: the contact bouton on GPIO 27
                            '1' while it is closed and reads low, else '0'; retained
                            a level counts once it has held for 20 ms

                        Obeys
                          a: switches led on GPIO 17
                            by 1 0, ON OFF, on off, true false, TOGGLE; an empty message asks; retained commands are ignored
                            each is answered on b with the measured state, 'ON' or 'OFF'; retained
                            active low: its pin is low while it is on, and high while it is off
                            off when the gateway starts, left as it is when it ends
                            off after 30 s the link to whoever commands it was lost, once for each outage
                            off after 1 h on, whoever switched it on

                        Wires
                          GPIO 4, place 7 of the connector: ds18b20 data
                          GPIO 17, place 11 of the connector: led (active low)
                          GPIO 27, place 13 of the connector: bouton""",
                String.join("\n",
                        Explanation.of(BoardFile.parse("a.yaml",
                                """
                                        board: pi
                                        model: raspberry-pi
                                        sensors:
                                          - chip: ds18b20
                                            signals:
                                              - {name: temperature, topic: t, change: 2 %, median: 3, offset: -0.5,
                                                 json: true, keep-offline: true}
                                        outputs:
                                          - {name: led, gpio: 17, active: low, topic: a, state: b, exit: keep, longest-on: 1 h,
                                             without-link: off after 30 s}
                                        inputs:
                                          - {name: bouton, gpio: 27}
                                        """
                                        .getBytes(StandardCharsets.UTF_8)))));
    }
}
