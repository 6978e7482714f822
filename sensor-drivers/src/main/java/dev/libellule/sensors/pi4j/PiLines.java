package dev.libellule.sensors.pi4j;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.DigitalStateChangeEvent;
import com.pi4j.io.gpio.digital.DigitalStateChangeListener;
import com.pi4j.io.pwm.Pwm;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.bus.EdgeLine;
import dev.libellule.sensors.bus.PwmLine;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lines on Pi4J's pins. */
final class PiLines {
    private PiLines() {}

    /** The port on Pi4J's output. */
    record Output(DigitalOutput output) implements DigitalOutputLine {
        @Override
        public void set(boolean high) {
            try {
                output.state(high ? DigitalState.HIGH : DigitalState.LOW);
            } catch (RuntimeException e) {
                throw new BusException("GPIO " + output.bcm() + " cannot be driven: " + e.getMessage(), e);
            }
        }

        @Override
        public boolean isHigh() {
            return output.state() == DigitalState.HIGH;
        }
    }

    /** Pulses of a provider that knows whole hertz and percents only: good enough for an LED, coarse for a servo. */
    record CoarsePwm(Pwm pwm) implements PwmLine {
        @Override
        public void set(long periodNanos, long dutyNanos) {
            try {
                pwm.on((int) Math.round(100.0 * dutyNanos / periodNanos),
                        (int) Math.max(1, TimeUnit.SECONDS.toNanos(1) / periodNanos));
            } catch (RuntimeException e) {
                throw new BusException("PWM channel " + pwm.getChannel() + " cannot be set: " + e.getMessage(), e);
            }
        }

        @Override
        public long periodNanos() {
            return pwm.isOn() ? TimeUnit.SECONDS.toNanos(1) / Math.max(1, pwm.getActualFrequency()) : 0;
        }

        @Override
        public long dutyNanos() {
            return periodNanos() * pwm.getDutyCycle() / 100;
        }
    }

    /** Edges of a provider that only calls back: their time is when that was, some hundred microseconds late. It allocates. */
    static final class LateEdges implements EdgeLine, DigitalStateChangeListener {
        private record Edge(boolean isRising, long nanos) {}

        private final DigitalInput input;
        private final ArrayBlockingQueue<Edge> edges = new ArrayBlockingQueue<>(1024);
        private final AtomicLong lost = new AtomicLong();
        private Edge taken = new Edge(false, 0);

        LateEdges(DigitalInput input) {
            this.input = input;
            input.addListener(this);
        }

        @Override
        @SuppressWarnings("rawtypes") // as Pi4J declares it
        public void onDigitalStateChange(DigitalStateChangeEvent event) {
            if (!edges.offer(new Edge(event.state() == DigitalState.HIGH, System.nanoTime()))) {
                lost.incrementAndGet();
            }
        }

        @Override
        public boolean awaitEdge(long timeoutNanos) {
            try {
                Edge edge = edges.poll(timeoutNanos, TimeUnit.NANOSECONDS);
                taken = edge == null ? taken : edge;
                return edge != null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public boolean isRising() {
            return taken.isRising();
        }

        @Override
        public long edgeNanos() {
            return taken.nanos();
        }

        @Override
        public long edgesLost() {
            return lost.get();
        }

        @Override
        public boolean isHigh() {
            return input.state() == DigitalState.HIGH;
        }
    }
}
