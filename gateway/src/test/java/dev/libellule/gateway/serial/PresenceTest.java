package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.serial.Presence.News;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresenceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = Long.MAX_VALUE - SECOND; // the clock may wrap

    private final Presence presence = new Presence(2_000, 5_000);

    @BeforeEach
    void open() {
        presence.opened(START);
    }

    @Test
    void staleLinesOfTheQuietTimeDoNotCount() {
        assertFalse(presence.valid(START + SECOND));
        assertEquals(News.NOTHING, presence.turn(START + SECOND));
        assertEquals(News.TALK, presence.turn(START + 2 * SECOND));
        assertEquals(News.NOTHING, presence.turn(START + 2 * SECOND));
        assertTrue(presence.valid(START + 2 * SECOND));
    }

    @Test
    void aHelloEndsTheQuietTime() {
        assertFalse(presence.greeted(false));
        assertEquals(News.TALK, presence.turn(START));
        assertTrue(presence.valid(START));
    }

    @Test
    void saysSilenceOnceUntilALineComes() {
        presence.turn(START + 2 * SECOND);
        assertEquals(News.NOTHING, presence.turn(START + 6 * SECOND));
        assertEquals(News.SILENT, presence.turn(START + 7 * SECOND));
        assertEquals(News.NOTHING, presence.turn(START + 70 * SECOND));
        assertTrue(presence.valid(START + 71 * SECOND));
        assertEquals(News.SILENT, presence.turn(START + 76 * SECOND));
    }

    @Test
    void aHelloThatNobodyAskedForIsAReset() {
        assertFalse(presence.greeted(false), "the first one after opening");
        assertFalse(presence.greeted(true), "the answer to our question");
        assertTrue(presence.greeted(false));
        presence.opened(START + 20 * SECOND);
        assertFalse(presence.greeted(false));
    }
}
