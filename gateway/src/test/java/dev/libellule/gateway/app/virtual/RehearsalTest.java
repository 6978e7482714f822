package dev.libellule.gateway.app.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        List<Fault> failing = List.of(fault(2, Kind.BAD_CRC, 4, "pi"));
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
    void aKilledBrokerForgetsUnlessItIsPersistent() throws IOException {
        String board = PI + "outputs: [{name: led, gpio: 17, topic: c, state: e}]\n";
        List<Fault> killed = List.of(new Fault(Duration.ofHours(5), Kind.BROKER_KILL, Duration.ofSeconds(30), "", "",
                Duration.ZERO));
        String said = rehearse(board, "", killed);
        assertTrue(said.contains("retained states were unknown to new subscribers"), said);
        said = rehearse(board, "persistence true\npersistence_location " + folder + "/\n", killed);
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
    }

    private static Fault fault(int atHours, Kind kind, int hours, String board) {
        return new Fault(Duration.ofHours(atHours), kind, Duration.ofHours(hours), board, "", Duration.ZERO);
    }

    private String rehearse(String board, String conf, List<Fault> faults) throws IOException {
        Path file = Files.writeString(folder.resolve("mosquitto.conf"), "listener 1883\nallow_anonymous true\n" + conf);
        BrokerConfig config = MosquittoConf.parse(file);
        return String.join("\n",
                new Rehearsal(List.of(BoardFile.parse("a.yaml", board.getBytes(StandardCharsets.UTF_8))),
                        config, new FaultScript(faults), 1, Duration.ofHours(12)).run());
    }

    private static String ordinary(String board, long seed) {
        return String.join("\n",
                new Rehearsal(List.of(BoardFile.parse("a.yaml", board.getBytes(StandardCharsets.UTF_8))),
                        BrokerConfig.loopback(0), null, seed, Duration.ofDays(1)).run());
    }
}
