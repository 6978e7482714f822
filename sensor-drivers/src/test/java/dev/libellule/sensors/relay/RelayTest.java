package dev.libellule.sensors.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalOutputLine;
import org.junit.jupiter.api.Test;

class RelayTest {
    private static final class FakeLine implements DigitalOutputLine {
        private boolean high;
        private boolean gone;

        @Override
        public void set(boolean level) {
            check();
            high = level;
        }

        @Override
        public boolean isHigh() {
            check();
            return high;
        }

        private void check() {
            if (gone) {
                throw new BusException("gone", null);
            }
        }
    }

    private final FakeLine line = new FakeLine();

    @Test
    void mostModulesPullInAtALowLevel() {
        line.high = Relay.levelOf(false, true);
        Relay relay = new Relay(line, true);
        assertEquals(0, relay.measured());
        assertEquals(SensorStatus.OK, relay.set(1));
        assertFalse(line.high);
        assertEquals(1, relay.measured());
        line.high = true; // somebody else
        assertEquals(0, relay.measured());
    }

    @Test
    void othersAtAHighOne() {
        Relay relay = new Relay(line, false);
        relay.set(1);
        assertTrue(line.high);
        assertEquals(1, relay.measured());
    }

    @Test
    void aLineThatIsGoneIsSaidAndMeasuredOff() {
        Relay relay = new Relay(line, true);
        line.gone = true;
        assertEquals(SensorStatus.NOT_RESPONDING, relay.set(1));
        assertEquals(0, relay.measured());
    }

    @Test
    void allocatesNothing() {
        Relay relay = new Relay(line, true);
        assertEquals(0, Allocations.of(() -> relay.set(1 - relay.measured())));
    }
}
