package dev.libellule.sensors.pwmled;

import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.PwmLine;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.OutputBank;
import dev.libellule.sensors.chip.OutputKind;
import dev.libellule.sensors.chip.Setting;

/**
 * An LED, or an LED strip behind a transistor, dimmed by pulses: 0 to 100 percent as the eye sees them. Measured is what the line
 * reads back. One thread; nothing allocates.
 *
 * <p>The eye is not linear: half the light looks like three quarters. Percent of lightness L* become a part of the full luminance
 * by the formula of CIE 1976 (ISO/CIE 11664-4): {@code ((L + 16) / 116)^3}, and {@code L / 903.3} up to 8.
 */
public final class PwmLed implements Actuator {
    /** Highest value of {@link #set}. */
    public static final int FULL = 100;
    /** 500 Hz: no flicker, and a whole number of steps on every PWM that the Pi has. */
    public static final long USUAL_PERIOD_NANOS = 2_000_000;

    private static final int MILLION = 1_000_000;

    private static final Setting ACTIVE_LOW = new Setting("active-low", 0, 0, 1);

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onPwm("pwmled").settings(ACTIVE_LOW).acts(1,
            wiring -> OutputBank.of(new PwmLed(wiring.pwm(), wiring.setting(ACTIVE_LOW.name()) != 0,
                    USUAL_PERIOD_NANOS)),
            OutputKind.DIMMER);

    private final PwmLine line;
    private final boolean activeLow;
    private final long periodNanos;

    /**
     * An LED, dark until it is set.
     *
     * @param activeLow true where the LED hangs between the supply and the line
     * @param periodNanos {@link #USUAL_PERIOD_NANOS}, or that of an expander whose channels share one
     */
    public PwmLed(PwmLine line, boolean activeLow, long periodNanos) {
        this.line = line;
        this.activeLow = activeLow;
        this.periodNanos = periodNanos;
    }

    @Override
    public int set(int percent) {
        if (percent < 0 || percent > FULL) {
            return SensorStatus.OUT_OF_RANGE;
        }
        try {
            long lit = periodNanos * millionths(percent) / MILLION;
            line.set(periodNanos, activeLow ? periodNanos - lit : lit);
            return SensorStatus.OK;
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING; // its owner counts it and answers with what is measured
        }
    }

    @Override
    public int measured() {
        try {
            long period = line.periodNanos();
            if (period == 0) {
                return activeLow ? FULL : 0; // low since it was opened
            }
            long duty = line.dutyNanos();
            long lit = (activeLow ? period - duty : duty) * MILLION / period;
            return percentOf((int) lit);
        } catch (BusException e) {
            return 0;
        }
    }

    /** Luminance of a lightness in percent, in millionths of the full one; rounded. */
    static int millionths(int percent) {
        if (percent <= 8) {
            return (percent * 10 * MILLION + 4516) / 9033;
        }
        long sum = percent + 16;
        return (int) ((sum * sum * sum * MILLION + 780_448) / 1_560_896); // 116^3
    }

    /** The percent whose luminance is nearest. */
    static int percentOf(int millionths) {
        int percent = 0;
        while (percent < FULL && 2L * millionths > millionths(percent) + millionths(percent + 1)) {
            percent++;
        }
        return percent;
    }
}
