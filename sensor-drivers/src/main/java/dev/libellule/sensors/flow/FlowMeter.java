package dev.libellule.sensors.flow;

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
 * A turbine in a water pipe, such as a YF-S201: pulses by the litre. Gives the flow and the volume. The kernel notes the edges, so
 * none is missed between two samples. The caller owns the line. One thread.
 *
 * <p>The data of a YF-S201 say {@code f = 7.5 x Q}, with f in hertz and Q in litres a minute, which is 450 pulses a litre. A
 * turbine stops within a second: a sample without a pulse is no flow. A flow beyond what the meter can measure is a disturbed line,
 * and rejected.
 */
public final class FlowMeter implements Sensor, KeepsTotal {
    /** Index of the flow in a sample. */
    public static final int FLOW = 0;
    /** Index of the volume in a sample. */
    public static final int VOLUME = 1;
    /** Of a YF-S201. */
    public static final int USUAL_PULSES_PER_LITRE = 450;

    private static final long CENTI_MINUTE_NANOS = 6_000_000_000_000L; // hundredths of litres a minute: nanoseconds times this
    private static final long MAXIMUM_MILLILITRES = Integer.MAX_VALUE;
    private static final long STOPPED_NANOS = 2_000_000_000;

    private static final Setting PULSES = new Setting("pulses-per-litre", USUAL_PULSES_PER_LITRE, 1, 100_000);
    private static final Setting HIGHEST = new Setting("highest-litres-per-minute", 30, 1, 10_000);
    private static final Quantity[] QUANTITIES = {new Quantity("flow", "l/min", 2, 0, HIGHEST.maximum() * 100),
            new Quantity("volume", "l", 3, 0, (int) MAXIMUM_MILLILITRES)};

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onPins("flowmeter", "gpio").settings(PULSES, HIGHEST, KEEP_TOTAL).measures(
            1000,
            wiring -> new FlowMeter(wiring.edges("gpio"), wiring.setting(PULSES.name()),
                    wiring.setting(HIGHEST.name()), 0),
            QUANTITIES);

    private final EdgeLine line;
    private final int pulsesPerLitre;
    private final LongSupplier nanoClock;
    private final int highestFlow;
    private volatile long startMillilitres;
    private volatile long pulses;
    private boolean hasEdge;
    private long lastNanos;
    private long seenNanos;
    private long lostBefore;

    /**
     * Counts on a line.
     *
     * @param pulsesPerLitre of the meter, 1 to 100,000
     * @param highestLitresPerMinute of the meter; 30 for a YF-S201
     * @param millilitres what had been counted before, 0 or more
     */
    public FlowMeter(EdgeLine line, int pulsesPerLitre, int highestLitresPerMinute, int millilitres) {
        this(line, pulsesPerLitre, highestLitresPerMinute, millilitres, System::nanoTime);
    }

    /** The same, with a clock for the time without a pulse. */
    FlowMeter(EdgeLine line, int pulsesPerLitre, int highestLitresPerMinute, int millilitres,
            LongSupplier nanoClock) {
        this.line = line;
        this.pulsesPerLitre = pulsesPerLitre;
        this.nanoClock = nanoClock;
        this.startMillilitres = millilitres;
        this.lostBefore = line.edgesLost();
        this.highestFlow = highestLitresPerMinute * 100;
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
            boolean hadEdge = hasEdge;
            long fromNanos = lastNanos;
            int turns = 0;
            while (line.awaitEdge(0)) {
                if (line.isRising()) {
                    continue;
                }
                turns++;
                if (!hasEdge) {
                    fromNanos = line.edgeNanos();
                }
                hasEdge = true;
                lastNanos = line.edgeNanos();
            }
            pulses += turns;
            long now = nanoClock.getAsLong();
            seenNanos = turns > 0 ? now : seenNanos;
            values[FLOW] = flow(hadEdge ? turns : turns - 1, lastNanos - fromNanos, pulsesPerLitre);
            if (hasEdge && now - seenNanos >= STOPPED_NANOS) {
                hasEdge = false; // the next flow is measured from its own first pulse
            }
            return finish(values);
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
    }

    private int finish(int[] values) {
        values[VOLUME] = millilitres();
        long lost = line.edgesLost();
        boolean hasLost = lost != lostBefore;
        lostBefore = lost;
        return hasLost || values[FLOW] > highestFlow ? SensorStatus.OUT_OF_RANGE : SensorStatus.OK;
    }

    /** Hundredths of litres a minute, rounded. */
    static int flow(int pulses, long nanos, int pulsesPerLitre) {
        if (pulses <= 0 || nanos <= 0) {
            return 0;
        }
        long litreNanos = nanos * pulsesPerLitre;
        return (int) Math.min(Integer.MAX_VALUE, (pulses * CENTI_MINUTE_NANOS + litreNanos / 2) / litreNanos);
    }

    @Override
    public int total() {
        return millilitres();
    }

    @Override
    public void resume(int millilitres) {
        startMillilitres = millilitres;
    }

    /** What has been counted; begins again after 2147 cubic metres. */
    public int millilitres() {
        return (int) ((startMillilitres + pulses * 1000 / pulsesPerLitre) % (MAXIMUM_MILLILITRES + 1));
    }
}
