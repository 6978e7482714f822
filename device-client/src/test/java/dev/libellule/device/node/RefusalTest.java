package dev.libellule.device.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.Status;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that are too old, given as packets. */
class RefusalTest {
    private static final String NO_PROPERTIES = "00";
    private static final String EXPIRED = "05 02 00000000";
    private static final String ONE_SECOND_LEFT = "05 02 00000001";
    private static final String LONG_LEFT = "05 02 ffffffff";
    private static final int QOS1 = 0x32;
    private static final int QOS1_DUP = 0x3A;
    private static final int QOS1_RETAIN = 0x33;

    private final RecordingLink link = new RecordingLink();
    private final int[] state = {0};
    private final Command command = new Command("c", "s", new Lamp(), CommandTable.onOff());
    private final Node node = new Node(link, "uno/$etat", new Sampling[0], new Signal[0], new Command[]{command});

    @Test
    void commandWhoseExpiryIsUsedUpIsRefusedAndAnswered() { // [MQTT-3.3.2-6]
        connect(0, false);
        receive(QOS1, EXPIRED);
        node.step(1);
        assertEquals(0, state[0]);
        assertEquals(List.of("s 0 q1 r reason=start refused=expired"), link.take());
        assertEquals(1, command.refused(Refusal.EXPIRED));
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE_SECOND_LEFT, LONG_LEFT, NO_PROPERTIES})
    void commandWithTimeLeftOrWithoutALimitIsObeyed(String properties) {
        connect(0, true); // resumed, but nothing was said of queued ones
        receive(QOS1, properties);
        node.step(1);
        assertEquals(1, state[0]);
        assertEquals(List.of("s 1 q1 r reason=command"), link.take());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MAX_VALUE - 500, -500})
    void commandSoonAfterAResumedSessionIsRefused(int start) {
        command.refuseQueued(2000);
        assertEquals(2000, connect(start, true));
        receive(QOS1, NO_PROPERTIES);
        assertEquals(1, node.step(start + 1999));
        assertEquals(List.of("s 0 q1 r reason=start refused=queued"), link.take());
        assertEquals(Integer.MAX_VALUE, node.step(start + 2000));
        receive(QOS1, NO_PROPERTIES);
        assertEquals(1, state[0]);
        assertEquals(1, command.refused(Refusal.QUEUED));
    }

    @Test
    void commandThatComesBeforeTheFirstStepOfAConnectionIsRefusedToo() {
        command.refuseQueued(2000);
        link.connection = 1;
        link.resumed = true;
        receive(QOS1, NO_PROPERTIES);
        assertEquals(0, state[0]);
        node.step(500_000); // the time counts from here, for the node knows no earlier one
        receive(QOS1, NO_PROPERTIES);
        assertEquals(2, command.refused(Refusal.QUEUED));
    }

    @Test
    void senderWhoSaidForHowLongItHoldsIsObeyed() {
        command.refuseQueued(2000);
        connect(0, true);
        receive(QOS1, ONE_SECOND_LEFT);
        assertEquals(1, state[0]);
    }

    @Test
    void newSessionHasNothingQueued() {
        command.refuseQueued(2000);
        assertEquals(Integer.MAX_VALUE, connect(0, false));
        receive(QOS1, NO_PROPERTIES);
        assertEquals(1, state[0]);
    }

    @Test
    void secondCopyIsRefusedAtAnyTime() { // DUP, 3.3.1.1: the first may have been obeyed, and TOGGLE twice is none
        command.refuseQueued(2000);
        connect(0, true);
        node.step(10_000);
        receive(QOS1_DUP, NO_PROPERTIES);
        assertEquals(0, state[0]);
        assertEquals(1, command.refused(Refusal.QUEUED));
    }

    @Test
    void windowIsOverForGood() {
        command.refuseQueued(2000);
        connect(0, true);
        for (int hour = 1; hour < 60 * 24; hour++) { // 60 days: the clock has wrapped
            node.step(hour * 3_600_000);
        }
        receive(QOS1, NO_PROPERTIES);
        assertEquals(1, state[0]);
    }

    @Test
    void retainedCommandIsIgnoredWithoutAnAnswer() {
        connect(0, false);
        receive(QOS1_RETAIN, NO_PROPERTIES);
        node.step(1);
        assertEquals(List.of(), link.take());
        assertEquals(1, command.retainedIgnored());
    }

    private int connect(int now, boolean resumed) {
        link.showsProperties = true;
        link.connection = 1;
        link.resumed = resumed;
        int sleepMillis = node.step(now);
        link.take();
        return sleepMillis;
    }

    private void receive(int firstByte, String properties) {
        byte[] packet = HexFormat.of().parseHex(("0001 63 0007" + properties + "31").replace(" ", ""));
        PacketReader reader = new PacketReader();
        reader.wrap(packet, 0, packet.length);
        Publish message = new Publish();
        assertEquals(Status.OK, PublishCoder.decode(reader, firstByte, MqttVersion.V5_0, message));
        assertTrue(node.received(message));
    }

    private final class Lamp implements Actuator {
        @Override
        public int set(int value) {
            state[0] = value;
            return SensorStatus.OK;
        }

        @Override
        public int measured() {
            return state[0];
        }
    }
}
