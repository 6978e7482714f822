package dev.libellule.boards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an editor says with the schema is what the reader says, as far as a schema can say it. */
class SchemaTest {
    private static final String PI = "board: pi\nmodel: raspberry-pi\n";
    private static final String UNO = "board: uno\nmodel: arduino-uno\nserial: {port: /dev/ttyACM0}\n";

    private final ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    private final JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(Schema.json());

    @Test
    void theFileThatEditorsReadIsTheGeneratedOne() throws IOException {
        assertEquals(Schema.json(), Files.readString(Path.of("board.schema.json")),
                "write it again with: libellule boards schema > board-configs/board.schema.json");
    }

    static List<Path> shipped() throws IOException {
        try (Stream<Path> files = Stream.concat(Files.walk(Path.of("boards")),
                Files.walk(Path.of("../simulator/scenarios")))) {
            return files.filter(path -> path.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shippedFilesAgree(Path file) throws IOException {
        BoardFile.load(file);
        assertEquals(Set.of(), faults(Files.readString(file)));
    }

    @ParameterizedTest
    @ValueSource(strings = { //
            PI + "offline: {messages: 50, longest: 2 h, drop: lowest-priority}\nsensors:\n  - chip: ds18b20\n    every: 10 s\n"
                    + "    signals:\n      - {name: temperature, unit: °F, scale: 1.8, offset: 32, median: 3, mean: 4,"
                    + " clamp: -40..212, round: 0.5, change: 2 %, min: 0 s, max: 1 d, old: 1 min, qos: 2, retain: true,"
                    + " json: true, properties: true, keep-offline: true, priority: 7}\n",
            PI + "outputs:\n  - {name: led, gpio: 17, topic: a, state: a, on: \"1\", off: no, qos: 2, start: on, exit: keep,"
                    + " longest-on: 1 h, shortest-off: 5 min, without-link: off after 30 s, refuse-queued: 2 s}\n",
            PI + "outputs: [{name: led, gpio: 17, active: low}, {name: l, chip: relay, gpio: 4, active: high, json: true}]\n",
            PI + "provider: pi4j\noutputs: [{name: led, gpio: 17}]\n",
            PI + "inputs: [{name: bouton, gpio: 27, pull: down, active: low, json: true, debounce: 20 ms, topic: /a b/é}]\n",
            PI + "sensors: [{chip: bme280, bus: 1, address: 0x77, signals: [{name: humidity}]}]\n",
            UNO + "signals: [{name: T, pin: A0, map: 0..1023 to -50..52.3, range: -40..85}]\n",
            "board: e\nmodel: other\nmqtt: {client-id: c, username: u}\nsignals: [{name: v, decimals: 0}]\n"})
    void whatTheReaderTakesTheSchemaTakes(String text) throws IOException {
        BoardFile.parse("a.yaml", text.getBytes(StandardCharsets.UTF_8));
        assertEquals(Set.of(), faults(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"board: pi\noutputs: [{name: l, gpio: 1}]\n", // no model
            "board: Pi\nmodel: other\noutputs: [{name: l, gpio: 1}]\n", "board: pi\nmodel: arduino-one\n",
            PI + "sensor: []\n", PI + "outputs: [{name: led, gpio: 17, exit: offf}]\n",
            PI + "outputs: [{name: led, gpio: 28}]\n", PI + "outputs: [{name: led, gpio: 17, topic: a/#}]\n",
            PI + "outputs: [{name: led, gpio: 17, without-link: off}]\n",
            PI + "outputs: [{name: led, gpio: 17, qos: 3}]\n",
            PI + "sensors: [{chip: bme281, signals: [{name: humidity}]}]\n",
            PI + "sensors: [{chip: bme280, id: first, signals: [{name: humidity}]}]\n",
            PI + "sensors: [{chip: bme280, every: 5, signals: [{name: humidity}]}]\n",
            UNO + "signals: [{name: T, keep-offline: true}]\n", UNO + "signals: [{name: T, median: 0}]\n",
            UNO + "signals: [{name: T, round: 0}]\n", UNO + "signals: [{name: T, range: -40-85}]\n",
            UNO + "outputs: [{name: led, gpio: 17}]\n", UNO + "inputs: [{name: b, gpio: 1}]\n",
            UNO + "provider: pi4j\nsignals: [{name: T}]\n", UNO + "outputs: [{name: led, active: low}]\n",
            PI + "outputs: [{name: led, gpio: 17, active: 0}]\n",
            UNO + "signals: [{topic: a}]\n", UNO + "signals: []\n"})
    void whatTheReaderRefusesTheSchemaRefuses(String text) throws IOException {
        assertThrows(BoardFileException.class,
                () -> BoardFile.parse("a.yaml", text.getBytes(StandardCharsets.UTF_8)));
        assertFalse(faults(text).isEmpty());
    }

    private Set<ValidationMessage> faults(String text) throws IOException {
        JsonNode tree = yaml.readTree(text);
        return schema.validate(tree);
    }
}
