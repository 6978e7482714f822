package dev.libellule.gateway.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.boards.SignalEntry;
import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.Command;
import dev.libellule.device.node.Link;
import dev.libellule.device.node.Node;
import dev.libellule.device.node.Sampling;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.device.node.Signal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each key of a signal and of an output, from the board file to what is published. */
class BoardPartsTest {
    private static final long UTC = 1_760_000_000_000L;

    private final Recorder link = new Recorder();
    private final Lamp lamp = new Lamp();
    private Node node;

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = { // keys; readings in tenths; published
            "decimals: 1; 225 225 226; 22.5 22.6", "change: 0.3; 225 227 228; 22.5 22.8",
            "change: 10 %; 200 219 220; 20.0 22.0", "range: 0..50; 225 -10 600 230; 22.5 23.0",
            "scale: 1.8, offset: 32; 225; 72.5", "map: 0..50 to 100..0; 125; 75.0",
            "median: 3; 200 800 201; 20.0 50.0 20.1",
            "mean: 2; 200 300 400; 20.0 25.0 35.0", "clamp: 0..30; 225 400 -50; 22.5 30.0 0.0",
            "round: 0.5, decimals: 1; 226 228; 22.5 23.0", "decimals: 0; 226 234; 23"})
    void readingsBecomeValues(String keys, String readings, String published) {
        Board board = board("signals: [{name: T, min: 0 s, " + keys + "}]\n");
        SignalEntry entry = board.signals().getFirst();
        Signal asInts = BoardParts.signal(board, entry, 1);
        start(asInts);
        int now = 0;
        for (String reading : readings.split(" ")) {
            asInts.offerRaw(Integer.parseInt(reading), 1, ++now);
            node.step(now);
        }
        assertEquals(published, String.join(" ", link.textsOf("maison/uno/T")));
        link.seen.clear();
        Signal asTexts = BoardParts.signal(board, entry); // as a line gives them
        start(asTexts);
        for (String reading : readings.split(" ")) {
            BigDecimal value = entry.converted(new BigDecimal(reading).movePointLeft(1));
            asTexts.offer(entry.scale(value), ++now);
            node.step(now);
        }
        assertEquals(published, String.join(" ", link.textsOf("maison/uno/T")), "the same arithmetic");
    }

    @Test
    void intervalsQosAndRetain() {
        Board board = board("signals: [{name: T, min: 10 s, max: 1 min, qos: 2, retain: true}]\n");
        Signal signal = BoardParts.signal(board, board.signals().getFirst());
        start(signal);
        for (int second = 0; second <= 70; second++) {
            signal.offer(second < 5 ? 100 + second : 104, second * 1000);
            node.step(second * 1000);
        }
        assertEquals(List.of("10.0", "10.4", "10.4"), link.textsOf("maison/uno/T"), "at 0 s, 10 s and 70 s");
        assertTrue(link.seen.contains("maison/uno/T 10.4 q2 r"), link.seen::toString);
    }

    @Test
    void jsonPropertiesAndOld() {
        Board board = board("place: salon\nsignals: [{name: T, unit: °C, old: 30 s, json: true, properties: true}]\n");
        Signal signal = BoardParts.signal(board, board.signals().getFirst());
        start(signal);
        signal.offer(225, 0);
        node.step(0);
        node.step(30_000);
        assertEquals(List.of(
                "{\"v\":22.5,\"u\":\"°C\",\"ts\":1760000000000,\"q\":\"good\",\"src\":\"uno\",\"place\":\"salon\"}",
                "{\"v\":22.5,\"u\":\"°C\",\"ts\":1760000000000,\"q\":\"old\",\"src\":\"uno\",\"place\":\"salon\"}"),
                link.textsOf("maison/salon/T/json"));
        assertTrue(link.properties.contains("unit\0\3°C") && link.properties.contains("src\0\3uno"), link.properties);
    }

    @Test
    void whatIsKeptOfflineComesLaterByPriority() {
        Board board = BoardFile.parse("pi.yaml", bytes("board: pi\nmodel: other\n"
                + "offline: {messages: 2, longest: 1 h, drop: lowest-priority}\nsensors:\n  - chip: bme280\n    signals:\n"
                + "      - {name: temperature, min: 0 s, keep-offline: true, priority: 9}\n"
                + "      - {name: humidity, min: 0 s, keep-offline: true}\n"));
        Signal[] signals = board.allSignals().stream().map(entry -> BoardParts.signal(board, entry, 2))
                .toArray(Signal[]::new);
        node = new Node(link, "pi/$etat", new Sampling[0], signals, new Command[0], BoardParts.ring(board));
        for (int now = 0; now < 3; now++) {
            signals[0].offerRaw(2000 + 100 * now, 2, now);
            signals[1].offerRaw(5000 + 100 * now, 2, now);
            node.step(now);
        }
        link.connection = 1;
        node.step(10);
        assertEquals(List.of("21.0", "22.0"), link.textsOf("maison/pi/temperature"));
        assertEquals(List.of(), link.textsOf("maison/pi/humidity"));
        assertNull(BoardParts.ring(board("signals: [{name: T}]\n")));
    }

    @Test
    void outputsKeepTheirRules() {
        start(output("longest-on: 10 s, shortest-off: 5 s, on: oui, off: non, qos: 2"));
        receive("oui");
        assertEquals(0, lamp.state, "nobody knows how long it was off before");
        assertTrue(link.properties.contains("shortest-off"), link.properties);
        node.step(5_000);
        receive("oui");
        node.step(5_001);
        node.step(15_001);
        assertEquals(List.of("non", "non", "oui", "non"), link.textsOf("etat"));
        assertTrue(link.properties.contains("longest-on"), link.properties);
        assertTrue(link.seen.contains("SUBSCRIBE cmd q2") && link.seen.contains("etat oui q2 r"), link.seen::toString);
    }

    @Test
    void withoutALinkTheOutputGoesToItsState() {
        start(output("without-link: on after 30 s"));
        link.connection = 0;
        node.step(1000);
        node.step(30_999);
        assertEquals(0, lamp.state);
        node.step(31_000);
        assertEquals(1, lamp.state);
    }

    @Test
    void queuedCommandsAreRefusedOnRequest() {
        Command command = output("refuse-queued: 2 s");
        link.resumed = true;
        start(command);
        receive("ON");
        node.step(10);
        assertEquals(0, lamp.state);
        assertTrue(link.properties.contains("queued"), link.properties);
        node.step(2_100);
        receive("ON");
        assertEquals(1, lamp.state);
    }

    @Test
    void theBareModeIsOneTopicForBoth() {
        Board board = BoardFile.parse("pi.yaml", bytes("board: pi\nmodel: other\n"
                + "outputs: [{name: led, gpio: 1, topic: cmd, state: cmd, on: \"1\", off: \"0\"}]\n"));
        start(BoardParts.command(board, board.outputs().getFirst(), lamp));
        receive("1");
        node.step(1);
        receive("1");
        node.step(2);
        assertEquals(List.of("1"), link.textsOf("cmd"));
        assertTrue(link.seen.contains("cmd 1 q1"), "not retained");
    }

    private Command output(String keys) {
        Board board = BoardFile.parse("pi.yaml", bytes("board: pi\nmodel: other\n"
                + "outputs: [{name: led, gpio: 1, topic: cmd, state: etat, " + keys + "}]\n"));
        return BoardParts.command(board, board.outputs().getFirst(), lamp);
    }

    private static Board board(String more) {
        return BoardFile.parse("uno.yaml",
                bytes("board: uno\nmodel: arduino-uno\nserial: {port: /dev/ttyACM0}\n" + more));
    }

    private void start(Signal signal) {
        start(new Signal[]{signal}, new Command[0]);
    }

    private void start(Command command) {
        start(new Signal[0], new Command[]{command});
    }

    private void start(Signal[] signals, Command[] commands) {
        link.connection = 1;
        node = new Node(link, "uno/$etat", new Sampling[0], signals, commands).wallClock(() -> UTC);
        node.step(0);
    }

    private void receive(String payload) {
        byte[] bytes = bytes("cmd" + payload);
        node.received(bytes, 0, 3, 3, bytes.length - 3, false);
        node.step(lamp.now++);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Lamp implements Actuator {
        int state;
        int now = 1;

        @Override
        public int set(int value) {
            state = value;
            return SensorStatus.OK;
        }

        @Override
        public int measured() {
            return state;
        }
    }

    /** Writes down what is published, and all properties one behind the other. */
    private static final class Recorder implements Link {
        final List<String> seen = new ArrayList<>();
        String properties = "";
        int connection;
        boolean resumed;

        @Override
        public int connection() {
            return connection;
        }

        @Override
        public boolean isResumed() {
            return resumed;
        }

        @Override
        public int publish(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain,
                byte[] encoded, int encodedLength) {
            seen.add(new String(topicName, StandardCharsets.UTF_8) + " "
                    + new String(payload, offset, length, StandardCharsets.UTF_8) + " q" + qos + (retain ? " r" : ""));
            properties += new String(encoded, 0, encodedLength, StandardCharsets.UTF_8);
            return 0;
        }

        @Override
        public boolean hidesOwnMessages() {
            return true;
        }

        @Override
        public int subscribe(byte[] topicFilter, int options) {
            seen.add("SUBSCRIBE " + new String(topicFilter, StandardCharsets.UTF_8) + " q" + (options & 3));
            return 0;
        }

        List<String> textsOf(String topic) {
            return seen.stream().filter(line -> line.startsWith(topic + " "))
                    .map(line -> line.substring(topic.length() + 1).replaceAll(" q[012]( r)?$", "")).toList();
        }
    }
}
