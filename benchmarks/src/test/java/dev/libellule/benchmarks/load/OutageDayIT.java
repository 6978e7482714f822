package dev.libellule.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.benchmarks.load.OutageDay.Result;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** An upstream that is gone for a day, on the broker's own clock, with a kill in the middle: what is reported, and what arrives. */
class OutageDayIT {
    /** One in 20 s, so that those who look each minute see the same rate each time. */
    private static final int COUNT = 4_320;
    private static final Instant END = OutageDay.START.plus(OutageDay.DAY);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void aDayIsReportedAndArrivesWithItsOwnTimes() {
        Result result = OutageDay.run(COUNT, OutageDay.limits(3 * COUNT, Duration.ZERO));
        assertNear(OutageDay.DAY, Duration.between(oldest(result), END), MINUTE);
        assertNear(OutageDay.DAY.multipliedBy(2), // as much room again, twice
                Duration.ofSeconds(Long.parseLong(result.report().get("holds"))), Duration.ofHours(3));
        assertEquals("waiting", result.report().get("status"));
        int expired = COUNT / OutageDay.EXPIRING_EACH / 2; // of a day, half is older
        assertEquals(COUNT - expired, result.arrived(), 1);
        assertEquals(0, result.missing());
        assertEquals(0, result.twice());
        assertEquals(0, result.tooOld());
        assertEquals(result.arrived(), result.late());
        assertEquals(0, result.wrongTime());
    }

    @Test
    void whatIsOlderThanItsBudgetIsDroppedAndCounted() {
        Duration most = Duration.ofHours(6);
        Result result = OutageDay.run(COUNT, OutageDay.limits(3 * COUNT, most));
        assertNear(most, Duration.between(oldest(result), END), MINUTE);
        assertEquals(COUNT / 4, result.arrived(), 3);
        assertEquals(0, result.wrongTime());
        assertEquals(result.report().get("waiting/messages"), Integer.toString(result.arrived()));
    }

    private static Instant oldest(Result result) {
        return Instant.parse(result.report().get("waiting/oldest"));
    }

    private static void assertNear(Duration expected, Duration actual, Duration tolerance) {
        assertTrue(expected.minus(actual).abs().compareTo(tolerance) <= 0, actual + " is not about " + expected);
    }
}
