package dev.libellule.device.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Command and state share one topic: the bare {@code ctrlled}. */
class BareCommandTest {
    private final RecordingLink link = new RecordingLink();
    private final Lamp lamp = new Lamp();
    private final Command led = new Command("ctrlled", "ctrlled", lamp, CommandTable.onOff()).longestOn(60_000);
    private final Node node = new Node(link, "uno/$etat", new Sampling[0], new Signal[0], new Command[]{led});
    private int now;

    @Test
    void nothingIsSaidOnAConnection() {
        connect(true);
        assertEquals(List.of("SUBSCRIBE ctrlled q1 nl", "uno/$etat online q1 r"), link.take(),
                "a state said here would be a command to others");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ownEchoIsNoCommand(boolean hidesOwnMessages) {
        connect(hidesOwnMessages);
        link.take();
        receive("ON");
        assertEquals(1, lamp.state);
        assertEquals(List.of("ctrlled 1 q1"), link.take(), "never retained");
        if (!hidesOwnMessages) {
            receive("1"); // the echo
        }
        assertEquals(List.of(), link.take());
        receive("TOGGLE");
        assertEquals(List.of("ctrlled 0 q1"), link.take());
        receive("1"); // a command before the echo of 0
        assertEquals(1, lamp.state);
        if (!hidesOwnMessages) {
            receive("0"); // the late echo of what was before
        }
        assertEquals(1, lamp.state);
        assertEquals(List.of("ctrlled 1 q1"), link.take());
    }

    @Test
    void echoesThatNeverComeAreForgotten() {
        connect(false);
        receive("1");
        receive("0"); // the echo of 1 was lost
        now += 10_000;
        step();
        lamp.state = 1;
        receive("0");
        assertEquals(0, lamp.state, "a command, ten seconds later");
    }

    @Test
    void aCommandThatChangesNothingIsNotAnswered() { // or two boards on one topic would answer each other for ever
        connect(true);
        receive("1");
        link.take();
        receive("1");
        receive("what?");
        assertEquals(List.of(), link.take());
        assertEquals(1, led.refused(Refusal.UNKNOWN));
    }

    @Test
    void twoBoardsOnOneTopicComeToRest() {
        Lamp otherLamp = new Lamp();
        Command other = new Command("ctrlled", "ctrlled", otherLamp, CommandTable.onOff());
        RecordingLink otherLink = new RecordingLink();
        Node otherNode = new Node(otherLink, "nano/$etat", new Sampling[0], new Signal[0], new Command[]{other});
        otherLink.connection = 1;
        otherNode.step(0);
        connect(true);
        receive("1");
        int messages = 0;
        for (int turn = 0; turn < 10; turn++) {
            for (String line : link.take()) {
                messages += deliver(otherNode, line);
            }
            otherNode.step(now);
            for (String line : otherLink.take()) {
                messages += deliver(node, line);
            }
            node.step(now);
        }
        assertEquals(2, messages);
        assertEquals(1, otherLamp.state);
    }

    @Test
    void changesOfTheLimitsAreSaid() {
        connect(false);
        receive("1");
        receive("1");
        link.take();
        now += 60_000;
        step();
        assertEquals(List.of("ctrlled 0 q1"), link.take());
        receive("0");
        assertEquals(List.of(), link.take());
    }

    @Test
    void wordsOfTheStateAreCommandsToo() {
        led.stateTexts("allumé", "éteint");
        connect(true);
        receive("allumé");
        assertEquals(1, lamp.state);
    }

    private static int deliver(Node to, String line) {
        if (!line.startsWith("ctrlled ")) {
            return 0;
        }
        byte[] bytes = ("ctrlled" + line.charAt("ctrlled ".length())).getBytes(StandardCharsets.UTF_8);
        to.received(bytes, 0, 7, 7, 1, false);
        return 1;
    }

    private void connect(boolean hidesOwnMessages) {
        link.hidesOwnMessages = hidesOwnMessages;
        link.connection = 1;
        step();
    }

    private void receive(String payload) {
        byte[] bytes = ("ctrlled" + payload).getBytes(StandardCharsets.UTF_8);
        node.received(bytes, 0, 7, 7, bytes.length - 7, false);
        step();
    }

    private void step() {
        node.step(now++);
    }

    private static final class Lamp implements Actuator {
        int state;

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
}
