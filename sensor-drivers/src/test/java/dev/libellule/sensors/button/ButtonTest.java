package dev.libellule.sensors.button;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ButtonTest {
    private boolean level = true;
    private final Button button = new Button(() -> level, true, 20);

    @Test
    void countsALevelOnceItHasHeld() {
        int start = Integer.MAX_VALUE - 30; // over the wrap of the clock
        assertTrue(button.poll(start));
        assertFalse(button.isClosed());
        for (int i = 1; i <= 10; i++) { // bouncing
            level = i % 2 == 0;
            assertFalse(button.poll(start + i));
        }
        level = false;
        assertFalse(button.poll(start + 11));
        assertFalse(button.poll(start + 30));
        assertTrue(button.poll(start + 31));
        assertTrue(button.isClosed());
        assertFalse(button.poll(start + 60));
        level = true;
        button.poll(start + 61);
        assertTrue(button.poll(start + 81));
        assertEquals(false, button.isClosed());
    }
}
