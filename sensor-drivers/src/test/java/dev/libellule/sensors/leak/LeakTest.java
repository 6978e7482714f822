package dev.libellule.sensors.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.BusException;
import org.junit.jupiter.api.Test;

class LeakTest {
    private static final int START = Integer.MAX_VALUE - 30; // over the wrap of the clock

    private boolean level = true;
    private final Leak leak = new Leak(() -> level, true, 500, 10_000);

    @Test
    void wetCountsSoonAndDryLate() {
        assertTrue(leak.poll(START));
        assertFalse(leak.isActive());
        level = false;
        assertFalse(leak.poll(START + 100));
        assertFalse(leak.poll(START + 599));
        assertTrue(leak.poll(START + 600));
        assertTrue(leak.isActive());
        level = true;
        assertFalse(leak.poll(START + 1000));
        level = false; // the puddle moves
        assertFalse(leak.poll(START + 9000));
        level = true;
        assertFalse(leak.poll(START + 9100));
        assertFalse(leak.poll(START + 19_099));
        assertTrue(leak.poll(START + 19_100));
        assertFalse(leak.isActive());
    }

    @Test
    void wetFromTheStartIsNoticedToo() {
        level = false;
        assertTrue(leak.poll(START));
        assertTrue(leak.poll(START + 500));
        assertTrue(leak.isActive());
    }

    @Test
    void aLineThatIsGoneKeepsTheState() {
        Leak broken = new Leak(() -> {
            throw new BusException("gone", null);
        }, true, 0, 0);
        assertFalse(broken.poll(0));
    }

    @Test
    void allocatesNothing() {
        assertEquals(0, Allocations.of(() -> leak.poll(0)));
    }
}
