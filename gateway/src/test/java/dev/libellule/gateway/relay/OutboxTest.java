package dev.libellule.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.libellule.gateway.broker.Delivery;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox();
    private final List<String> acknowledged = new ArrayList<>();

    private Delivery message(String topic, int qos) {
        return new Delivery() {
            @Override
            public String topic() {
                return topic;
            }

            @Override
            public byte[] payload() {
                return new byte[0];
            }

            @Override
            public int qos() {
                return qos;
            }

            @Override
            public boolean retain() {
                return false;
            }

            @Override
            public void acknowledge() {
                acknowledged.add(topic);
            }
        };
    }

    private Delivery offer(String topic, int qos) {
        Delivery message = message(topic, qos);
        outbox.offer(message, true);
        return message;
    }

    @Test
    void onlyTheUpstreamsAcknowledgementFreesAMessage() {
        Delivery message = offer("a", 1);
        assertSame(message, outbox.next(20));
        long ticket = outbox.begin(5);
        assertEquals(List.of(), acknowledged);
        outbox.confirmed(ticket);
        outbox.confirmed(ticket); // twice does no harm
        assertEquals(List.of("a"), acknowledged);
        assertEquals(0, outbox.size());
        assertEquals(1, outbox.confirmedCount());
    }

    @Test
    void theWindowBoundsWhatIsUnderWay() {
        offer("a", 1);
        offer("b", 1);
        outbox.next(1);
        long ticket = outbox.begin(0);
        assertNull(outbox.next(1));
        outbox.confirmed(ticket);
        assertEquals("b", outbox.next(1).topic());
    }

    @Test
    void aLostConnectionBringsBackWhatWasUnderWayInOrder() {
        for (String topic : List.of("a", "b", "c")) {
            offer(topic, 1);
        }
        outbox.begin(0);
        outbox.begin(0);
        outbox.connectionLost();
        List<String> order = new ArrayList<>();
        while (outbox.next(20) != null) {
            order.add(outbox.next(20).topic());
            outbox.begin(0);
        }
        assertEquals(List.of("a", "b", "c"), order);
        assertEquals(List.of(), acknowledged);
    }

    @Test
    void anAcknowledgementFromAnOldConnectionIsNoHarm() {
        offer("a", 1);
        long old = outbox.begin(0);
        outbox.connectionLost();
        outbox.confirmed(old);
        assertEquals(List.of(), acknowledged);
        assertEquals(1, outbox.size());
    }

    @Test
    void qos0IsDroppedAndCountedWhileOffline() {
        outbox.offer(message("a", 0), false);
        offer("b", 0);
        offer("c", 0);
        outbox.begin(0);
        outbox.connectionLost();
        assertEquals(0, outbox.size());
        assertEquals(3, outbox.droppedCount());
    }

    @Test
    void qos0DoesNotPileUp() {
        for (int i = 0; i < 1_500; i++) {
            offer("a", 0);
        }
        assertEquals(1_000, outbox.size());
        assertEquals(500, outbox.droppedCount());
    }

    @Test
    void whatTheUpstreamRefusesMakesRoomAndIsCounted() {
        offer("a", 1);
        outbox.refused(outbox.begin(0));
        assertEquals(List.of("a"), acknowledged);
        assertEquals(1, outbox.droppedCount());
        assertEquals(0, outbox.confirmedCount());
    }

    @Test
    void whatCouldNotBeHandedOverIsNextAgain() {
        offer("a", 1);
        offer("b", 1);
        outbox.takeBack(outbox.begin(0));
        assertEquals("a", outbox.next(20).topic());
        assertEquals(2, outbox.size());
    }

    @Test
    void aCleanSessionForgetsEverything() {
        offer("a", 1);
        offer("b", 2);
        outbox.begin(0);
        outbox.clear();
        assertEquals(List.of("a", "b"), acknowledged);
        assertEquals(2, outbox.droppedCount());
        assertEquals(0, outbox.size());
    }

    @Test
    void knowsHowLongTheOldestIsUnderWay() {
        assertEquals(9, outbox.oldestSinceNanos(9));
        offer("a", 1);
        offer("b", 1);
        long first = outbox.begin(3);
        outbox.begin(4);
        assertEquals(3, outbox.oldestSinceNanos(9));
        outbox.confirmed(first);
        assertEquals(4, outbox.oldestSinceNanos(9));
    }
}
