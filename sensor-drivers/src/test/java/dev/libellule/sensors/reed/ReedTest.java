package dev.libellule.sensors.reed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.BusException;
import org.junit.jupiter.api.Test;

class ReedTest {
    private static final int START = Integer.MAX_VALUE - 30; // over the wrap of the clock

    private boolean level;
    private final Reed reed = new Reed(() -> level, true, 100);

    @Test
    void activeIsOpenWhichIsAlsoWhatACutCableSays() {
        assertTrue(reed.poll(START));
        assertFalse(reed.isActive()); // low: closed
        level = true;
        assertFalse(reed.poll(START + 10));
        level = false; // the wind
        assertFalse(reed.poll(START + 50));
        level = true;
        assertFalse(reed.poll(START + 60));
        assertFalse(reed.poll(START + 159));
        assertTrue(reed.poll(START + 160));
        assertTrue(reed.isActive());
    }

    @Test
    void aContactToTheSupplyIsTheOtherWayRound() {
        Reed toSupply = new Reed(() -> true, false, 0);
        toSupply.poll(0);
        assertFalse(toSupply.isActive());
    }

    @Test
    void aLineThatIsGoneKeepsTheState() {
        Reed broken = new Reed(() -> {
            throw new BusException("gone", null);
        }, true, 0);
        assertFalse(broken.poll(0));
        assertFalse(broken.isActive());
    }

    @Test
    void allocatesNothing() {
        assertEquals(0, Allocations.of(() -> reed.poll(0)));
    }
}
