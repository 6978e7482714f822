package dev.libellule.sensors.button;

import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.bus.WatchedLine;

/** A contact on one pin, debounced: a level counts once it has held. Polled by its owner; allocates nothing. One thread. */
public final class Button implements WatchedLine {
    private final DigitalLine line;
    private final boolean activeLow;
    private final int debounceMillis;
    private boolean raw;
    private boolean closed;
    private boolean started;
    private int sinceMillis;

    /**
     * Watches a pin.
     *
     * @param activeLow true where a closed contact pulls the pin low
     * @param debounceMillis how long a level has to hold, 0 to 10,000; 20 suits most buttons
     */
    public Button(DigitalLine line, boolean activeLow, int debounceMillis) {
        this.line = line;
        this.activeLow = activeLow;
        this.debounceMillis = debounceMillis;
    }

    @Override
    public boolean poll(int nowMillis) {
        boolean now;
        try {
            now = line.isHigh() != activeLow;
        } catch (BusException e) {
            return false; // an expander that is gone: the state stays, its other lines tell of it
        }
        if (!started) {
            started = true;
            raw = now;
            closed = now;
            return true;
        }
        if (now != raw) {
            raw = now;
            sinceMillis = nowMillis;
        }
        if (raw != closed && nowMillis - sinceMillis >= debounceMillis) {
            closed = raw;
            return true;
        }
        return false;
    }

    @Override
    public boolean isActive() {
        return closed;
    }

    /** The debounced state: true while the contact is closed. */
    public boolean isClosed() {
        return closed;
    }
}
