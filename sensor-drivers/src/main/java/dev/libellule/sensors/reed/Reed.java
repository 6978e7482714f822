package dev.libellule.sensors.reed;

import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.bus.WatchedLine;

/**
 * A reed contact at a door or window: the magnet closes it, and then it pulls the line to ground. Active means that the door is
 * open, which is also what a cut cable says. Polled by its owner; allocates nothing. One thread.
 *
 * <p>A door that moves in the wind makes and breaks the contact: a level counts once it has held.
 */
public final class Reed implements WatchedLine {
    private final DigitalLine line;
    private final boolean closedIsLow;
    private final int debounceMillis;
    private boolean started;
    private boolean raw;
    private boolean open;
    private int changedMillis;

    /**
     * Watches a line.
     *
     * @param closedIsLow true where the closed contact pulls the line low: between the line and ground, with a pull-up
     * @param debounceMillis how long a level has to hold; 100 suits
     */
    public Reed(DigitalLine line, boolean closedIsLow, int debounceMillis) {
        this.line = line;
        this.closedIsLow = closedIsLow;
        this.debounceMillis = debounceMillis;
    }

    @Override
    public boolean poll(int nowMillis) {
        boolean now;
        try {
            now = line.isHigh() == closedIsLow;
        } catch (BusException e) {
            return false; // an expander that is gone: the state stays, its other lines tell of it
        }
        if (!started) {
            started = true;
            raw = now;
            open = now;
            return true;
        }
        if (now != raw) {
            raw = now;
            changedMillis = nowMillis;
        }
        if (raw != open && nowMillis - changedMillis >= debounceMillis) {
            open = raw;
            return true;
        }
        return false;
    }

    /** True while the door is open. */
    @Override
    public boolean isActive() {
        return open;
    }
}
