package dev.libellule.sensors.leak;

import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.bus.WatchedLine;

/**
 * A water detector: two electrodes, or a module with a comparator such as the LM393, whose output goes low when it is wet. Active
 * means wet. Polled by its owner; allocates nothing. One thread.
 *
 * <p>Wet counts soon, dry only after the hold time: a puddle that moves under the electrodes is one leak.
 */
public final class Leak implements WatchedLine {
    private final DigitalLine line;
    private final boolean activeLow;
    private final int debounceMillis;
    private final int holdMillis;
    private boolean started;
    private boolean raw;
    private boolean wet;
    private int changedMillis;

    /**
     * Watches a line.
     *
     * @param activeLow true where water pulls the line low
     * @param debounceMillis how long it has to be wet; 500 ignores a splash
     * @param holdMillis how long it has to be dry
     */
    public Leak(DigitalLine line, boolean activeLow, int debounceMillis, int holdMillis) {
        this.line = line;
        this.activeLow = activeLow;
        this.debounceMillis = debounceMillis;
        this.holdMillis = holdMillis;
    }

    @Override
    public boolean poll(int nowMillis) {
        boolean now;
        try {
            now = line.isHigh() != activeLow;
        } catch (BusException e) {
            return false; // an expander that is gone: the state stays, its other lines tell of it
        }
        boolean isFirst = !started;
        if (isFirst || now != raw) {
            started = true;
            raw = now;
            changedMillis = nowMillis;
        }
        if (raw != wet && nowMillis - changedMillis >= (raw ? debounceMillis : holdMillis)) {
            wet = raw;
            return true;
        }
        return isFirst;
    }

    /** True while it is wet, and the hold time after it. */
    @Override
    public boolean isActive() {
        return wet;
    }
}
