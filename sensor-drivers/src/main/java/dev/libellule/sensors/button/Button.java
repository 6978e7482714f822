package dev.libellule.sensors.button;

import dev.libellule.sensors.bus.DigitalLine;

/** A contact on one pin, debounced: a level counts once it has held. Polled by its owner; allocates nothing. One thread. */
public final class Button {
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

    /**
     * Looks at the pin.
     *
     * @param nowMillis any clock; it may wrap
     * @return true when the debounced state has changed, and at the first call
     */
    public boolean poll(int nowMillis) {
        boolean now = line.isHigh() != activeLow;
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

    /** The debounced state: true while the contact is closed. */
    public boolean isClosed() {
        return closed;
    }
}
