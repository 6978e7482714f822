package dev.libellule.sensors.pir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.BusException;
import org.junit.jupiter.api.Test;

class PirTest {
    private static final int START = Integer.MAX_VALUE - 30; // over the wrap of the clock

    private boolean level;
    private boolean gone;

    private boolean read() {
        if (gone) {
            throw new BusException("gone", null);
        }
        return level;
    }

    @Test
    void motionCountsOnceItHasHeldAndLastsUntilNothingIsSeen() {
        Pir pir = new Pir(this::read, false, 50, 1000, 0);
        assertTrue(pir.poll(START));
        assertFalse(pir.isActive());
        level = true; // a needle
        assertFalse(pir.poll(START + 10));
        level = false;
        assertFalse(pir.poll(START + 20));
        level = true;
        assertFalse(pir.poll(START + 30));
        assertFalse(pir.poll(START + 79));
        assertTrue(pir.poll(START + 80));
        assertTrue(pir.isActive());
        level = false;
        assertFalse(pir.poll(START + 100));
        level = true; // again within the hold time
        assertFalse(pir.poll(START + 1000));
        level = false;
        assertFalse(pir.poll(START + 1100));
        assertFalse(pir.poll(START + 2099));
        assertTrue(pir.poll(START + 2100));
        assertFalse(pir.isActive());
    }

    @Test
    void ghostsOfTheWarmUpAreCountedAndNotBelieved() {
        Pir pir = new Pir(this::read, false, 50, 1000, 60_000);
        pir.poll(START);
        level = true;
        assertFalse(pir.poll(START + 5_000));
        assertFalse(pir.poll(START + 59_999));
        assertFalse(pir.poll(START + 60_000));
        assertEquals(1, pir.rejected());
        assertTrue(pir.poll(START + 60_050)); // still there: somebody is
    }

    @Test
    void aLineThatIsGoneKeepsTheState() {
        Pir pir = new Pir(this::read, false, 0, 0, 0);
        level = true;
        pir.poll(0);
        pir.poll(1);
        gone = true;
        assertFalse(pir.poll(2));
        assertTrue(pir.isActive());
    }

    @Test
    void allocatesNothing() {
        Pir pir = new Pir(this::read, false, 0, 0, 0);
        assertEquals(0, Allocations.of(() -> pir.poll(0)));
    }

    @Test
    void aDetectorBehindATransistorPullsTheLineLow() {
        level = true;
        Pir pir = new Pir(this::read, true, 0, 0, 0);
        assertTrue(pir.poll(START));
        assertFalse(pir.isActive());
        level = false;
        assertTrue(pir.poll(START + 1));
        assertTrue(pir.isActive());
    }
}
