package dev.libellule.device.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A command whose actuator shows text. */
class DisplayTest {
    private final RecordingLink link = new RecordingLink();
    private final Display display = new Display();
    private final Command command = new Command("lcd/set", "lcd", display, CommandTable.onOff());
    private final Node node = new Node(link, "uno/$etat", new Sampling[0], new Signal[0], new Command[]{command});

    @Test
    void showsEachPayloadAsItIsAndPublishesWhatIsShown() {
        connect();
        receive("ON");
        node.step(1);
        assertEquals(List.of("lcd ON q1 r"), link.take());
        receive(" 22.5 °C ");
        node.step(2);
        assertEquals(List.of("lcd  22.5 °C  q1 r"), link.take());
        assertEquals(2, command.obeyed());
    }

    @Test
    void anEmptyPayloadAsksAndABlankOneClears() {
        connect();
        receive("salon");
        receive("");
        node.step(1);
        assertEquals(List.of("lcd salon q1 r"), link.take());
        receive(" ");
        node.step(2);
        assertEquals(List.of("lcd   q1 r"), link.take());
    }

    @Test
    void aDisplayThatIsGoneIsAnsweredWithNothing() {
        connect();
        display.broken = true;
        receive("salon");
        node.step(1);
        assertEquals(List.of("lcd  q1 r"), link.take());
        assertEquals(1, command.refused(Refusal.FAILED));
    }

    @Test
    void goesDarkWithoutALink() {
        command.lifeLine(0, 1000);
        connect();
        receive("salon");
        node.step(1);
        link.connection = 0;
        node.step(2);
        node.step(1002);
        assertEquals(0, display.measured());
        assertEquals(1, command.changes(StateReason.NO_LINK));
    }

    private void connect() {
        link.connection = 1;
        node.step(0);
        link.take();
    }

    private void receive(String payload) {
        byte[] message = ("lcd/set" + payload).getBytes(StandardCharsets.UTF_8);
        node.received(message, 0, 7, 7, message.length - 7, false);
    }

    private static final class Display implements TextActuator {
        private byte[] shown = new byte[0];
        private int on;
        private boolean broken;

        public int setText(byte[] utf8, int offset, int length) {
            if (broken) {
                return SensorStatus.NOT_RESPONDING;
            }
            shown = new byte[length];
            System.arraycopy(utf8, offset, shown, 0, length);
            on = 1;
            return SensorStatus.OK;
        }

        public int writeText(byte[] to) {
            System.arraycopy(shown, 0, to, 0, shown.length);
            return shown.length;
        }

        public int longestText() {
            return 80;
        }

        public int set(int value) {
            on = value;
            return SensorStatus.OK;
        }

        public int measured() {
            return on;
        }
    }
}
