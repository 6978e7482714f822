package dev.libellule.device.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTest {
    private final RecordingLink link = new RecordingLink();
    private final Lamp lamp = new Lamp();
    private final Thermometer thermometer = new Thermometer();
    private final Signal temperature = new Signal("maison/salon/temp", 1).deadBand(2).intervalsMillis(1000, 300_000);
    private final Command led = new Command("ctrlled", "ctrlled/etat", lamp, CommandTable.onOff());
    private final Node node = new Node(link, "maison/salon-uno/$etat",
            new Sampling[]{new Sampling(thermometer, new Signal[]{temperature}, 5000)}, new Signal[]{temperature},
            new Command[]{led});

    @Test
    void onConnectionSubscribesThenSaysOnlineThenTellsStates() {
        node.step(0);
        assertEquals(List.of(), link.take());
        link.connection = 1;
        node.step(10);
        assertEquals(List.of("SUBSCRIBE ctrlled q1", "maison/salon-uno/$etat online q1 r", "ctrlled/etat 0 q1 r",
                "maison/salon/temp 22.5 q0"), link.take());
    }

    @Test
    void samplesAtTheIntervalAndAppliesTheDeadBand() {
        connect();
        thermometer.centi = 2262;
        assertEquals(1, node.step(4999));
        assertEquals(List.of(), link.take());
        node.step(5000); // 22.6: within the dead-band
        assertEquals(List.of(), link.take());
        thermometer.centi = 2274;
        assertEquals(5000, node.step(10_000));
        assertEquals(List.of("maison/salon/temp 22.7 q0"), link.take());
    }

    @Test
    void failedSampleIsCountedAndNotPublished() {
        connect();
        thermometer.centi = 8500;
        thermometer.status = SensorStatus.POWER_ON_VALUE;
        node.step(5000);
        assertEquals(List.of(), link.take());
    }

    @Test
    void commandIsObeyedAndAnsweredWithTheMeasuredState() {
        connect();
        assertTrue(receive("ctrlled", "1", false));
        node.step(100);
        assertEquals(1, lamp.state);
        assertEquals(List.of("ctrlled/etat 1 q1 r"), link.take());
        receive("ctrlled", "1", false);
        node.step(200);
        assertEquals(List.of("ctrlled/etat 1 q1 r"), link.take(), "answered even if unchanged");
    }

    @Test
    void answerIsWhatTheLampShowsNotWhatWasAsked() {
        connect();
        lamp.broken = true;
        receive("ctrlled", "ON", false);
        node.step(100);
        assertEquals(List.of("ctrlled/etat 0 q1 r"), link.take());
        assertEquals(1, led.failed());
    }

    @Test
    void retainedCommandIsIgnored() {
        connect();
        receive("ctrlled", "1", true);
        node.step(100);
        assertEquals(0, lamp.state);
        assertEquals(List.of(), link.take());
        assertEquals(1, led.retainedIgnored());
    }

    @Test
    void unknownCommandChangesNothingAndIsAnswered() {
        connect();
        receive("ctrlled", "peut-être", false);
        node.step(100);
        assertEquals(List.of("ctrlled/etat 0 q1 r"), link.take());
        assertEquals(1, led.refused());
    }

    @Test
    void messageForNobodyIsNotTaken() {
        assertFalse(receive("ctrl", "1", false));
        assertFalse(receive("ctrlled/etat", "1", false));
    }

    @Test
    void fullLinkIsAskedAgainAndNothingIsLost() {
        link.connection = 1;
        link.room = 2;
        assertEquals(10, node.step(0));
        assertEquals(List.of("SUBSCRIBE ctrlled q1", "maison/salon-uno/$etat online q1 r"), link.take());
        link.room = 1;
        assertEquals(10, node.step(1));
        assertEquals(List.of("ctrlled/etat 0 q1 r"), link.take());
        link.room = 10;
        node.step(2);
        assertEquals(List.of("maison/salon/temp 22.5 q0"), link.take());
    }

    @Test
    void newConnectionIsNoticedEvenIfTheLossWasNot() {
        connect();
        link.connection = 2;
        node.step(100);
        assertEquals(List.of("SUBSCRIBE ctrlled q1", "maison/salon-uno/$etat online q1 r", "ctrlled/etat 0 q1 r"),
                link.take());
    }

    @Test
    void valueTakenWhileOfflineIsSentOnConnection() {
        connect();
        link.connection = 0;
        thermometer.centi = 3000;
        node.step(5000);
        assertEquals(List.of(), link.take());
        link.connection = 2;
        node.step(6000);
        assertTrue(link.take().contains("maison/salon/temp 30.0 q0"));
    }

    @ParameterizedTest
    @CsvSource({"0,false,q0", "1,false,q1", "2,true,q2 r", "0,true,q0 r"})
    void signalIsPublishedAtItsQosAndRetainedIfItIsSo(int qos, boolean retain, String expected) {
        temperature.qos(qos).retain(retain);
        link.connection = 1;
        node.step(0);
        assertTrue(link.take().contains("maison/salon/temp 22.5 " + expected));
    }

    @ParameterizedTest
    @CsvSource({"0,false,q0", "2,true,q2 r"})
    void stateIsPublishedAtItsQosAndRetainedIfItIsSo(int qos, boolean retain, String expected) {
        led.qos(qos).retainState(retain);
        link.connection = 1;
        node.step(0);
        List<String> seen = link.take();
        assertTrue(seen.contains("SUBSCRIBE ctrlled q" + qos));
        assertTrue(seen.contains("ctrlled/etat 0 " + expected));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE - 2000, -2000})
    void samplesAtTheIntervalOverTheWrapOfTheClock(int start) {
        link.connection = 1;
        node.step(start);
        link.take();
        thermometer.centi = 3000;
        assertEquals(1, node.step(start + 4999));
        assertEquals(List.of(), link.take());
        assertEquals(5000, node.step(start + 5000));
        assertEquals(List.of("maison/salon/temp 30.0 q0"), link.take());
    }

    @Test
    void subscriptionThatIsNeverTakenDoesNotKeepTheNodeOffline() {
        link.refusedTopic = "ctrlled";
        connect();
        assertEquals(1, node.refused());
        assertEquals(4999, node.step(1));
        assertEquals(1, node.refused(), "asked once for each connection");
    }

    @Test
    void saysOfflineBeforeAnOrderedEnd() {
        connect();
        node.announceOffline();
        assertEquals(List.of("maison/salon-uno/$etat offline q1 r"), link.take());
    }

    private void connect() {
        link.connection = 1;
        node.step(0);
        link.take();
    }

    private boolean receive(String topic, String payload, boolean retained) {
        byte[] buffer = ("##" + topic + payload + "##").getBytes(StandardCharsets.UTF_8);
        int topicLength = topic.getBytes(StandardCharsets.UTF_8).length;
        return node.received(buffer, 2, topicLength, 2 + topicLength, buffer.length - 4 - topicLength, retained);
    }

    private static final class Lamp implements Actuator {
        int state;
        boolean broken;

        @Override
        public int set(int value) {
            if (broken) {
                return SensorStatus.NOT_RESPONDING;
            }
            state = value;
            return SensorStatus.OK;
        }

        @Override
        public int measured() {
            return state;
        }
    }

    private static final class Thermometer implements Sensor {
        private final Quantity quantity = new Quantity("temperature", "°C", 2, -4000, 8500);
        int centi = 2250;
        int status;

        @Override
        public int quantityCount() {
            return 1;
        }

        @Override
        public Quantity quantity(int index) {
            return quantity;
        }

        @Override
        public int sample(int[] values) {
            values[0] = centi;
            return status;
        }
    }
}
