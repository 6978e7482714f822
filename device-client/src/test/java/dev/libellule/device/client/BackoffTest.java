package dev.libellule.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void staysBetweenBaseAndThreeTimesTheLastAndCap() {
        for (int seed = 0; seed < 1000; seed++) {
            Backoff backoff = new Backoff(500, 60_000, 30_000, seed);
            int last = 500;
            boolean reachedMuch = false;
            for (int i = 0; i < 200; i++) {
                int wait = backoff.nextMillis();
                assertTrue(wait >= 500 && wait <= Math.min(60_000, last * 3),
                        "seed " + seed + ": " + wait + " after " + last);
                last = wait;
                reachedMuch |= wait > 20_000;
            }
            assertTrue(reachedMuch, "seed " + seed + " never waits long");
        }
    }

    @Test
    void differentSeedsSpread() {
        assertNotEquals(sum(1), sum(2));
        assertEquals(sum(7), sum(7));
    }

    @Test
    void stableConnectionStartsOver() {
        Backoff backoff = new Backoff(500, 60_000, 30_000, 3);
        for (int i = 0; i < 20; i++) {
            backoff.nextMillis();
        }
        backoff.connectionLasted(30_000);
        assertTrue(backoff.nextMillis() <= 1500);
    }

    @Test
    void shortConnectionDoesNot() {
        Backoff a = new Backoff(500, 60_000, 30_000, 3);
        Backoff b = new Backoff(500, 60_000, 30_000, 3);
        for (int i = 0; i < 20; i++) {
            a.nextMillis();
            b.nextMillis();
        }
        a.connectionLasted(29_999);
        assertEquals(b.nextMillis(), a.nextMillis());
    }

    private static long sum(int seed) {
        Backoff backoff = new Backoff(500, 60_000, 30_000, seed);
        long sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += backoff.nextMillis();
        }
        return sum;
    }
}
