package dev.libellule.simulator;

import com.pi4j.io.pwm.Pwm;
import com.pi4j.io.pwm.PwmBase;
import com.pi4j.io.pwm.PwmConfig;
import com.pi4j.io.pwm.PwmProvider;
import com.pi4j.io.pwm.PwmProviderBase;
import dev.libellule.sensors.bus.PwmLine;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Pi4J's PWM in memory: the provider, and the pulses as an oscilloscope would show them. */
final class SimulatedPwm {
    private final Map<Integer, Line> lines = new ConcurrentHashMap<>();

    PwmProvider provider() {
        return new Provider();
    }

    /** The pulses of a channel; null while nobody has opened it. */
    PwmLine line(int channel) {
        return lines.get(channel);
    }

    private final class Provider extends PwmProviderBase {
        Provider() {
            super("libellule-simulated-pwm", "Libellule simulated PWM");
        }

        @Override
        public Pwm create(PwmConfig config) {
            Line line = new Line(this, config);
            lines.put(config.channel(), line);
            context().registry().add(line);
            return line;
        }
    }

    private static final class Line extends PwmBase implements PwmLine {
        private volatile long periodNanos;
        private volatile long dutyNanos;

        Line(PwmProvider provider, PwmConfig config) {
            super(provider, config);
        }

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

        @Override
        public Pwm on() {
            long period = TimeUnit.SECONDS.toNanos(1) / Math.max(1, frequency);
            set(period, period * dutyCycle / 100);
            onState = true;
            return this;
        }

        @Override
        public Pwm off() {
            set(Math.max(1, periodNanos), 0);
            onState = false;
            return this;
        }
    }
}
