package dev.libellule.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeepAliveTest {
    private final KeepAlive keepAlive = new KeepAlive(5000);

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MAX_VALUE - 20_000, -20_000})
    void pingsWhenNothingWasSentForLong(int start) { // [MQTT-3.1.2-20]; also over the wrap of the clock
        keepAlive.start(40, start);
        assertEquals(KeepAlive.DO_NOTHING, keepAlive.poll(start + 34_999));
        assertEquals(1, keepAlive.remainingMillis(start + 34_999));
        assertEquals(KeepAlive.SEND_PINGREQ, keepAlive.poll(start + 35_000));
        assertEquals(KeepAlive.DO_NOTHING, keepAlive.poll(start + 39_999));
        assertEquals(KeepAlive.CLOSE_CONNECTION, keepAlive.poll(start + 40_000));
    }

    @Test
    void trafficPutsThePingOff() {
        keepAlive.start(40, 0);
        keepAlive.heard(1, 30_000);
        keepAlive.sent(30_000);
        assertEquals(KeepAlive.DO_NOTHING, keepAlive.poll(64_999));
        assertEquals(KeepAlive.SEND_PINGREQ, keepAlive.poll(65_000));
    }

    @Test
    void aSilentServerIsAskedHoweverMuchIsSent() {
        keepAlive.start(40, 0);
        keepAlive.heard(0, 30_000);
        keepAlive.sent(34_999);
        assertEquals(1, keepAlive.remainingMillis(34_999));
        assertEquals(KeepAlive.SEND_PINGREQ, keepAlive.poll(35_000));
    }

    @Test
    void sendingDoesNotReplaceTheAnswer() {
        keepAlive.start(40, 0);
        keepAlive.poll(35_000);
        keepAlive.sent(39_000);
        assertEquals(KeepAlive.CLOSE_CONNECTION, keepAlive.poll(40_000));
    }

    @Test
    void answerStartsOver() {
        keepAlive.start(40, 0);
        keepAlive.poll(35_000);
        keepAlive.answered(36_000);
        assertEquals(KeepAlive.DO_NOTHING, keepAlive.poll(70_999));
        assertEquals(KeepAlive.SEND_PINGREQ, keepAlive.poll(71_000));
    }

    @Test
    void zeroSwitchesItOff() {
        keepAlive.start(0, 0);
        assertEquals(KeepAlive.DO_NOTHING, keepAlive.poll(Integer.MAX_VALUE));
        assertEquals(Integer.MAX_VALUE, keepAlive.remainingMillis(5));
    }
}
