package dev.libellule.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand nodes lose one broker for a minute, in virtual time: how many of them knock at the same moment when it is back. All lose
 * it in the same millisecond, which is the worst that can happen to a broker.
 */
class ReconnectStormTest {
    private static final int NODES = 10_000;
    private static final int OUTAGE_MILLIS = 60_000;
    private static final int FIXED_MILLIS = 5_000;
    private static final int HORIZON_MILLIS = 600_000;

    /** A wait before the next attempt. */
    private interface Waits {
        int nextMillis();
    }

    @Test
    void decorrelatedJitterSpreadsTenThousandNodesWhenTheHostRefuses() {
        int[] fixed = connects(0, 0, _ -> () -> FIXED_MILLIS);
        int[] jitter = connects(0, 0, ReconnectStormTest::backoff);
        report("host up, port refused; all at once; fixed 5 s", fixed);
        report("host up, port refused; all at once; jitter", jitter);
        assertEquals(NODES, most(fixed, 1000), "what a fixed back-off does");
        assertEquals(NODES, most(fixed, 100));
        assertTrue(most(jitter, 1000) <= 800, "in a second: " + most(jitter, 1000));
        assertTrue(most(jitter, 100) <= 120, "in 100 ms: " + most(jitter, 100));
        assertTrue(last(jitter) <= 60_000, "nobody is lost for longer than the cap: " + last(jitter));
    }

    @Test
    void decorrelatedJitterSpreadsTenThousandNodesWhenTheHostIsGone() {
        int connectTimeoutMillis = 10_000;
        int[] fixed = connects(connectTimeoutMillis, 0, _ -> () -> FIXED_MILLIS);
        int[] jitter = connects(connectTimeoutMillis, 0, ReconnectStormTest::backoff);
        report("host gone, attempts time out after 10 s; fixed 5 s", fixed);
        report("host gone, attempts time out after 10 s; jitter", jitter);
        assertEquals(NODES, most(fixed, 100));
        assertTrue(most(jitter, 1000) <= 800, "in a second: " + most(jitter, 1000));
        assertTrue(most(jitter, 100) <= 120, "in 100 ms: " + most(jitter, 100));
        assertTrue(last(jitter) <= 60_000 + connectTimeoutMillis, "the last: " + last(jitter));
    }

    @Test
    void evenALossNoticedOverTenSecondsIsBetterSpreadByJitter() { // keep-alives end one after the other
        int[] fixed = connects(0, 10_000, _ -> () -> FIXED_MILLIS);
        int[] jitter = connects(0, 10_000, ReconnectStormTest::backoff);
        report("loss noticed over 10 s; fixed 5 s", fixed);
        report("loss noticed over 10 s; jitter", jitter);
        assertTrue(most(fixed, 1000) >= 2 * most(jitter, 1000));
    }

    private static Waits backoff(int node) {
        return new Backoff(500, 60_000, 30_000, node)::nextMillis; // the defaults of MqttSettings
    }

    /** Makes the waits of one node. */
    private interface WaitsOf {
        Waits of(int node);
    }

    /**
     * Plays it.
     *
     * @param failingMillis how long an attempt takes that fails
     * @param noticedWithinMillis over which time the nodes notice the loss, one after the other
     * @return when each node was connected again, in milliseconds after the broker was back, in order
     */
    private static int[] connects(int failingMillis, int noticedWithinMillis, WaitsOf kind) {
        Waits[] waits = new Waits[NODES];
        PriorityQueue<long[]> attempts = new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0])); // time, node
        for (int node = 0; node < NODES; node++) {
            waits[node] = kind.of(node);
            long noticed = (long) noticedWithinMillis * node / NODES;
            attempts.add(new long[]{noticed + waits[node].nextMillis(), node});
        }
        int[] connected = new int[NODES];
        int count = 0;
        while (!attempts.isEmpty()) {
            long[] attempt = attempts.remove();
            long now = attempt[0];
            assertTrue(now < HORIZON_MILLIS, "a node does not come back");
            if (now >= OUTAGE_MILLIS) {
                connected[count++] = (int) (now - OUTAGE_MILLIS);
            } else {
                attempt[0] = now + failingMillis + waits[(int) attempt[1]].nextMillis();
                attempts.add(attempt);
            }
        }
        Arrays.sort(connected);
        return connected;
    }

    /** The most connects in any stretch of so many milliseconds, wherever it begins. */
    private static int most(int[] connected, int stretchMillis) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < connected.length; to++) {
            while (connected[to] - connected[from] >= stretchMillis) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    private static int last(int[] connected) {
        return connected[connected.length - 1];
    }

    private static void report(String what, int[] connected) {
        System.out.printf(
                "ReconnectStormTest %s: at most %d connects in a second, %d in 100 ms; half are back after %.1f s,"
                        + " all after %.1f s%n",
                what, most(connected, 1000), most(connected, 100), connected[NODES / 2] / 1000.0,
                last(connected) / 1000.0);
    }
}
