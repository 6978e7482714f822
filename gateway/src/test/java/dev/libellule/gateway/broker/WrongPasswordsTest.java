package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WrongPasswordsTest {
    private long now = 1_000_000;
    private final WrongPasswords wrong = new WrongPasswords(() -> now);

    @Test
    void barsAnAddressThatGuessesAndNoOther() {
        for (int i = 0; i < WrongPasswords.BURST; i++) {
            assertFalse(wrong.isBarred("192.0.2.1"), "attempt " + i);
            wrong.add("192.0.2.1");
        }
        assertTrue(wrong.isBarred("192.0.2.1"));
        assertFalse(wrong.isBarred("192.0.2.2"));
    }

    @Test
    void givesAnAttemptBackEveryFewSeconds() {
        for (int i = 0; i < WrongPasswords.BURST; i++) {
            wrong.add("a");
        }
        now += WrongPasswords.REFILL_MILLIS;
        assertFalse(wrong.isBarred("a"));
        wrong.add("a");
        assertTrue(wrong.isBarred("a"));
        now += (long) WrongPasswords.BURST * WrongPasswords.REFILL_MILLIS;
        for (int i = 1; i < WrongPasswords.BURST; i++) {
            wrong.add("a");
        }
        assertFalse(wrong.isBarred("a"));
    }

    @Test
    void thePortDoesNotMatter() {
        assertEquals("192.0.2.1", WrongPasswords.addressOf("192.0.2.1:4711"));
        assertEquals("0:0:0:0:0:0:0:1", WrongPasswords.addressOf("0:0:0:0:0:0:0:1:4711"));
        assertEquals("local", WrongPasswords.addressOf("local"));
    }
}
