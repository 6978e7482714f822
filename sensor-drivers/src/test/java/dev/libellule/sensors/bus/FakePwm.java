package dev.libellule.sensors.bus;

/** Pulses in memory, which may be gone. */
public final class FakePwm implements PwmLine {
    private long period;
    private long duty;
    private boolean gone;

    /** Takes the line away, or gives it back. */
    public void setGone(boolean isGone) {
        gone = isGone;
    }

    @Override
    public void set(long periodNanos, long dutyNanos) {
        check();
        period = periodNanos;
        duty = dutyNanos;
    }

    @Override
    public long periodNanos() {
        check();
        return period;
    }

    @Override
    public long dutyNanos() {
        check();
        return duty;
    }

    private void check() {
        if (gone) {
            throw new BusException("gone", null);
        }
    }
}
