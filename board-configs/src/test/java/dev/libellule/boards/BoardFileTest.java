package dev.libellule.boards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardFileTest {
    private static final String UNO = "board: uno\nmodel: arduino-uno\nserial: {port: /dev/ttyACM0}\n"
            + "signals: [{name: T}]\noutputs: [{name: led}]\n";

    @TempDir
    Path folder;

    @Test
    void defaultsAreFilledIn() throws IOException {
        Board board = load(UNO);
        assertEquals("uno", board.name());
        assertEquals("maison/uno/$etat", board.availability());
        assertEquals(new SerialLine("/dev/ttyACM0", 115_200, SerialLine.Dtr.WAIT, Duration.ofSeconds(2),
                Duration.ofSeconds(30), SerialLine.LineFamily.AUTO), board.serial().orElseThrow());
        SignalEntry signal = board.signals().getFirst();
        assertEquals("maison/uno/T", signal.topic());
        assertEquals(Integer.MAX_VALUE, signal.scaledMaximum());
        OutputEntry led = board.outputs().getFirst();
        assertEquals("maison/uno/led/set", led.topic());
        assertEquals("maison/uno/led", led.state());
        assertEquals(Optional.of("led"), led.command());
    }

    @Test
    void defaultsOfASignalComeFromItsChip() throws IOException {
        Board board = load("board: pi\nmodel: other\nplace: 1er étage\nsensors:\n"
                + "  - {chip: ds18b20, signals: [{name: temperature}]}\n");
        SensorEntry sensor = board.sensors().getFirst();
        assertEquals(new ChipPlace.OneWire("first"), sensor.at());
        assertEquals(Duration.ofSeconds(10), sensor.every());
        SignalEntry signal = sensor.signals().getFirst();
        assertEquals("maison/1er étage/temperature", signal.topic());
        assertEquals("°C", signal.unit());
        assertEquals("-55..125", signal.range().toString());
    }

    @Test
    void offAndOnStayWords() throws IOException { // YAML 1.1 would read booleans
        OutputEntry led = load(
                "board: pi\nmodel: other\noutputs: [{name: led, gpio: 1, on: 1, off: no, start: on, exit: keep}]\n")
                .outputs().getFirst();
        assertEquals("1 no ON KEEP", led.on() + " " + led.off() + " " + led.start() + " " + led.exit());
    }

    @Test
    void byteOrderMarkAndWindowsLineEndsAreRead() throws IOException {
        assertEquals("uno", load("\uFEFF" + UNO.replace("\n", "\r\n")).id());
    }

    @Test
    void theWidestBoardIsRead() throws IOException {
        load("board: b\nmodel: other\nmqtt: {client-id: c, username: u}\nsignals:\n"
                + "  - {name: é.1_a-b, topic: /sensor/x, decimals: 9, change: 100 %, min: 0 s, max: 1 d, qos: 2, retain: true}\n");
    }

    @Test
    void everythingAboutASignalIsRead() throws IOException {
        Board board = load("board: pi\nmodel: other\noffline: {messages: 50, longest: 2 h, drop: lowest-priority}\n"
                + "sensors:\n  - chip: ds18b20\n    signals:\n      - {name: temperature, unit: °F, scale: 1.8, offset: 32,"
                + " median: 3, mean: 4, clamp: -40..212, round: 0.5, old: 1 min, stuck: 6 h, json: true, properties: true,"
                + " keep-offline: true, priority: 7}\n");
        assertEquals(new Offline(50, Duration.ofHours(2), Offline.Drop.LOWEST_PRIORITY), board.offline());
        SignalEntry signal = board.allSignals().getFirst();
        assertEquals("°F", signal.unit());
        assertEquals(new BigDecimal("72.5"), signal.converted(new BigDecimal("22.5")).stripTrailingZeros());
        assertEquals(Range.widest(1), signal.range(), "the range of the chip is one of °C");
        assertEquals(3, signal.shape().median());
        assertEquals(4, signal.shape().mean());
        assertEquals("-40..212", signal.shape().clamp().orElseThrow().toString());
        assertEquals(new BigDecimal("0.5"), signal.shape().round().orElseThrow());
        assertEquals(new Telling(Duration.ofMinutes(1), Duration.ofHours(6), true, true, true, 7), signal.telling());
        assertEquals("maison/pi/temperature/json", signal.jsonTopic());
    }

    @Test
    void everythingAboutAnOutputIsRead() throws IOException {
        OutputEntry led = load("board: pi\nmodel: other\noutputs:\n  - {name: led, gpio: 1, topic: ctrlled,"
                + " state: ctrlled, qos: 2, longest-on: 1 h, shortest-off: 5 min, without-link: off after 30 s,"
                + " refuse-queued: 2 s}\n").outputs().getFirst();
        assertTrue(led.isBare());
        assertEquals(2, led.qos());
        assertEquals(new OutputRules(Duration.ofHours(1), Duration.ofMinutes(5),
                new OutputRules.WithoutLink(OutputEntry.Level.OFF, Duration.ofSeconds(30)), Duration.ofSeconds(2)),
                led.rules());
        assertEquals("off after 30 s", led.rules().withoutLink().toString());
    }

    @Test
    void theActiveLevelIsThatOfTheWiringUnlessTheFileSaysOtherwise() throws IOException {
        Board board = load("""
                board: pi
                model: other
                outputs:
                  - {name: a, gpio: 1}
                  - {name: b, gpio: 4, active: low}
                  - {name: c, chip: relay, gpio: 5}
                  - {name: d, chip: relay, gpio: 6, active: high}
                  - {name: e, chip: mcp23017, channel: 0, active: low}
                inputs:
                  - {name: f, gpio: 7}
                  - {name: g, gpio: 8, pull: down}
                  - {name: h, gpio: 9, as: reed}
                  - {name: i, gpio: 10, as: pir}
                  - {name: j, gpio: 11, as: pir, pull: up, active: low}
                  - {name: k, gpio: 12, as: leak, active: high}
                """);
        assertEquals(List.of(Active.HIGH, Active.LOW, Active.LOW, Active.HIGH, Active.LOW),
                board.outputs().stream().map(OutputEntry::active).toList());
        assertEquals(1, board.outputs().getLast().part().orElseThrow().settings().get("active-low"));
        assertEquals(List.of(Active.LOW, Active.HIGH, Active.HIGH, Active.HIGH, Active.LOW, Active.HIGH),
                board.inputs().stream().map(InputEntry::active).toList());
    }

    @Test
    void qualityIsOldAfterTwiceTheLongestInterval() throws IOException {
        assertEquals(Duration.ofMinutes(10), load(UNO).signals().getFirst().telling().old());
        assertEquals(Duration.ofHours(2), load("board: pi\nmodel: other\nsensors: [{chip: ds18b20, every: 1 h,"
                + " signals: [{name: temperature}]}]\n").allSignals().getFirst().telling().old());
    }

    @Test
    void emptyFileIsRefused() throws IOException {
        String cure = ": the file is empty; copy one of board-configs/boards and change it";
        assertEquals(file() + cure, refusal(""));
        assertEquals(file() + cure, refusal("# nothing but a comment\n"));
    }

    @Test
    void otherEncodingIsRefusedWithItsPlace() throws IOException {
        Files.write(file(), "board: pi\nname: été\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(file() + ":2:7: not UTF-8: byte 0xE9; save the file with the encoding UTF-8", refusal(file()));
    }

    @Test
    void directoryIsRefused() throws IOException {
        Files.writeString(folder.resolve("board.yaml"), UNO);
        assertEquals(
                folder + ": is a directory; give the board file in it; did you mean '" + folder.resolve("board.yaml")
                        + "'?",
                refusal(folder));
    }

    @Test
    void missingFileIsRefusedWithTheNearestName() throws IOException {
        Files.writeString(file(), UNO);
        Path slip = folder.resolve("saloon.yaml");
        assertEquals(slip + ": there is no such file; did you mean '" + file() + "'?", refusal(slip));
        Path nowhere = folder.resolve("nowhere").resolve("a.yaml");
        assertEquals(nowhere + ": there is no such file", refusal(nowhere));
    }

    @Test
    void fileWithoutTheRightToReadIsRefused() throws IOException {
        Files.writeString(file(), UNO);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("-w-------"));
        assumeFalse(Files.isReadable(file()), "skipped: this user (root?) may read every file");
        assertEquals(file() + ": no right to read it; give it to this user, such as with: chmod u+r " + file(),
                refusal(file()));
    }

    @Test
    void hugeFileIsRefused() throws IOException {
        assertEquals(file() + ": is larger than 1 MiB, so it is not a board file", refusal("# ".repeat(600_000)));
    }

    private Path file() {
        return folder.resolve("salon.yaml");
    }

    private Board load(String yaml) throws IOException {
        return BoardFile.load(Files.writeString(file(), yaml));
    }

    private String refusal(String yaml) throws IOException {
        return refusal(Files.writeString(file(), yaml));
    }

    private static String refusal(Path path) {
        return assertThrows(BoardFileException.class, () -> BoardFile.load(path)).getMessage();
    }
}
