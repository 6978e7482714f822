package dev.libellule.sensors.buzzer;

import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.PwmLine;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.OutputBank;
import dev.libellule.sensors.chip.OutputKind;
import dev.libellule.sensors.chip.Setting;

/**
 * A passive piezo buzzer: 0 is silent, 1 its usual tone, a higher number a tone of so many hertz. Measured is what the line reads
 * back. One thread; nothing allocates. An active buzzer, which has its own oscillator, is a {@code Led} to us.
 */
public final class Buzzer implements Actuator {
    /** Lowest tone. */
    public static final int LOWEST_HERTZ = 20;
    /** Highest tone. */
    public static final int HIGHEST_HERTZ = 20_000;
    /** Where most piezo discs are loudest. */
    public static final int USUAL_HERTZ = 2700;

    private static final long SECOND_NANOS = 1_000_000_000;

    private static final Setting USUAL = new Setting("usual-hertz", USUAL_HERTZ, LOWEST_HERTZ, HIGHEST_HERTZ);

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onPwm("buzzer").settings(USUAL).acts(1,
            wiring -> OutputBank.of(new Buzzer(wiring.pwm(), wiring.setting(USUAL.name()))), OutputKind.TONE);

    private final PwmLine line;
    private final int usualHertz;

    /**
     * A buzzer, silent until it is set.
     *
     * @param usualHertz the tone of 1, {@value #LOWEST_HERTZ} to {@value #HIGHEST_HERTZ}
     */
    public Buzzer(PwmLine line, int usualHertz) {
        this.line = line;
        this.usualHertz = usualHertz;
    }

    @Override
    public int set(int value) {
        int hertz = value == 1 ? usualHertz : value;
        if (value != 0 && (hertz < LOWEST_HERTZ || hertz > HIGHEST_HERTZ)) {
            return SensorStatus.OUT_OF_RANGE;
        }
        try {
            long period = periodNanos(value == 0 ? usualHertz : hertz);
            line.set(period, value == 0 ? 0 : period / 2); // half and half is loudest
            return SensorStatus.OK;
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING; // its owner counts it and answers with what is measured
        }
    }

    @Override
    public int measured() {
        try {
            long period = line.periodNanos();
            if (period == 0 || line.dutyNanos() == 0) {
                return 0;
            }
            int hertz = (int) ((SECOND_NANOS + period / 2) / period);
            return hertz == usualHertz ? 1 : hertz;
        } catch (BusException e) {
            return 0;
        }
    }

    /** The period of a tone; rounded. */
    static long periodNanos(int hertz) {
        return (SECOND_NANOS + hertz / 2) / hertz;
    }
}
