package dev.libellule.simulator;

import dev.libellule.sensors.bus.PwmLine;
import dev.libellule.sensors.pi4j.provider.PwmChannels;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Pulses in memory, as an oscilloscope would show them. */
final class SimulatedPwm {
    private final Map<Integer, Line> lines = new ConcurrentHashMap<>();

    PwmChannels provider() {
        return new PwmChannels("libellule-simulated-pwm", "Libellule simulated PWM",
                (_, channel) -> lines.computeIfAbsent(channel, _ -> new Line()));
    }

    /** The pulses of a channel; null while nobody has opened it. */
    PwmLine line(int channel) {
        return lines.get(channel);
    }

    private static final class Line implements PwmChannels.Channel {
        private volatile long periodNanos;
        private volatile long dutyNanos;

        @Override
        public void set(long newPeriodNanos, long newDutyNanos) {
            periodNanos = newPeriodNanos;
            dutyNanos = newDutyNanos;
        }

        @Override
        public long periodNanos() {
            return periodNanos;
        }

        @Override
        public long dutyNanos() {
            return dutyNanos;
        }
    }
}
