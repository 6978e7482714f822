package dev.libellule.device.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfflineRingTest {
    private static final byte[] TOPIC = {'t'};
    private static final byte[] OTHER = {'t'};

    @Test
    void givesBackInOrderWhatItTook() {
        OfflineRing ring = OfflineRing.droppingOldest(new byte[16], 4);
        assertTrue(ring.isEmpty());
        ring.offer(TOPIC, bytes("xx22.5x"), 2, 4, 1, true, 0, 100);
        ring.offer(OTHER, bytes("7"), 0, 1, 0, false, 0, 200);
        assertEquals(2, ring.size());
        assertEquals(900, ring.ageMillis(1000));
        assertEquals(1, ring.qos());
        assertTrue(ring.isRetained());
        assertEquals("22.5", take(ring));
        assertEquals(800, ring.ageMillis(1000));
        assertEquals(0, ring.qos());
        assertFalse(ring.isRetained());
        assertEquals("7", take(ring));
        assertTrue(ring.isEmpty());
    }

    @Test
    void knowsWhetherATopicWaitsByItsArray() {
        OfflineRing ring = OfflineRing.droppingOldest(new byte[16], 4);
        offer(ring, "1", 0, 0);
        assertTrue(ring.holds(TOPIC));
        assertFalse(ring.holds(OTHER));
    }

    @Test
    void fullTableDropsTheOldest() {
        OfflineRing ring = OfflineRing.droppingOldest(new byte[16], 3);
        offerAll(ring, "1", "2", "3", "4", "5");
        assertEquals(List.of("3", "4", "5"), takeAll(ring));
        assertEquals(2, ring.droppedOldest());
        assertEquals(0, ring.droppedLowest());
    }

    @Test
    void fullMemoryDropsAsManyOfTheOldestAsAreNeeded() {
        OfflineRing ring = OfflineRing.droppingOldest(new byte[10], 10);
        offerAll(ring, "111", "222", "333", "44444");
        assertEquals(List.of("333", "44444"), takeAll(ring));
        assertEquals(2, ring.droppedOldest());
    }

    @Test
    void messageLargerThanTheMemoryDrivesNobodyOut() {
        OfflineRing ring = OfflineRing.droppingOldest(new byte[4], 4);
        offerAll(ring, "1234", "12345");
        assertEquals(List.of("1234"), takeAll(ring));
        assertEquals(1, ring.tooLarge());
    }

    @Test
    void dropsTheOldestOfTheLowestPriority() {
        OfflineRing ring = OfflineRing.droppingLowestPriority(new byte[16], 4);
        offer(ring, "a", 5, 0);
        offer(ring, "b", 1, 1);
        offer(ring, "c", 1, 2);
        offer(ring, "d", 5, 3);
        offer(ring, "e", 5, 4);
        assertEquals(List.of("a", "c", "d", "e"), takeAll(ring));
        assertEquals(1, ring.droppedLowest());
        assertEquals(0, ring.droppedOldest());
    }

    @Test
    void messageOfLowerPriorityThanAllOthersDoesNotComeIn() {
        OfflineRing ring = OfflineRing.droppingLowestPriority(new byte[16], 2);
        offer(ring, "a", 5, 0);
        offer(ring, "b", 3, 1);
        assertFalse(offer(ring, "c", 2, 2));
        assertTrue(offer(ring, "d", 3, 3), "of the same priority the newer stays");
        assertEquals(List.of("a", "d"), takeAll(ring));
        assertEquals(2, ring.droppedLowest());
    }

    @Test
    void nobodyIsDrivenOutForAMessageThatWouldNotFitAllTheSame() {
        OfflineRing ring = OfflineRing.droppingLowestPriority(new byte[8], 8);
        offer(ring, "aaaaa", 5, 0);
        offer(ring, "bb", 1, 1);
        assertFalse(offer(ring, "cccc", 3, 2));
        assertEquals(List.of("aaaaa", "bb"), takeAll(ring));
        assertEquals(1, ring.droppedLowest());
    }

    @Test
    void whatIsOlderThanTheLongestAgeIsDroppedAndCounted() {
        OfflineRing ring = OfflineRing.droppingOldest(new byte[16], 4).longestAgeMillis(1000);
        offer(ring, "1", 0, 0);
        offer(ring, "2", 0, 500);
        ring.watch(1000);
        assertEquals(2, ring.size());
        ring.watch(1001);
        assertEquals(List.of("2"), takeAll(ring));
        assertEquals(1, ring.expired());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MAX_VALUE - 50, Integer.MAX_VALUE - 10_000, -50})
    void ageIsRightOverTheWrapOfTheClock(int start) {
        OfflineRing ring = OfflineRing.droppingOldest(new byte[16], 4);
        offer(ring, "1", 0, start);
        offer(ring, "2", 0, start + 40);
        ring.watch(start + 100);
        assertEquals(100, ring.ageMillis(start + 100));
        take(ring);
        assertEquals(60, ring.ageMillis(start + 100));
    }

    @Test
    void ageDoesNotStartOverAfterWeeks() { // the int clock wraps every 49.7 days
        OfflineRing ring = OfflineRing.droppingOldest(new byte[16], 4);
        offer(ring, "1", 0, 0);
        int now = 0;
        int last = 0;
        for (int hour = 0; hour < 120 * 24; hour++) {
            now += 3_600_000;
            ring.watch(now);
            assertTrue(ring.ageMillis(now) >= last, "hour " + hour);
            last = ring.ageMillis(now);
        }
        assertEquals(OfflineRing.GREATEST_AGE_MILLIS, last);
        offer(ring, "2", 0, now);
        ring.watch(now + 10);
        assertEquals(OfflineRing.GREATEST_AGE_MILLIS, ring.ageMillis(now + 10));
        take(ring);
        assertEquals(10, ring.ageMillis(now + 10), "the next one is young");
    }

    @Test
    void agesStayWithTheirMessagesWhenOneInTheMiddleIsDropped() {
        OfflineRing ring = OfflineRing.droppingLowestPriority(new byte[16], 3);
        offer(ring, "old", 1, 0);
        int later = OfflineRing.GREATEST_AGE_MILLIS;
        ring.watch(later);
        offer(ring, "a", 0, later);
        offer(ring, "b", 1, later + 1);
        offer(ring, "c", 1, later + 2); // drives a out
        assertEquals(OfflineRing.GREATEST_AGE_MILLIS, ring.ageMillis(later + 5));
        assertEquals("old", take(ring));
        assertEquals(4, ring.ageMillis(later + 5));
    }

    /** Against a list of objects that follows the same rules the obvious way. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void agreesWithAPlainModel(boolean byPriority) {
        long seed = System.nanoTime();
        System.out.println("OfflineRingTest seed " + seed);
        Random random = new Random(seed);
        byte[] memory = new byte[40];
        OfflineRing ring = byPriority
                ? OfflineRing.droppingLowestPriority(memory, 7)
                : OfflineRing.droppingOldest(memory, 7);
        List<Kept> model = new ArrayList<>();
        int dropped = 0;
        for (int now = 0; now < 50_000; now++) {
            if (random.nextInt(3) == 0 && !model.isEmpty()) {
                Kept oldest = model.remove(0);
                assertEquals(now - oldest.taken, ring.ageMillis(now));
                assertEquals(oldest.text, take(ring));
            } else {
                String text = Integer.toString(now).repeat(12).substring(0, random.nextInt(13));
                Kept kept = new Kept(text, random.nextInt(3), now);
                dropped += offerToModel(model, kept, byPriority);
                offer(ring, text, kept.priority, now);
            }
            assertEquals(model.size(), ring.size());
        }
        assertEquals(model.stream().map(Kept::text).toList(), takeAll(ring));
        assertEquals(dropped, ring.droppedOldest() + ring.droppedLowest());
    }

    private record Kept(String text, int priority, int taken) {}

    private static int offerToModel(List<Kept> model, Kept kept, boolean byPriority) {
        List<Kept> after = new ArrayList<>(model);
        while (after.size() == 7
                || after.stream().mapToInt(k -> k.text.length()).sum() + kept.text.length() > 40) {
            int lowest = after.stream().mapToInt(Kept::priority).min().orElseThrow();
            if (byPriority && lowest > kept.priority) {
                return 1;
            }
            after.remove(byPriority
                    ? after.stream().filter(k -> k.priority == lowest).findFirst().orElseThrow()
                    : after.get(0));
        }
        int dropped = model.size() - after.size();
        model.clear();
        model.addAll(after);
        model.add(kept);
        return dropped;
    }

    private static void offerAll(OfflineRing ring, String... texts) {
        for (String text : texts) {
            offer(ring, text, 0, 0);
        }
    }

    private static boolean offer(OfflineRing ring, String text, int priority, int taken) {
        byte[] payload = bytes(text);
        return ring.offer(TOPIC, payload, 0, payload.length, 1, false, priority, taken);
    }

    private static List<String> takeAll(OfflineRing ring) {
        List<String> all = new ArrayList<>();
        while (!ring.isEmpty()) {
            all.add(take(ring));
        }
        return all;
    }

    private static String take(OfflineRing ring) {
        String text = new String(ring.memory(), ring.offset(), ring.length(), StandardCharsets.US_ASCII);
        ring.sent();
        return text;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
