package dev.libellule.gateway.app.virtual;

import dev.libellule.boards.OutputEntry;
import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.SensorStatus;

/** An output of a board in virtual time. */
final class VirtualOutput implements Actuator {
    private final OutputEntry entry;
    private final World world;
    private int state;
    private long sinceMillis;

    VirtualOutput(OutputEntry entry, World world) {
        this.entry = entry;
        this.world = world;
        restart();
    }

    /** The board starts anew. */
    void restart() {
        change(entry.start() == OutputEntry.Level.ON ? 1 : 0);
    }

    private void change(int newState) {
        if (newState != state) {
            state = newState;
            sinceMillis = world.nowMillis();
        }
    }

    @Override
    public int set(int value) {
        change(value);
        return SensorStatus.OK;
    }

    @Override
    public int measured() {
        return state;
    }

    /** How long it has been on; 0 if it is off. */
    long onMillis() {
        return state == 0 ? 0 : world.nowMillis() - sinceMillis;
    }

    OutputEntry entry() {
        return entry;
    }
}
