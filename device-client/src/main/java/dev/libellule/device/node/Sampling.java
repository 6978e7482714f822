package dev.libellule.device.node;

/** Asks one sensor at its interval and offers what it gives to the signals, in their decimals. Owned by the {@link Node}. */
public final class Sampling {
    private final Sensor sensor;
    private final Signal[] signals;
    private final int[] values;
    private final int everyMillis;
    private int sampledMillis;
    private boolean everSampled;
    private int failures;
    private int lastStatus;

    /**
     * Ties the quantities of a sensor to signals.
     *
     * @param signals one for each quantity of the sensor, by its index; null for one that nobody wants
     * @param everyMillis interval between samples
     */
    public Sampling(Sensor sensor, Signal[] signals, int everyMillis) {
        this.sensor = sensor;
        this.signals = signals;
        this.values = new int[sensor.quantityCount()];
        this.everyMillis = everyMillis;
    }

    /**
     * Samples if it is time; blocks as long as the sensor does.
     *
     * @return how long until the next sample
     */
    int step(int nowMillis) {
        int elapsedMillis = nowMillis - sampledMillis; // stays right when the int clock wraps
        if (everSampled && elapsedMillis < everyMillis) {
            return everyMillis - elapsedMillis;
        }
        everSampled = true;
        sampledMillis = nowMillis;
        lastStatus = sensor.sample(values);
        if (lastStatus != SensorStatus.OK) {
            failures++; // counted, never published
            for (int i = 0; i < values.length; i++) {
                if (signals[i] != null) {
                    signals[i].failed();
                }
            }
            return everyMillis;
        }
        for (int i = 0; i < values.length; i++) {
            if (signals[i] != null) {
                signals[i].offerRaw(values[i], sensor.quantity(i).decimals(), nowMillis);
            }
        }
        return everyMillis;
    }

    /** Samples that were rejected, since the start. */
    public int failures() {
        return failures;
    }

    /** A {@link SensorStatus}: what came of the latest sample. */
    public int lastStatus() {
        return lastStatus;
    }
}
