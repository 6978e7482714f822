package dev.libellule.gateway.app.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.gateway.broker.config.BrokerConfig;
import dev.libellule.gateway.broker.config.MosquittoConf;
import dev.libellule.simulator.Fault;
import dev.libellule.simulator.Fault.Kind;
import dev.libellule.simulator.FaultScript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    private static final String PI = "board: pi\nmodel: other\nplace: salon\n";
    private static final String SENSOR = "sensors:\n  - {chip: bme280, signals: [{name: temperature, topic: t%s}]}\n";
    private static final String UNO = "board: uno\nmodel: arduino-uno\nserial: {port: /dev/ttyACM0}\n";
    private static final String BRIDGE = "connection up\naddress upstream.example\ntopic # out 1\n";

    @TempDir
    Path folder;

    @Test
    void aQuietDayIsGood() throws IOException {
        String said = rehearse(PI + SENSOR.formatted("") + "outputs: [{name: led, gpio: 17, topic: c, state: e}]\n", "",
                List.of());
        assertFalse(said.contains("LOST") || said.contains("WRONG"), said);
        assertTrue(said.contains("commands were answered"), said);
    }

    @Test
    void aSensorThatFailsInSilenceIsWrongUnlessItsQualityIsTold() throws IOException {
        List<Fault> failing = List.of(ofChip(2, Kind.UNPLUG, 4));
        String said = rehearse(PI + SENSOR.formatted(""), "", failing);
        assertTrue(said.contains("WRONG   t was silent for longer than 10 min and nothing said so, 1 times"), said);
        assertTrue(said.contains("cure:  'json: true'"), said);
        said = rehearse(PI + SENSOR.formatted(", json: true"), "", failing);
        assertFalse(said.contains("WRONG"), said);
    }

    @Test
    void aBridgeLosesWhatIsOfQos0AndKeepsTheRest() throws IOException {
        List<Fault> away = List.of(fault(2, Kind.UPSTREAM_LOSS, 3, ""));
        String said = rehearse(PI + SENSOR.formatted(""), BRIDGE, away);
        assertTrue(said.contains("LOST    the bridge up lost "), said);
        assertTrue(said.contains("give the signals 'qos: 1'"), said);
        said = rehearse(PI + SENSOR.formatted(", qos: 1"), BRIDGE, away);
        assertFalse(said.contains("LOST"), said);
        assertTrue(said.contains("GOOD    the bridge up brought "), said);
    }

    @Test
    void aBridgeLosesWhatItsQueueDoesNotHold() throws IOException {
        String said = rehearse(PI + SENSOR.formatted(", qos: 1, min: 0 s, max: 5 s"),
                "max_queued_messages 100\n" + BRIDGE,
                List.of(fault(2, Kind.UPSTREAM_LOSS, 3, "")));
        assertTrue(
                said.matches("(?s).*LOST    the bridge up lost \\d+ messages of QoS 1 or 2 that it could not keep.*"),
                said);
    }

    @Test
    void aCommandThatTheUpstreamKeptForTheBridgeComesLate() throws IOException {
        String board = PI + "outputs: [{name: led, gpio: 17, topic: c, state: e}]\n";
        List<Fault> away = List.of(fault(1, Kind.UPSTREAM_LOSS, 6, ""));
        String in = "connection up\naddress upstream.example\ntopic c in %d\ncleansession %s\n";
        String said = rehearse(board, in.formatted(1, "false"), away);
        assertTrue(
                said.contains("WRONG   3 commands that the bridge up brought from the upstream were carried out late,"
                        + " one 300 min after it was sent"),
                said);
        assertTrue(said.contains("GOOD    the bridge up brought 6 commands from the upstream"), said);
        for (String keepsNothing : List.of(in.formatted(0, "false"), in.formatted(1, "true"))) {
            said = rehearse(board, keepsNothing, away);
            assertFalse(said.contains("WRONG"), said);
            assertTrue(said.contains(
                    "MISSED  3 commands for the bridge up were sent while it had no connection, and not kept"), said);
        }
    }

    @Test
    void whatABridgeBringsInIsAnsweredAndDoesNotGoBack() throws IOException {
        String said = rehearse(PI + "outputs: [{name: led, gpio: 17, topic: c, state: e}]\n",
                "connection up\naddress upstream.example\ntopic # both 1\n", List.of());
        assertFalse(said.contains("LOST") || said.contains("WRONG"), said);
        assertTrue(said.contains("GOOD    the bridge up brought 6 commands from the upstream"), said);
        assertTrue(said.contains("GOOD    8 commands were answered"), said);
    }

    @Test
    void driversRejectWhatTheirChipsShow() throws IOException {
        String board = PI + "sensors:\n  - {chip: sht3x, signals: [{name: temperature, topic: a, json: true}]}\n"
                + "  - {chip: bme280, signals: [{name: temperature, topic: b, json: true}]}\n";
        String said = rehearse(board, "", List.of(fault(1, Kind.BAD_CRC, 2, "pi"), ofChip(4, Kind.BROWN_OUT, 1),
                ofChip(6, Kind.UNPLUG, 1)));
        assertTrue(said.matches("(?s).*sht3x of pi at I2C bus 1 address 0x44: \\d+ readings rejected "
                + "\\(wrong check sum \\d+, .*"), said);
        assertTrue(said.contains("readings rejected (power-on value "), said); // a BME280 whose supply dips
        assertTrue(said.contains("readings rejected (not responding "), said);
        assertFalse(said.contains("NOT BACK") || said.contains("though nothing was wrong with it"), said);
        assertTrue(said.matches("(?s).*WRONG   \\d+ wrong values of bme280 of pi .* were believed.*"), said); // no check sum
        assertFalse(said.contains("wrong values of sht3x"), said);
    }

    @Test
    void whatTheKernelShowsCanFailToo() throws IOException {
        String board = PI + "sensors:\n  - {chip: dht22, signals: [{name: temperature, topic: a, json: true}]}\n"
                + "  - {chip: ds18b20, signals: [{name: temperature, topic: b, json: true}]}\n";
        String said = rehearse(board, "", List.of(ofChip(2, Kind.UNPLUG, 1)));
        assertTrue(said.matches("(?s).*dht22 of pi at .*: \\d+ readings rejected \\(wrong check sum .*"), said);
        assertTrue(said.matches("(?s).*ds18b20 of pi at .*: \\d+ readings rejected \\(not responding .*"), said);
        assertFalse(said.contains("NOT BACK") || said.contains("WRONG"), said);
    }

    @Test
    void aStuckSensorIsFoundOutWhereTheBoardFileAsksForIt() throws IOException {
        List<Fault> stuck = List.of(fault(2, Kind.STUCK, 4, "pi"));
        String said = rehearse(PI + SENSOR.formatted(", json: true"), "", stuck);
        assertTrue(said.contains("MISSED  1 stuck signals of pi looked like ones that work"), said);
        assertTrue(said.contains("cure:  'stuck: 2 h'"), said);
        said = rehearse(PI + SENSOR.formatted(", json: true, stuck: 2 h"), "", stuck);
        assertTrue(said.contains("GOOD    1 stuck signals of pi were found out"), said);
        assertFalse(said.contains("MISSED") || said.contains("WRONG"), said); // and not where nothing was stuck
    }

    @Test
    void aFaultOfOneSignalIsOneOfItsChip() throws IOException {
        String board = PI + "sensors:\n  - {chip: sht3x, signals: [{name: temperature, topic: a}]}\n"
                + "  - {chip: ds18b20, id: 28-000000000001, signals: [{name: temperature, topic: b}]}\n"
                + "  - {chip: bme280, signals: [{name: pressure, topic: c}]}\n";
        Fault pressure = new Fault(Duration.ofHours(1), Kind.UNPLUG, Duration.ofHours(1), "pi", "pressure",
                Duration.ZERO);
        String said = rehearse(board, "", List.of(pressure));
        assertTrue(said.contains("bme280 of pi at I2C bus 1 address 0x76: "), said);
        assertFalse(said.contains("sht3x of pi") || said.contains("ds18b20 of pi"), said);
    }

    @Test
    void whatWaitsForTheUpstreamIsReadAgainFromTheDiskAfterAKill() throws IOException {
        List<Fault> faults = List.of(fault(2, Kind.UPSTREAM_LOSS, 4, ""), kill(Duration.ofHours(3)));
        String said = rehearse(PI + SENSOR.formatted(", qos: 1"), BRIDGE + persistence(), faults);
        assertFalse(said.contains("LOST"), said);
        said = rehearse(PI + SENSOR.formatted(", qos: 1"), BRIDGE, faults);
        assertTrue(said.matches(
                "(?s).*LOST    the bridge up lost \\d+ messages of QoS 1 or 2 with the broker that was killed: "
                        + "they were in its memory only.*cure:  'persistence true'.*"),
                said);
    }

    @Test
    void whatWasNotCommittedIsGoneAndNotSaidToBeSafe() throws IOException {
        String board = PI
                + "sensors:\n  - {chip: bme280, every: 1 s, signals: [{name: pressure, topic: p, qos: 1, min: 0 s, "
                + "max: 1 s}]}\n";
        Duration inTheMiddleOfACommit = Duration.ofHours(3).plusMillis(10);
        String said = rehearse(board, "max_queued_messages 100000\n" + BRIDGE + persistence(),
                List.of(fault(2, Kind.UPSTREAM_LOSS, 4, ""), kill(inTheMiddleOfACommit)));
        assertFalse(said.contains("LOST"), said);
        assertTrue(said
                .contains("MISSED  1 messages for the bridge up came so shortly before the broker was killed that they "
                        + "were not on the disk"),
                said);
    }

    @Test
    void aFullDiskRefusesAndRecovers() throws IOException {
        String mqtt = "board: e\nmodel: other\nmqtt: {}\nsignals: [{name: v, min: 5 s, max: 5 s, qos: 1}]\n";
        List<Fault> faults = List.of(fault(2, Kind.FULL_DISK, 2, ""), fault(1, Kind.UPSTREAM_LOSS, 2, ""));
        String said = rehearse(mqtt, "max_queued_messages 100000\n" + BRIDGE + persistence(), faults);
        assertTrue(said.matches("(?s).*LOST    1\\d{3} messages of e were refused while the disk was full.*"), said);
        assertTrue(said.matches("(?s).*GOOD    the bridge up brought 7\\d{3} messages upstream.*"), said); // of 8,640
        assertFalse(rehearse(mqtt, "max_queued_messages 100000\n" + BRIDGE, faults).contains("LOST"), said);
    }

    @Test
    void aKilledBrokerForgetsUnlessItIsPersistent() throws IOException {
        String board = PI + "outputs: [{name: led, gpio: 17, topic: c, state: e}]\n";
        List<Fault> killed = List.of(kill(Duration.ofHours(5)));
        String said = rehearse(board, "", killed);
        assertTrue(said.contains("retained states were unknown to new subscribers"), said);
        said = rehearse(board, persistence(), killed);
        assertFalse(said.contains("WRONG"), said);
    }

    @Test
    void whatIsOnWhileItsBoardIsGoneIsWrong() throws IOException {
        String said = rehearse(UNO + "outputs: [{name: chauffage, start: on, topic: c, state: e}]\n", "",
                List.of(fault(1, Kind.UNPLUG, 6, "uno")));
        assertTrue(said.contains("chauffage of uno was on for"), said);
        assertTrue(said.contains("commands on c went nowhere: uno was away, and said so"), said);
    }

    @Test
    void aJumpingClockShowsInTheTimesOfMessages() throws IOException {
        Fault jump = new Fault(Duration.ofHours(2), Kind.CLOCK_JUMP, Duration.ZERO, "", "", Duration.ofHours(-1));
        String said = rehearse(PI + SENSOR.formatted(", json: true"), "", List.of(jump));
        assertTrue(said.contains("messages of t/json carried a wrong time"), said);
    }

    @Test
    void whatIsKeptOfflineIsNotMissed() throws IOException {
        String mqtt = "board: e\nmodel: other\nmqtt: {}\nsignals: [{name: v, min: 5 s, max: 5 s}]\n";
        String said = rehearse(mqtt, "", List.of(fault(2, Kind.LINK_LOSS, 1, "e")));
        assertTrue(said.contains("MISSED  720 readings of e were taken while it had no link"), said);
    }

    @Test
    void theSameSeedSaysTheSame() throws IOException {
        String board = PI + SENSOR.formatted("") + "outputs: [{name: led, gpio: 17}]\n";
        assertEquals(ordinary(board, 1), ordinary(board, 1));
        assertFalse(ordinary(board, 1).equals(ordinary(board, 2)));
        List<Fault> faults = List.of(fault(1, Kind.BAD_CRC, 1, "pi"), fault(3, Kind.FULL_DISK, 1, ""),
                kill(Duration.ofHours(6).plusMillis(17)), ofChip(7, Kind.BROWN_OUT, 1));
        assertEquals(rehearse(board, BRIDGE + persistence(), faults), rehearse(board, BRIDGE + persistence(), faults));
    }

    private static Fault ofChip(int atHours, Kind kind, int hours) {
        return new Fault(Duration.ofHours(atHours), kind, Duration.ofHours(hours), "pi", "temperature", Duration.ZERO);
    }

    private String persistence() {
        return "persistence true\npersistence_location " + folder + "/\n";
    }

    private static Fault kill(Duration at) {
        return new Fault(at, Kind.BROKER_KILL, Duration.ofSeconds(30), "", "", Duration.ZERO);
    }

    private static Fault fault(int atHours, Kind kind, int hours, String board) {
        return new Fault(Duration.ofHours(atHours), kind, Duration.ofHours(hours), board, "", Duration.ZERO);
    }

    private String rehearse(String board, String conf, List<Fault> faults) throws IOException {
        Path file = Files.writeString(folder.resolve("mosquitto.conf"), "listener 1883\nallow_anonymous true\n" + conf);
        BrokerConfig config = MosquittoConf.parse(file);
        return run(board, config, new FaultScript(faults), 1, Duration.ofHours(12));
    }

    private static String ordinary(String board, long seed) {
        return run(board, BrokerConfig.loopback(0), null, seed, Duration.ofDays(1));
    }

    private static String run(String board, BrokerConfig config, FaultScript script, long seed, Duration length) {
        List<Board> boards = List.of(BoardFile.parse("a.yaml", board.getBytes(StandardCharsets.UTF_8)));
        try (Rehearsal rehearsal = new Rehearsal(boards, config, script, seed, length)) {
            return String.join("\n", rehearsal.run());
        }
    }
}
