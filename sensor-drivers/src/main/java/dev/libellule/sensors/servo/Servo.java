package dev.libellule.sensors.servo;

import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.PwmLine;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.OutputBank;
import dev.libellule.sensors.chip.OutputKind;
import dev.libellule.sensors.chip.Setting;

/**
 * A hobby servo: its value is an angle, 0 to 180 degrees as a rule; a pulse of 1 to 2 ms, fifty times a second, holds it. Measured
 * is what the line reads back, not where the arm is. One thread; nothing allocates.
 *
 * <p>Before it is first set there are no pulses and the servo is slack, so it does not jump at the start. How far it turns for
 * which pulse differs from servo to servo: an SG90 turns through 180 degrees between 0.5 and 2.4 ms.
 */
public final class Servo implements Actuator {
    /** What every servo understands. */
    public static final long PERIOD_NANOS = 20_000_000;
    /** No pulses were sent yet: no angle. */
    public static final int SLACK = -1;

    private static final Setting SHORTEST = new Setting("shortest-micros", 1000, 400, 1400);
    private static final Setting LONGEST = new Setting("longest-micros", 2000, 1600, 2600);

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onPwm("servo").settings(SHORTEST, LONGEST).acts(1,
            wiring -> OutputBank.of(new Servo(wiring.pwm(), OutputKind.SERVO.maximum(),
                    wiring.setting(SHORTEST.name()), wiring.setting(LONGEST.name()))),
            OutputKind.SERVO);

    private final PwmLine line;
    private final long periodNanos;
    private final int highestDegrees;
    private final long shortestNanos;
    private final long longestNanos;

    /**
     * A servo, slack until it is set.
     *
     * @param highestDegrees the angle of the longest pulse, 1 to 360
     * @param shortestMicros the pulse of 0 degrees, 400 or more
     * @param longestMicros the pulse of the highest angle, longer than that, up to 2600
     */
    public Servo(PwmLine line, int highestDegrees, int shortestMicros, int longestMicros) {
        this(line, highestDegrees, shortestMicros, longestMicros, PERIOD_NANOS);
    }

    /** The same, with another period: that of an expander whose channels share one. */
    public Servo(PwmLine line, int highestDegrees, int shortestMicros, int longestMicros, long periodNanos) {
        if (highestDegrees < 1 || highestDegrees > 360 || shortestMicros < 400 || longestMicros > 2600
                || longestMicros <= shortestMicros) {
            throw new IllegalArgumentException(
                    "servo of %d degrees with pulses of %d to %d us: allowed are 1 to 360 degrees, 400 to 2600 us"
                            .formatted(highestDegrees, shortestMicros, longestMicros));
        }
        this.line = line;
        this.periodNanos = periodNanos;
        this.highestDegrees = highestDegrees;
        this.shortestNanos = shortestMicros * 1000L;
        this.longestNanos = longestMicros * 1000L;
    }

    @Override
    public int set(int degrees) {
        if (degrees < 0 || degrees > highestDegrees) {
            return SensorStatus.OUT_OF_RANGE;
        }
        try {
            line.set(periodNanos, pulseNanos(degrees));
            return SensorStatus.OK;
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING; // its owner counts it and answers with what is measured
        }
    }

    @Override
    public int measured() {
        try {
            long pulse = line.dutyNanos();
            if (line.periodNanos() == 0 || pulse == 0) {
                return SLACK;
            }
            long span = longestNanos - shortestNanos;
            return (int) Math.floorDiv((pulse - shortestNanos) * highestDegrees + span / 2, span);
        } catch (BusException e) {
            return SLACK;
        }
    }

    /** The pulse of an angle. */
    long pulseNanos(int degrees) {
        return shortestNanos + (longestNanos - shortestNanos) * degrees / highestDegrees;
    }
}
