package dev.libellule.gateway.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.Signal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StuckSignalsTest {
    private final Signal signal = new Signal("maison/salon/temp", 1).stuckAfterMillis(60_000);
    private final List<String> said = new ArrayList<>();
    private final StuckSignals signals = new StuckSignals("pi",
            new Signal[]{new Signal("maison/salon/hum", 0), signal}, said::add);

    private void offer(int value, int nowMillis) {
        signal.offer(value, nowMillis);
        signals.tell();
    }

    @Test
    void aStuckSignalIsNamedOnceAndSoIsItsReturn() {
        offer(215, 0);
        offer(215, 59_999);
        assertEquals(List.of(), said);
        offer(215, 60_000);
        offer(215, 61_000);
        assertEquals(1, said.size(), said.toString());
        assertTrue(said.getFirst().startsWith("board pi: maison/salon/temp has been exactly the same for too long"),
                said.getFirst());
        offer(216, 62_000);
        offer(216, 63_000);
        assertEquals("board pi: maison/salon/temp changes again", said.getLast());
        assertEquals(2, said.size(), said.toString());
    }
}
