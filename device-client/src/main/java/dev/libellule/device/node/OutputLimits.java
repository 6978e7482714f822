package dev.libellule.device.node;

/**
 * Says when an output has to be switched whatever anybody asks: the life-line, the longest on-time, the shortest off-time. Owned by a
 * {@link Command}.
 *
 * <p>Once a time is over, it is over: flags outlive the wrap of the int clock. They are as fresh as the latest {@link #step}.
 */
final class OutputLimits {
    /** What {@link #step} may want; anything else is a sleeping time. */
    static final int SWITCH_FOR_NO_LINK = -1;
    static final int SWITCH_FOR_LONGEST_ON = -2;

    /** An output that could not be switched is tried again this often. */
    static final int RETRY_MILLIS = 5000;

    private int lifeLineState;
    private int lifeLineMillis;
    private int longestOnMillis;
    private int shortestOffMillis;

    private boolean started;
    private boolean on;
    private boolean timed;
    private int switchedMillis;
    private boolean longestOnOver;
    private boolean shortestOffOver;
    private boolean linked;
    private int lostMillis;
    private boolean lifeLineOver;
    private boolean lifeLineDone;
    private int triedMillis;
    private boolean retrying;

    void lifeLine(int state, int afterMillis) {
        lifeLineState = state;
        lifeLineMillis = afterMillis;
    }

    void longestOn(int millis) {
        longestOnMillis = millis;
    }

    void shortestOff(int millis) {
        shortestOffMillis = millis;
    }

    /** False if nothing is limited: then the state need not be looked at. */
    boolean areSet() {
        return lifeLineMillis > 0 || longestOnMillis > 0 || shortestOffMillis > 0;
    }

    /**
     * Looks at the output and at the link.
     *
     * @param measured the state, 0 is off
     * @return {@link #SWITCH_FOR_NO_LINK} or {@link #SWITCH_FOR_LONGEST_ON}: after it, call {@link #tried}; else how long until
     *         something is due
     */
    int step(int nowMillis, int measured, boolean isLinked) {
        watchOutput(nowMillis, measured != 0);
        watchLink(nowMillis, isLinked);
        if (measured == lifeLineState) {
            lifeLineDone |= lifeLineOver;
        }
        int sleepMillis = Integer.MAX_VALUE;
        boolean mustEnd = on && longestOnOver;
        boolean mustSave = lifeLineOver && !lifeLineDone && mayBe(lifeLineState, measured);
        if (mustEnd || mustSave) {
            int triedAgo = nowMillis - triedMillis;
            if (!retrying || triedAgo < 0 || triedAgo >= RETRY_MILLIS) {
                return mustEnd ? SWITCH_FOR_LONGEST_ON : SWITCH_FOR_NO_LINK;
            }
            sleepMillis = RETRY_MILLIS - triedAgo;
        }
        if (on && longestOnMillis > 0 && !longestOnOver) {
            sleepMillis = Math.min(sleepMillis, longestOnMillis - (nowMillis - switchedMillis));
        }
        if (!on && !shortestOffOver) {
            sleepMillis = Math.min(sleepMillis, shortestOffMillis - (nowMillis - switchedMillis));
        }
        if (lifeLineMillis > 0 && !linked && !lifeLineOver) {
            sleepMillis = Math.min(sleepMillis, lifeLineMillis - (nowMillis - lostMillis));
        }
        return sleepMillis;
    }

    private void watchOutput(int nowMillis, boolean isOn) {
        if (isOn != on) {
            switched(isOn);
        }
        if (!timed) {
            timed = true;
            switchedMillis = nowMillis;
        }
        int elapsedMillis = nowMillis - switchedMillis; // stays right when the int clock wraps
        if (on && longestOnMillis > 0 && elapsedMillis >= longestOnMillis) {
            longestOnOver = true;
        }
        if (!on && elapsedMillis >= shortestOffMillis) {
            shortestOffOver = true;
        }
    }

    /** The output went on or off since the latest step; the next one takes the time. */
    void switched(boolean isOn) {
        on = isOn;
        timed = false;
        longestOnOver = false;
        shortestOffOver = false;
        retrying = false;
    }

    private void watchLink(int nowMillis, boolean isLinked) {
        if (isLinked || !started || linked) {
            lostMillis = nowMillis; // before the first step nobody knows how long there was none
            lifeLineOver = false;
            lifeLineDone = false;
        }
        linked = isLinked;
        started = true;
        if (!linked && lifeLineMillis > 0 && nowMillis - lostMillis >= lifeLineMillis) {
            lifeLineOver = true;
        }
    }

    /** The output was told what {@link #step} wanted. */
    void tried(boolean isDone, int nowMillis) {
        if (isDone && lifeLineOver) {
            lifeLineDone = true; // after the longest on-time too: a life-line does not switch on again what has just ended
        }
        retrying = !isDone;
        triedMillis = nowMillis;
    }

    int lifeLineState() {
        return lifeLineState;
    }

    /** False if the output would be switched on before its shortest off-time is over. */
    boolean mayBe(int state, int measured) {
        return state == 0 || measured != 0 || shortestOffMillis <= 0 || shortestOffOver;
    }
}
