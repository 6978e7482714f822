package dev.libellule.gateway.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final Inbox inbox = new Inbox();
    private final List<Integer> done = new ArrayList<>();

    @Test
    void givesTasksInTheirOrderAlsoWhileItGrows() throws Exception {
        add(0, 50);
        run(40); // the ring now begins in the middle
        add(50, 500);
        run(460);
        assertEquals(IntStream.range(0, 500).boxed().toList(), done);
        assertNull(inbox.poll(0));
    }

    @Test
    void waitsForATask() throws Exception {
        Thread.ofVirtual().start(() -> add(7, 8));
        inbox.poll(30_000).run();
        assertEquals(List.of(7), done);
    }

    private void add(int from, int to) {
        for (int i = from; i < to; i++) {
            int number = i;
            inbox.add(() -> done.add(number));
        }
    }

    private void run(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            inbox.poll(0).run();
        }
    }
}
