package dev.libellule.device.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
    private final Signal signal = new Signal("maison/salon/temp", 1);

    @Test
    void publishesTheFirstValue() {
        assertTrue(signal.offer(225, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MAX_VALUE - 3_000, -3_000})
    void aSensorThatGivesTheSameForTooLongIsNotBelieved(int start) {
        signal.stuckAfterMillis(5_000).intervalsMillis(0, 1_000);
        publish(225, start);
        assertTrue(signal.offer(225, start + 4_999), "a sign of life");
        assertFalse(signal.isStuck());
        assertFalse(signal.offer(225, start + 5_000));
        assertTrue(signal.isStuck());
        assertEquals(Quality.BAD, signal.quality());
        assertEquals(1, signal.rejected());
        assertTrue(signal.offer(226, start + 6_000));
        assertFalse(signal.isStuck());
        assertEquals(Quality.GOOD, signal.quality());
    }

    @Test
    void whatCountsAsTheSameIsTheReadingBeforeItsConversion() {
        signal.stuckAfterMillis(5_000);
        for (int now = 0; now < 20_000; now += 1_000) {
            signal.offerRaw(22_500 + now / 1_000, 3, now); // 22.5 all the time
        }
        assertFalse(signal.isStuck());
        for (int now = 20_000; now <= 25_000; now += 1_000) {
            signal.offerRaw(22_500, 3, now);
        }
        assertTrue(signal.isStuck());
    }

    @Test
    void withoutDeadBandAnyChangeCounts() {
        publish(225, 0);
        assertFalse(signal.offer(225, 10));
        assertTrue(signal.offer(226, 20));
    }

    @Test
    void absoluteDeadBandHoldsBackLessOnBothSides() {
        signal.deadBand(2);
        publish(225, 0);
        assertFalse(signal.offer(226, 1));
        assertFalse(signal.offer(224, 2));
        assertTrue(signal.offer(227, 3));
        assertTrue(signal.offer(223, 4));
    }

    @Test
    void relativeDeadBandFollowsTheValue() {
        signal.deadBandPerMille(20);
        publish(1000, 0);
        assertFalse(signal.offer(1019, 1));
        assertTrue(signal.offer(1020, 2));
        publish(-100, 3);
        assertFalse(signal.offer(-101, 4));
        assertTrue(signal.offer(-102, 5));
        publish(0, 6);
        assertTrue(signal.offer(1, 7));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE - 500, -500})
    void deadBandsHoldOverTheWrapOfTheClock(int start) {
        signal.deadBand(2);
        publish(225, start);
        assertFalse(signal.offer(226, start + 1000));
        assertTrue(signal.offer(227, start + 1001));
        signal.deadBandPerMille(20);
        publish(1000, start + 1002);
        assertFalse(signal.offer(1019, start + 2000));
        assertTrue(signal.offer(1020, start + 2001));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE - 500, -500})
    void valueThatWaitsExpiresOverTheWrapOfTheClock(int start) {
        signal.intervalsMillis(0, 1000);
        signal.offer(225, start); // no link
        assertTrue(signal.isDue(start + 999));
        assertFalse(signal.isDue(start + 1000));
        assertEquals(1, signal.expired());
    }

    @Test
    void extremeValuesDoNotOverflow() {
        signal.deadBandPerMille(1000);
        publish(Integer.MIN_VALUE, 0);
        assertTrue(signal.offer(Integer.MAX_VALUE, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MAX_VALUE - 500, -500})
    void changeWithinTheShortestIntervalWaits(int start) { // the second and third run over the wrap of the clock and over zero
        signal.intervalsMillis(1000, 0);
        publish(225, start);
        assertFalse(signal.offer(230, start + 400));
        assertEquals(600, signal.waitMillis(start + 400));
        assertFalse(signal.isDue(start + 999));
        assertTrue(signal.isDue(start + 1000));
        assertEquals(0, signal.waitMillis(start + 1000));
    }

    @Test
    void changeThatGoesBackInTimeIsNotSent() {
        signal.intervalsMillis(1000, 0).deadBand(2);
        publish(225, 0);
        signal.offer(240, 400);
        signal.offer(225, 800);
        assertFalse(signal.isDue(1000));
        assertEquals(Integer.MAX_VALUE, signal.waitMillis(1000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MAX_VALUE - 100_000})
    void unchangedFreshValueIsASignOfLifeAfterTheLongestInterval(int start) {
        signal.intervalsMillis(0, 300_000);
        publish(225, start);
        assertFalse(signal.offer(225, start + 299_999));
        assertTrue(signal.offer(225, start + 300_000));
    }

    @Test
    void deadSensorGivesNoSignOfLife() {
        signal.intervalsMillis(0, 300_000);
        publish(225, 0);
        assertFalse(signal.isDue(900_000));
    }

    @Test
    void valueThatCouldNotBeSentForTooLongIsDropped() {
        signal.intervalsMillis(0, 300_000);
        signal.offer(225, 0); // no link
        assertTrue(signal.isDue(299_999));
        assertFalse(signal.isDue(300_000));
        assertEquals(1, signal.expired());
    }

    @Test
    void valueOutsideTheRangeIsRejectedAndCounted() {
        signal.range(-400, 850);
        publish(-400, 0);
        assertFalse(signal.offer(-1270, 1));
        assertFalse(signal.offer(851, 2));
        assertFalse(signal.isDue(3));
        assertEquals(2, signal.rejected());
        assertEquals(-400, signal.value());
    }

    @Test
    void staysRightAfterMonthsOfSteps() {
        signal.intervalsMillis(1000, 300_000);
        publish(225, 0);
        int now = 0;
        for (int i = 0; i < 50 * 24; i++) { // 50 days: the clock has wrapped
            now += 3_600_000;
            assertFalse(signal.isDue(now));
        }
        assertTrue(signal.offer(225, now));
    }

    private void publish(int value, int now) {
        signal.offer(value, now);
        signal.published(now);
    }
}
