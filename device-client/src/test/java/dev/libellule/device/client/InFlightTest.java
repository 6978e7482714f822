package dev.libellule.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.PacketType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InFlightTest {
    @Test
    void packetsNeverOverlapWhateverTheOrderOfAcknowledgements() {
        long seed = System.nanoTime();
        System.out.println("InFlightTest seed " + seed);
        Random random = new Random(seed);
        InFlight inFlight = new InFlight(7, 100);
        List<int[]> live = new ArrayList<>(); // identifier, offset, length
        for (int id = 1; id < 20_000; id++) {
            int length = 1 + random.nextInt(40);
            int offset = inFlight.place(length);
            if (offset == InFlight.NONE) {
                assertTrue(!live.isEmpty(), "empty and yet no room");
                int[] gone = live.remove(random.nextInt(live.size()));
                inFlight.done(inFlight.find(gone[0]));
                continue;
            }
            assertTrue(offset >= 0 && offset + length <= 100);
            for (int[] other : live) {
                assertTrue(offset + length <= other[1] || other[1] + other[2] <= offset, "overlap");
            }
            inFlight.add(id, offset, length, PacketType.PUBACK);
            live.add(new int[]{id, offset, length});
            assertEquals(live.size(), inFlight.outstanding());
        }
    }

    @Test
    void sendsAgainInTheOrderOfThePublishing() { // [MQTT-4.6.0-1]
        InFlight inFlight = new InFlight(3, 30);
        ArrayDeque<Integer> expected = new ArrayDeque<>();
        for (int id = 1; id <= 8; id++) {
            if (expected.size() == 3) {
                inFlight.done(inFlight.find(expected.poll()));
            }
            inFlight.add(id, inFlight.place(10), 10, PacketType.PUBACK);
            expected.add(id);
        }
        inFlight.sendAgain(true);
        while (inFlight.waiting() > 0) {
            int place = inFlight.firstWaiting();
            assertEquals(expected.poll(), inFlight.packetIdentifier(place));
            assertEquals(8, inFlight.memory()[inFlight.offset(place)]);
            inFlight.sent(place);
        }
        assertTrue(expected.isEmpty());
    }
}
