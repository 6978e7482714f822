package dev.libellule.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Slice;
import dev.libellule.gateway.broker.BridgeMessage;
import dev.libellule.gateway.relay.Upstream.Loss;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What keeps messages from going round, and one bad message from holding up the others. */
class HopsAndEchoesTest {
    private static final Loss REFUSED = new Loss("refused", 0x90, false, false);
    private static final Loss HUNG_UP = new Loss("gone", 0, true, false);

    private final PacketWriter writer = new PacketWriter();

    HopsAndEchoesTest() {
        writer.wrap(new byte[1000], 0, 1000);
    }

    private boolean isLoop(Hops hops) {
        return hops.isLoop(writer.buffer(), 0, writer.position());
    }

    @Test
    void whatWasHereIsKnownAgain() {
        Hops here = new Hops("here");
        assertFalse(isLoop(here));
        writer.property32(Property.MESSAGE_EXPIRY_INTERVAL, 5);
        new Hops("there").mark(writer);
        assertFalse(isLoop(here));
        here.mark(writer);
        assertTrue(isLoop(here));
        assertTrue(isLoop(new Hops("there")));
        assertFalse(isLoop(new Hops("elsewhere")));
    }

    @Test
    void nobodyPassesOnWhatHasComeTooFar() {
        for (int i = 0; i < Hops.MOST; i++) {
            assertFalse(isLoop(new Hops("here")));
            new Hops("other" + i).mark(writer);
        }
        assertTrue(isLoop(new Hops("here")));
    }

    @Test
    void theFirstTimeIsKept() {
        Hops here = new Hops("here");
        isLoop(here);
        assertFalse(here.isTimeKnown());
        here.time(writer, "2026-01-01T00:00:00Z");
        isLoop(here);
        assertTrue(here.isTimeKnown());
    }

    private static Slice slice(String text) {
        Slice slice = new Slice();
        slice.set(text.getBytes(StandardCharsets.UTF_8));
        return slice;
    }

    @Test
    void eachThatWentUpTakesOneThatComesDown() {
        Echoes echoes = new Echoes();
        byte[] topic = {'a'};
        byte[] payload = {'x'};
        echoes.sent(topic, payload, 0, 1, 0);
        echoes.sent(topic, payload, 0, 1, 0);
        assertFalse(echoes.takes(slice("a"), slice("y"), 1));
        assertFalse(echoes.takes(slice("b"), slice("x"), 1));
        assertTrue(echoes.takes(slice("a"), slice("x"), 1));
        assertTrue(echoes.takes(slice("a"), slice("x"), 1));
        assertFalse(echoes.takes(slice("a"), slice("x"), 1), "the third is somebody else's");
    }

    @Test
    void theMemoryIsShort() {
        Echoes echoes = new Echoes();
        echoes.sent(new byte[]{'a'}, new byte[]{'x'}, 0, 1, 0);
        assertFalse(echoes.takes(slice("a"), slice("x"), Echoes.MEMORY_NANOS + 1));
    }

    private static BridgeMessage message(int packetIdentifier) {
        return new BridgeMessage(packetIdentifier, 1, false, false, new byte[]{'a'}, 1, 0, -1, 0, false);
    }

    @Test
    void aMessageThatWasAloneTwiceWhenItWasRefusedIsTheOne() {
        Suspicion suspicion = new Suspicion("r");
        assertEquals(20, suspicion.window(20));
        assertNull(suspicion.ended(message(1), REFUSED), "it may have been another one");
        assertEquals(1, suspicion.window(20));
        assertNull(suspicion.ended(message(1), REFUSED));
        BridgeMessage again = message(1);
        assertSame(again, suspicion.ended(again, REFUSED));
        assertTrue(suspicion.isOver(new RelayCounts()));
        assertEquals(20, suspicion.window(20));
    }

    @Test
    void anUpstreamThatHangsUpIsGivenMoreTime() {
        Suspicion suspicion = new Suspicion("r");
        for (int i = 0; i < 6; i++) {
            assertNull(suspicion.ended(message(1), HUNG_UP), "time " + i);
        }
        assertNotNull(suspicion.ended(message(1), HUNG_UP));
    }

    @Test
    void anotherMessageBeginsAnew() {
        Suspicion suspicion = new Suspicion("r");
        suspicion.ended(message(1), REFUSED);
        suspicion.ended(message(1), REFUSED);
        assertNull(suspicion.ended(message(2), REFUSED));
        assertNull(suspicion.ended(null, REFUSED), "several were under way");
    }
}
