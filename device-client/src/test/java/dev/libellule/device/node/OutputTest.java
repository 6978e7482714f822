package dev.libellule.device.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of an output, as a node keeps them; each with the int clock before, on and after its wrap. */
class OutputTest {
    private static final int HOUR = 3_600_000;

    private final RecordingLink link = new RecordingLink();
    private final Relay relay = new Relay();
    private final Command command = new Command("relay", "relay/state", relay, CommandTable.dimmer(0, 100));
    private final Node node = new Node(link, "uno/$etat", new Sampling[0], new Signal[0], new Command[]{command});

    @BeforeEach
    void showReasons() {
        link.showsProperties = true;
    }

    @Test
    void stateAtStartHasItsReason() {
        link.connection = 1;
        node.step(0);
        assertTrue(link.take().contains("relay/state 0 q1 r reason=start"));
    }

    @Test
    void answerTellsCommandAsReason() {
        connect(0);
        receive("1");
        node.step(1);
        assertEquals(List.of("relay/state 1 q1 r reason=command"), link.take());
        assertEquals(1, command.changes(StateReason.COMMAND));
        receive("1");
        node.step(2);
        assertEquals(List.of("relay/state 1 q1 r reason=command"), link.take());
        assertEquals(1, command.changes(StateReason.COMMAND), "obeyed, and no change");
        assertEquals(2, command.obeyed());
    }

    @Test
    void stateAsJsonStandsBesideTheBareOne() {
        command.details(new Details("", "uno", "salon").asJson());
        Node told = new Node(link, "uno/$etat", new Sampling[0], new Signal[0], new Command[]{command})
                .wallClock(() -> 1_760_000_000_123L);
        link.connection = 1;
        told.step(0);
        assertEquals(List.of("relay/state 0 q1 r reason=start", "relay/state/json {\"v\":0,\"ts\":1760000000123,"
                + "\"reason\":\"start\",\"src\":\"uno\",\"place\":\"salon\"} q1 r"), states());
        relay.set(100);
        command.stateChanged();
        told.step(1);
        assertEquals(List.of("relay/state 100 q1 r reason=local", "relay/state/json {\"v\":100,\"ts\":1760000000123,"
                + "\"reason\":\"local\",\"src\":\"uno\",\"place\":\"salon\"} q1 r"), states());
        told.step(2);
        assertEquals(List.of(), states());
    }

    private List<String> states() {
        return link.take().stream().filter(line -> line.startsWith("relay/state")).toList();
    }

    @Test
    void refusedTextIsAnsweredWithTheReasonOfTheStateAndOfTheRefusal() {
        connect(0);
        receive("peut-être");
        node.step(1);
        assertEquals(List.of("relay/state 0 q1 r reason=start refused=unknown"), link.take());
        assertEquals(1, command.refused(Refusal.UNKNOWN));
        receive("");
        node.step(2);
        assertEquals(List.of("relay/state 0 q1 r reason=start"), link.take());
    }

    @Test
    void failureIsAnswered() {
        connect(0);
        relay.broken = true;
        receive("1");
        node.step(1);
        assertEquals(List.of("relay/state 0 q1 r reason=start refused=failed"), link.take());
        assertEquals(1, command.refused(Refusal.FAILED));
    }

    @Test
    void exitAndLocalChangesSaySo() {
        connect(0);
        relay.state = 1;
        command.stateChanged();
        node.step(1);
        relay.state = 0;
        command.exitStateSet();
        node.step(2);
        assertEquals(List.of("relay/state 1 q1 r reason=local", "relay/state 0 q1 r reason=exit"), link.take());
        assertEquals(1, command.changes(StateReason.EXIT));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MAX_VALUE - 3000, -3000})
    void lifeLineSwitchesWhenThereWasNoLinkForSoLong(int start) {
        command.lifeLine(0, 10_000);
        connect(start);
        receive("1");
        node.step(start + 1000);
        link.connection = 0;
        assertEquals(10_000, node.step(start + 2000));
        assertEquals(1, node.step(start + 11_999));
        assertEquals(1, relay.state);
        assertEquals(Integer.MAX_VALUE, node.step(start + 12_000));
        assertEquals(0, relay.state);
        assertEquals(1, command.changes(StateReason.NO_LINK));
        link.take();
        link.connection = 2;
        node.step(start + 20_000);
        assertTrue(link.take().contains("relay/state 0 q1 r reason=no-link"));
    }

    @Test
    void lifeLineHoldsWithoutAnyLinkSinceTheStart() {
        relay.state = 1;
        command.lifeLine(0, 10_000);
        assertEquals(10_000, node.step(5));
        node.step(10_005);
        assertEquals(0, relay.state);
    }

    @Test
    void linkThatComesBackInTimeChangesNothing() {
        command.lifeLine(0, 10_000);
        connect(0);
        receive("1");
        node.step(1);
        link.connection = 0;
        node.step(1000);
        node.step(10_999);
        link.connection = 2;
        node.step(11_000);
        link.connection = 0;
        node.step(12_000);
        node.step(21_999);
        assertEquals(1, relay.state);
        node.step(22_000);
        assertEquals(0, relay.state);
    }

    @Test
    void lifeLineSwitchesOnceForEachOutage() {
        command.lifeLine(1, 10_000);
        connect(0);
        link.connection = 0;
        node.step(0);
        node.step(10_000);
        assertEquals(1, relay.state);
        relay.state = 0; // by hand
        node.step(30_000);
        for (int i = 1; i < 60 * 24; i++) { // 60 days: the clock has wrapped
            node.step(30_000 + i * HOUR);
        }
        assertEquals(0, relay.state);
        assertEquals(1, command.changes(StateReason.NO_LINK));
    }

    @Test
    void outputThatCannotBeDrivenIsTriedAgainAndCounted() {
        command.lifeLine(0, 10_000);
        connect(0);
        receive("1");
        link.connection = 0;
        node.step(0);
        relay.broken = true;
        assertEquals(5000, node.step(10_000));
        assertEquals(4000, node.step(11_000));
        node.step(15_000);
        assertEquals(2, command.failed());
        relay.broken = false;
        node.step(20_000);
        assertEquals(0, relay.state);
        assertEquals(Integer.MAX_VALUE, node.step(20_001));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MAX_VALUE - 3000, -3000})
    void longestOnTimeEndsWhateverSwitchedItOn(int start) {
        command.longestOn(5000);
        connect(start);
        receive("40");
        assertEquals(5000, node.step(start));
        receive("60"); // does not prolong it
        assertEquals(1, node.step(start + 4999));
        link.take();
        assertEquals(Integer.MAX_VALUE, node.step(start + 5000));
        assertEquals(List.of("relay/state 0 q1 r reason=longest-on"), link.take());
        relay.state = 1; // by a button
        assertEquals(5000, node.step(start + 6000));
        assertEquals(List.of("relay/state 1 q1 r reason=local"), link.take());
        node.step(start + 11_000);
        assertEquals(0, relay.state);
        assertEquals(2, command.changes(StateReason.LONGEST_ON));
        assertEquals(1, command.changes(StateReason.LOCAL));
    }

    @Test
    void longestOnTimeHoldsWithoutALink() {
        command.longestOn(5000);
        relay.state = 1;
        assertEquals(5000, node.step(0));
        node.step(5000);
        assertEquals(0, relay.state);
    }

    @Test
    void whatMustBeOffIsBelievedWhenItIsSeen() {
        command.longestOn(5000);
        relay.state = 1;
        node.step(0);
        relay.stuck = true;
        assertEquals(5000, node.step(5000));
        assertEquals(1, command.failed());
        relay.stuck = false;
        node.step(10_000);
        assertEquals(0, relay.state);
    }

    @Test
    void offAndOnAgainBetweenTwoStepsStartsTheOnTimeAnew() {
        command.longestOn(5000);
        connect(0);
        receive("1");
        node.step(0);
        node.step(4000);
        receive("0");
        receive("1");
        assertEquals(5000, node.step(4001));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MAX_VALUE - 3000, -3000})
    void commandWithinTheShortestOffTimeIsRefusedAndAnswered(int start) {
        command.shortestOff(5000);
        connect(start); // counts from the start too
        receive("1");
        assertEquals(4000, node.step(start + 1000));
        assertEquals(List.of("relay/state 0 q1 r reason=start refused=shortest-off"), link.take());
        node.step(start + 5000);
        receive("1");
        node.step(start + 5001);
        assertEquals(1, relay.state);
        receive("0");
        receive("TOGGLE");
        node.step(start + 6000);
        receive("1");
        assertEquals(1, node.step(start + 10_999));
        assertEquals(0, relay.state);
        node.step(start + 11_000);
        receive("1");
        assertEquals(1, relay.state);
        assertEquals(3, command.refused(Refusal.SHORTEST_OFF));
    }

    @Test
    void shortestOffTimeIsOverForGood() {
        command.shortestOff(5000);
        connect(0);
        for (int i = 0; i < 60 * 24; i++) { // 60 days: the clock has wrapped
            node.step(i * HOUR);
        }
        receive("1");
        assertEquals(1, relay.state);
    }

    @Test
    void longestOnTimeIsOverForGood() {
        command.longestOn(5000);
        relay.state = 1;
        node.step(0);
        relay.broken = true;
        for (int i = 0; i < 60 * 24; i++) {
            node.step(i * HOUR);
        }
        relay.broken = false;
        node.step(60 * 24 * HOUR);
        assertEquals(0, relay.state);
    }

    @Test
    void lifeLineWaitsForTheShortestOffTime() {
        command.lifeLine(1, 1000).shortestOff(5000);
        node.step(0);
        assertEquals(4000, node.step(1000));
        assertEquals(0, relay.state);
        node.step(5000);
        assertEquals(1, relay.state);
    }

    @Test
    void lifeLineDoesNotSwitchOnWhatTheLongestOnTimeHasJustEnded() {
        command.lifeLine(7, 5000).longestOn(5000);
        relay.state = 1;
        node.step(0);
        node.step(5000);
        node.step(5001);
        assertEquals(0, relay.state);
    }

    private void connect(int now) {
        link.connection = 1;
        node.step(now);
        link.take();
    }

    private void receive(String payload) {
        byte[] buffer = ("relay" + payload).getBytes(StandardCharsets.UTF_8);
        node.received(buffer, 0, 5, 5, buffer.length - 5, false);
    }

    private static final class Relay implements Actuator {
        int state;
        boolean broken;
        boolean stuck;

        @Override
        public int set(int value) {
            if (broken) {
                return SensorStatus.NOT_RESPONDING;
            }
            state = stuck ? state : value;
            return SensorStatus.OK;
        }

        @Override
        public int measured() {
            return state;
        }
    }
}
