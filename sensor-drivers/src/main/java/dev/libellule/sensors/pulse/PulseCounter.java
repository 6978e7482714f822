package dev.libellule.sensors.pulse;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.EdgeLine;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.KeepsTotal;
import dev.libellule.sensors.chip.Setting;
import java.util.function.LongSupplier;

/**
 * Counts the pulses of a meter, such as an S0 output or a rain gauge, and says how fast they come. The kernel notes the edges, so
 * none is missed between two samples. The caller owns the line. One thread.
 *
 * <p>A pulse is a falling edge: the contact closes to ground. One that comes sooner after the last than a pulse can is a bounce,
 * rejected and counted. The rate is measured between the last pulses of two samples, by the kernel's time; without a new pulse it
 * falls as the time since the last one grows, and is zero after five minutes.
 */
public final class PulseCounter implements Sensor, KeepsTotal {
    /** Index of the total in a sample. */
    public static final int TOTAL = 0;
    /** Index of the rate in a sample. */
    public static final int RATE = 1;

    private static final long CENTI_MINUTE_NANOS = 6_000_000_000_000L; // hundredths of a pulse a minute: nanoseconds times this
    private static final long ZERO_AFTER_NANOS = 300_000_000_000L;
    private static final int HIGHEST_RATE = 600_000_00; // 10 kHz, more than the kernel's buffer holds for long
    private static final Quantity[] QUANTITIES = {new Quantity("total", "", 0, 0, Integer.MAX_VALUE),
            new Quantity("rate", "1/min", 2, 0, HIGHEST_RATE)};

    private static final Setting SHORTEST = new Setting("shortest-micros", 1000, 0, 1_000_000);

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onPins("pulsecounter", "gpio").settings(SHORTEST, KEEP_TOTAL).measures(1000,
            wiring -> new PulseCounter(wiring.edges("gpio"), wiring.setting(SHORTEST.name()), 0), QUANTITIES);

    private final EdgeLine line;
    private final long shortestNanos;
    private final LongSupplier nanoClock;
    private volatile int total;
    private boolean hasPulse;
    private long firstNanos;
    private long lastNanos;
    private long seenNanos;
    private long lostBefore;
    private int rate;
    private int bounces;

    /**
     * Counts on a line.
     *
     * @param shortestMicros the least time from pulse to pulse; what comes sooner is a bounce. An S0 meter has 30 ms high and 30 ms low.
     * @param total what had been counted before, 0 or more
     */
    public PulseCounter(EdgeLine line, int shortestMicros, int total) {
        this(line, shortestMicros, total, System::nanoTime);
    }

    /** The same, with a clock for the time without a pulse. */
    PulseCounter(EdgeLine line, int shortestMicros, int total, LongSupplier nanoClock) {
        this.line = line;
        this.nanoClock = nanoClock;
        this.shortestNanos = shortestMicros * 1000L;
        this.total = total;
        this.lostBefore = line.edgesLost();
    }

    @Override
    public int quantityCount() {
        return QUANTITIES.length;
    }

    @Override
    public Quantity quantity(int index) {
        return QUANTITIES[index];
    }

    @Override
    public int sample(int[] values) {
        try {
            int pulses = 0;
            boolean hadPulse = hasPulse;
            long fromNanos = lastNanos;
            while (line.awaitEdge(0)) {
                pulses += take(line.isRising(), line.edgeNanos());
            }
            if (pulses > 0) {
                seenNanos = nanoClock.getAsLong();
                rate = rate(hadPulse ? pulses : pulses - 1, lastNanos - (hadPulse ? fromNanos : firstNanos));
            } else if (hasPulse) {
                long quietNanos = nanoClock.getAsLong() - seenNanos;
                rate = quietNanos >= ZERO_AFTER_NANOS ? 0 : Math.min(rate, rate(1, quietNanos));
            }
            return finish(values);
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
    }

    private int take(boolean isRising, long nanos) {
        if (isRising) {
            return 0;
        }
        if (hasPulse && nanos - lastNanos < shortestNanos) {
            bounces++;
            return 0;
        }
        if (!hasPulse) {
            firstNanos = nanos;
        }
        hasPulse = true;
        lastNanos = nanos;
        total = total == Integer.MAX_VALUE ? 0 : total + 1; // begins again, as the wheels of a meter do
        return 1;
    }

    private int finish(int[] values) {
        long lost = line.edgesLost();
        boolean hasLost = lost != lostBefore;
        lostBefore = lost;
        values[TOTAL] = total;
        values[RATE] = rate;
        return hasLost || rate > HIGHEST_RATE ? SensorStatus.OUT_OF_RANGE : SensorStatus.OK; // more than can be counted
    }

    /** Hundredths of a pulse a minute, rounded. */
    static int rate(int pulses, long nanos) {
        if (pulses <= 0 || nanos <= 0) {
            return 0;
        }
        return (int) Math.min(Integer.MAX_VALUE, (pulses * CENTI_MINUTE_NANOS + nanos / 2) / nanos);
    }

    @Override
    public int total() {
        return total;
    }

    @Override
    public void resume(int newTotal) {
        total = newTotal;
    }

    /** Edges that came too soon, since the start. */
    public int bounces() {
        return bounces;
    }
}
