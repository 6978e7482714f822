package dev.libellule.sensors.rgbled;

import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.PwmLine;

/**
 * An LED of three colours on three lines with pulses; its value is {@code 0xRRGGBB}, the colour as pages and phones write it.
 * Measured is what the lines read back. One thread; nothing allocates.
 *
 * <p>Such colours are those of sRGB, which follow the eye; the light of an LED follows the pulses. IEC 61966-2-1 has the curve
 * between them; here it is the power of 2.2, from a table.
 */
public final class RgbLed implements Actuator {
    /** All three colours in full. */
    public static final int WHITE = 0xFFFFFF;

    private static final int LEVELS = 256;
    private static final int[] SHIFTS = {16, 8, 0};
    private static final int MILLION = 1_000_000;
    private static final int[] MILLIONTHS = curve();

    private final PwmLine[] lines;
    private final boolean activeLow;
    private final long periodNanos;

    /**
     * An LED, dark until it is set.
     *
     * @param activeLow true for a common anode, whose long leg is at the supply
     * @param periodNanos 2 ms suits; or that of an expander whose channels share one
     */
    public RgbLed(PwmLine red, PwmLine green, PwmLine blue, boolean activeLow, long periodNanos) {
        this.lines = new PwmLine[]{red, green, blue};
        this.activeLow = activeLow;
        this.periodNanos = periodNanos;
    }

    @Override
    public int set(int colour) {
        if (colour < 0 || colour > WHITE) {
            return SensorStatus.OUT_OF_RANGE;
        }
        try {
            for (int i = 0; i < lines.length; i++) {
                long lit = periodNanos * MILLIONTHS[colour >> SHIFTS[i] & 0xFF] / MILLION;
                lines[i].set(periodNanos, activeLow ? periodNanos - lit : lit);
            }
            return SensorStatus.OK;
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING; // its owner counts it and answers with what is measured
        }
    }

    @Override
    public int measured() {
        try {
            int colour = 0;
            for (int i = 0; i < lines.length; i++) {
                colour |= levelOf(lines[i]) << SHIFTS[i];
            }
            return colour;
        } catch (BusException e) {
            return 0;
        }
    }

    private int levelOf(PwmLine line) {
        long period = line.periodNanos();
        if (period == 0) {
            return activeLow ? LEVELS - 1 : 0; // low since it was opened
        }
        long lit = (activeLow ? period - line.dutyNanos() : line.dutyNanos()) * MILLION / period;
        int level = 0;
        while (level < LEVELS - 1 && 2 * lit > MILLIONTHS[level] + MILLIONTHS[level + 1]) {
            level++;
        }
        return level;
    }

    /** The light of a level in millionths of the full one. */
    static int millionths(int level) {
        return MILLIONTHS[level];
    }

    private static int[] curve() {
        int[] curve = new int[LEVELS];
        for (int i = 0; i < LEVELS; i++) {
            curve[i] = (int) Math.round(MILLION * Math.pow(i / 255.0, 2.2));
        }
        return curve;
    }
}
