package dev.libellule.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.broker.config.BridgeConfig.StartType;
import dev.libellule.gateway.relay.RelayEvent.Closed;
import dev.libellule.gateway.relay.RelayEvent.Connected;
import dev.libellule.gateway.relay.RelayEvent.FirstIsBack;
import dev.libellule.gateway.relay.RelayEvent.Idle;
import dev.libellule.gateway.relay.RelayEvent.Lost;
import dev.libellule.gateway.relay.RelayEvent.Misunderstood;
import dev.libellule.gateway.relay.RelayEvent.Tick;
import dev.libellule.gateway.relay.RelayEvent.Wanted;
import dev.libellule.gateway.relay.RelayState.Connecting;
import dev.libellule.gateway.relay.RelayState.Ended;
import dev.libellule.gateway.relay.RelayState.Online;
import dev.libellule.gateway.relay.RelayState.Resting;
import dev.libellule.gateway.relay.RelayState.Stopped;
import dev.libellule.gateway.relay.RelayState.Waiting;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RelayStateTest {
    private static final long SECOND = 1_000_000_000L;
    /** Always waits 5 s. */
    private final RelayState.Plan constant = plan(5, 5, 1, StartType.AUTOMATIC);

    private static RelayState.Plan plan(long base, long cap, int addresses, StartType start) {
        return new RelayState.Plan(new Backoff(base * SECOND, cap * SECOND, 60 * SECOND, new Random(37)), addresses,
                20 * SECOND, start);
    }

    @Test
    void theFirstTickStartsIt() {
        assertEquals(new Connecting(0, 0, 0, 20 * SECOND + 7),
                RelayState.next(RelayState.initial(7, constant), new Tick(7), constant));
    }

    @Test
    void itWaitsUntilItIsTime() {
        Waiting wait = new Waiting(0, 1, 5 * SECOND, 100, "x");
        assertSame(wait, RelayState.next(wait, new Tick(99), constant));
        assertInstanceOf(Connecting.class, RelayState.next(wait, new Tick(100), constant));
    }

    @Test
    void timeMayWrapRound() {
        Waiting wait = new Waiting(0, 1, 5, Long.MIN_VALUE + 2, "x"); // just after the largest long
        assertSame(wait, RelayState.next(wait, new Tick(Long.MAX_VALUE), constant));
        assertInstanceOf(Connecting.class, RelayState.next(wait, new Tick(Long.MIN_VALUE + 2), constant));
    }

    @Test
    void aFailedAttemptLeadsToTheNextAddressAtOnce() {
        RelayState.Plan three = plan(5, 5, 3, StartType.AUTOMATIC);
        assertEquals(new Waiting(2, 2, 0, 10, "why"),
                RelayState.next(new Connecting(1, 1, 0, 0), new Lost(10, "why"), three));
    }

    @Test
    void whenAllAddressesHaveFailedItWaits() {
        assertEquals(new Waiting(0, 3, 5 * SECOND, 10 + 5 * SECOND, "why"), RelayState.next(new Connecting(2, 2, 0, 0),
                new Lost(10, "why"), plan(5, 5, 3, StartType.AUTOMATIC)));
    }

    @Test
    void anAttemptWithoutAnAnswerFails() {
        assertEquals(new Waiting(0, 1, 5 * SECOND, 100 + 5 * SECOND, "no answer within 20 s"),
                RelayState.next(new Connecting(0, 0, 0, 100), new Tick(100), constant));
    }

    @Test
    void aLostConnectionLeadsToTheNextAddressAtOnce() {
        RelayState.Plan three = plan(5, 5, 3, StartType.AUTOMATIC);
        assertEquals(new Waiting(2, 1, 7, 10, "why"), RelayState.next(new Online(1, 7, 0), new Lost(10, "why"), three));
    }

    @Test
    void whoReturnsToTheFirstAddressDoesSoAtOnce() {
        RelayState.Plan two = plan(5, 5, 2, StartType.AUTOMATIC);
        assertEquals(new Waiting(0, 0, 7, 10, "going back to the first address"),
                RelayState.next(new Online(1, 7, 0), new FirstIsBack(10), two));
    }

    @Test
    void otherWordsAreTriedAtTheSameAddressAtOnce() {
        RelayState.Plan two = plan(5, 5, 2, StartType.AUTOMATIC);
        assertEquals(new Waiting(1, 1, 7, 10, "why"),
                RelayState.next(new Connecting(1, 1, 7, 0), new Misunderstood(10, "why"), two));
    }

    @Test
    void aStableConnectionBeginsAtTheBaseAgain() {
        RelayState.Plan jitter = plan(1, 1000, 1, StartType.AUTOMATIC);
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
    void onceIsOnce() {
        RelayState.Plan once = plan(5, 5, 2, StartType.ONCE);
        RelayState second = RelayState.next(new Connecting(0, 0, 0, 0), new Lost(10, "why"), once);
        assertEquals(new Waiting(1, 1, 0, 10, "why"), second, "all addresses are tried");
        assertEquals(new Stopped("why"), RelayState.next(new Connecting(1, 1, 0, 0), new Lost(10, "why"), once));
        assertSame(Stopped.class,
                RelayState.next(new Stopped("why"), new Tick(Long.MAX_VALUE), once).getClass());
    }

    @Test
    void aLazyOneRestsUntilItIsWantedAndWhenItIsIdle() {
        RelayState.Plan lazy = plan(5, 5, 1, StartType.LAZY);
        RelayState resting = RelayState.initial(0, lazy);
        assertEquals(new Resting(), resting);
        assertSame(resting, RelayState.next(resting, new Tick(100 * SECOND), lazy));
        RelayState wanted = RelayState.next(resting, new Wanted(7), lazy);
        assertInstanceOf(Connecting.class, RelayState.next(wanted, new Tick(7), lazy));
        assertEquals(new Resting(), RelayState.next(new Online(0, 0, 0), new Idle(9), lazy));
    }

    @Test
    void nothingChangesOutOfTurn() {
        for (RelayState state : new RelayState[]{new Waiting(0, 1, 1, 100, "x"), new Online(0, 1, 0), new Ended()}) {
            assertSame(state, RelayState.next(state, new Connected(5), constant));
            assertSame(state, RelayState.next(state, new Tick(5), constant));
            assertSame(state, RelayState.next(state, new Wanted(5), constant));
        }
        Waiting wait = new Waiting(0, 1, 1, 100, "x");
        assertSame(wait, RelayState.next(wait, new Lost(5, "y"), constant));
        assertEquals(new Ended(), RelayState.next(new Online(0, 1, 0), new Closed(), constant));
    }
}
