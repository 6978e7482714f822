package dev.libellule.sensors.pi4j.provider;

import com.pi4j.context.Context;
import com.pi4j.io.pwm.Pwm;
import com.pi4j.io.pwm.PwmBase;
import com.pi4j.io.pwm.PwmConfig;
import com.pi4j.io.pwm.PwmProvider;
import com.pi4j.io.pwm.PwmProviderBase;
import dev.libellule.sensors.bus.PwmLine;
import java.util.concurrent.TimeUnit;

/** A provider of pulses. What it gives out is a {@link PwmLine} too, for nanoseconds in place of Pi4J's hertz and percents. */
public final class PwmChannels extends PwmProviderBase {
    private final Opener opener;

    /** A channel that can be given back. */
    public interface Channel extends PwmLine, AutoCloseable {
        @Override
        default void close() {}
    }

    /** Opens a channel of a chip; throws Pi4J's IOException when it is not there. */
    @FunctionalInterface
    public interface Opener {
        Channel open(int chip, int channel);
    }

    public PwmChannels(String id, String name, Opener opener) {
        super(id, name);
        this.opener = opener;
    }

    @Override
    public Pwm create(PwmConfig config) {
        Line line = new Line(this, config,
                opener.open(config.chip() == null ? 0 : config.chip(), config.channel()));
        context().registry().add(line);
        return line;
    }

    private static final class Line extends PwmBase implements PwmLine {
        private final Channel channel;

        Line(PwmProvider provider, PwmConfig config, Channel channel) {
            super(provider, config);
            this.channel = channel;
        }

        @Override
        public void set(long periodNanos, long dutyNanos) {
            channel.set(periodNanos, dutyNanos);
        }

        @Override
        public long periodNanos() {
            return channel.periodNanos();
        }

        @Override
        public long dutyNanos() {
            return channel.dutyNanos();
        }

        @Override
        public Pwm on() {
            long nanos = TimeUnit.SECONDS.toNanos(1) / Math.max(1, frequency);
            set(nanos, nanos * dutyCycle / 100);
            onState = true;
            return this;
        }

        @Override
        public Pwm off() {
            set(Math.max(1, periodNanos()), 0);
            onState = false;
            return this;
        }

        @Override
        public Pwm shutdownInternal(Context context) {
            Pwm result = super.shutdownInternal(context);
            channel.close();
            return result;
        }
    }
}
