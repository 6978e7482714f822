package dev.libellule.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.relay.RelayEvent.Closed;
import dev.libellule.gateway.relay.RelayEvent.Connected;
import dev.libellule.gateway.relay.RelayEvent.Lost;
import dev.libellule.gateway.relay.RelayEvent.Tick;
import dev.libellule.gateway.relay.RelayState.Connecting;
import dev.libellule.gateway.relay.RelayState.Ended;
import dev.libellule.gateway.relay.RelayState.Online;
import dev.libellule.gateway.relay.RelayState.Waiting;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RelayStateTest {
    private static final long SECOND = 1_000_000_000L;
    /** Always waits 5 s. */
    private final RelayState.Plan constant = plan(5, 5, 1);

    private static RelayState.Plan plan(long base, long cap, int addresses) {
        return new RelayState.Plan(new Backoff(base * SECOND, cap * SECOND, 60 * SECOND, new Random(37)), addresses,
                20 * SECOND);
    }

    @Test
    void theFirstTickStartsIt() {
        assertEquals(new Connecting(0, 0, 20 * SECOND + 7),
                RelayState.next(RelayState.initial(7), new Tick(7), constant));
    }

    @Test
    void itWaitsUntilItIsTime() {
        Waiting wait = new Waiting(0, 5 * SECOND, 100, "x");
        assertSame(wait, RelayState.next(wait, new Tick(99), constant));
        assertTrue(RelayState.next(wait, new Tick(100), constant) instanceof Connecting);
    }

    @Test
    void timeMayWrapRound() {
        Waiting wait = new Waiting(0, 5, Long.MIN_VALUE + 2, "x"); // just after the largest long
        assertSame(wait, RelayState.next(wait, new Tick(Long.MAX_VALUE), constant));
        assertTrue(RelayState.next(wait, new Tick(Long.MIN_VALUE + 2), constant) instanceof Connecting);
    }

    @Test
    void aFailedAttemptLeadsToTheNextAddress() {
        RelayState.Plan three = plan(5, 5, 3);
        assertEquals(new Waiting(2, 5 * SECOND, 10 + 5 * SECOND, "why"),
                RelayState.next(new Connecting(1, 0, 0), new Lost(10, "why"), three));
        assertEquals(0, ((Waiting) RelayState.next(new Connecting(2, 0, 0), new Lost(10, "why"), three)).address());
    }

    @Test
    void anAttemptWithoutAnAnswerFails() {
        assertEquals(new Waiting(0, 5 * SECOND, 100 + 5 * SECOND, "no answer within 20 s"),
                RelayState.next(new Connecting(0, 0, 100), new Tick(100), constant));
    }

    @Test
    void aLostConnectionKeepsItsAddress() {
        assertEquals(1, ((Waiting) RelayState.next(new Online(1, 0, 0), new Lost(10, "why"), plan(5, 5, 3))).address());
    }

    @Test
    void aStableConnectionBeginsAtTheBaseAgain() {
        RelayState.Plan jitter = plan(1, 1000, 1);
        Waiting afterStable = (Waiting) RelayState.next(new Online(0, 300 * SECOND, 0), new Lost(60 * SECOND, "x"),
                jitter);
        assertEquals(SECOND, afterStable.waitNanos());
        boolean hasGrown = false;
        for (int i = 0; i < 20; i++) {
            Waiting afterShort = (Waiting) RelayState.next(new Online(0, 300 * SECOND, 0), new Lost(59 * SECOND, "x"),
                    jitter);
            hasGrown |= afterShort.waitNanos() > 10 * SECOND;
        }
        assertTrue(hasGrown);
    }

    @Test
    void waitsGrowBetweenBaseAndCap() {
        Backoff backoff = new Backoff(5 * SECOND, 30 * SECOND, 60 * SECOND, new Random(37));
        long wait = 0;
        long longest = 0;
        for (int i = 0; i < 1000; i++) {
            long next = backoff.next(wait);
            assertTrue(next >= 5 * SECOND && next <= Math.min(30 * SECOND, Math.max(5 * SECOND, 3 * wait)),
                    "wait " + next);
            wait = next;
            longest = Math.max(longest, next);
        }
        assertTrue(longest > 25 * SECOND, "longest " + longest);
    }

    @Test
    void nothingChangesOutOfTurn() {
        for (RelayState state : new RelayState[]{new Waiting(0, 1, 100, "x"), new Online(0, 1, 0), new Ended()}) {
            assertSame(state, RelayState.next(state, new Connected(5), constant));
            assertSame(state, RelayState.next(state, new Tick(5), constant));
        }
        assertSame(Waiting.class, RelayState.next(new Waiting(0, 1, 100, "x"), new Lost(5, "y"), constant).getClass());
        assertEquals("x",
                ((Waiting) RelayState.next(new Waiting(0, 1, 100, "x"), new Lost(5, "y"), constant)).reason());
        assertEquals(new Ended(), RelayState.next(new Online(0, 1, 0), new Closed(), constant));
    }
}
