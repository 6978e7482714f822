package dev.libellule.sensors.pir;

import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.bus.WatchedLine;

/**
 * A passive infrared motion detector, such as an HC-SR501: its output is high while it sees motion, or low behind a
 * transistor. Polled by its owner; allocates
 * nothing. One thread.
 *
 * <p>Motion counts once the level has held, for mobile phones nearby make needles on the line, and lasts until nothing has been
 * seen for the hold time, so that somebody who reads on a sofa is one event and not hundreds. While it warms up, up to a minute
 * after power-on, the detector sees ghosts: nothing is believed then, and what it said is counted.
 */
public final class Pir implements WatchedLine {
    private final DigitalLine line;
    private final boolean activeLow;
    private final int debounceMillis;
    private final int holdMillis;
    private final int warmUpMillis;
    private boolean started;
    private boolean warm;
    private boolean raw;
    private boolean motion;
    private int startedMillis;
    private int changedMillis;
    private int rejected;

    /**
     * Watches a line.
     *
     * @param activeLow true where motion pulls the line low
     * @param debounceMillis how long motion has to be seen; 50 suits
     * @param holdMillis how long it lasts after it was seen last
     * @param warmUpMillis 60,000 for an HC-SR501 that gets its power with the Pi; 0 for one that always has it
     */
    public Pir(DigitalLine line, boolean activeLow, int debounceMillis, int holdMillis, int warmUpMillis) {
        this.line = line;
        this.activeLow = activeLow;
        this.debounceMillis = debounceMillis;
        this.holdMillis = holdMillis;
        this.warmUpMillis = warmUpMillis;
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
        if (isFirst) {
            started = true;
            startedMillis = nowMillis;
            changedMillis = nowMillis;
        }
        if (now != raw) {
            raw = now;
            changedMillis = nowMillis;
            rejected += now && !warm && warmUpMillis > 0 ? 1 : 0;
        }
        if (!warm && nowMillis - startedMillis >= warmUpMillis) {
            warm = true;
            changedMillis = nowMillis; // what it saw before was a ghost
        }
        if (warm && raw != motion && nowMillis - changedMillis >= (raw ? debounceMillis : holdMillis)) {
            motion = raw;
            return true;
        }
        return isFirst;
    }

    /** True while there is motion, and the hold time after it. */
    @Override
    public boolean isActive() {
        return motion;
    }

    /** How often motion was seen and not believed, while it warmed up. */
    public int rejected() {
        return rejected;
    }
}
