package dev.libellule.simulator;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputBase;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalInputProvider;
import com.pi4j.io.gpio.digital.DigitalInputProviderBase;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputBase;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalOutputProvider;
import com.pi4j.io.gpio.digital.DigitalOutputProviderBase;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import dev.libellule.sensors.bus.EdgeLine;
import dev.libellule.sensors.pi4j.EdgeSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/** Pi4J's digital pins on levels in memory: the providers, and the pins as somebody outside the Pi sees them. */
final class SimulatedGpio {
    private final Map<Integer, Boolean> levels = new ConcurrentHashMap<>();
    private final Map<Integer, List<PinModel>> listeners = new ConcurrentHashMap<>();
    private final Map<Integer, SimulatedEdges> edges = new ConcurrentHashMap<>();
    private final LongSupplier nanoClock;

    SimulatedGpio(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** The level of a pin; low when nobody drives it. */
    boolean isHigh(int gpio) {
        return levels.getOrDefault(gpio, false);
    }

    /** Drives an input from outside, at a moment of the pins' clock. */
    void drive(int gpio, boolean high, long nanos) {
        Boolean before = levels.put(gpio, high);
        if (before != null && before == high) {
            return;
        }
        SimulatedEdges watched = edges.get(gpio);
        if (watched != null) {
            watched.add(high, nanos);
        }
        for (PinModel model : listeners.getOrDefault(gpio, List.of())) {
            model.changed(gpio, high, nanos);
        }
    }

    void drive(int gpio, boolean high) {
        drive(gpio, high, nanoClock.getAsLong());
    }

    void listen(int gpio, PinModel model) {
        listeners.computeIfAbsent(gpio, _ -> new CopyOnWriteArrayList<>()).add(model);
    }

    DigitalOutputProvider outputs() {
        return new Outputs();
    }

    DigitalInputProvider inputs() {
        return new Inputs();
    }

    private DigitalState state(int gpio) {
        return isHigh(gpio) ? DigitalState.HIGH : DigitalState.LOW;
    }

    private final class Outputs extends DigitalOutputProviderBase {
        Outputs() {
            super("libellule-simulated-output", "Libellule simulated outputs");
        }

        @Override
        public DigitalOutput create(DigitalOutputConfig config) {
            Output output = new Output(this, config);
            context().registry().add(output);
            return output;
        }
    }

    private final class Output extends DigitalOutputBase {
        Output(DigitalOutputProvider provider, DigitalOutputConfig config) {
            super(provider, config);
        }

        @Override
        public DigitalOutput state(DigitalState newState) {
            drive(config().bcm(), newState == DigitalState.HIGH);
            return super.state(newState);
        }

        /** The level at the pin, not what was asked for. */
        @Override
        public DigitalState state() {
            return SimulatedGpio.this.state(config().bcm());
        }
    }

    private final class Inputs extends DigitalInputProviderBase {
        Inputs() {
            super("libellule-simulated-input", "Libellule simulated inputs");
        }

        @Override
        public DigitalInput create(DigitalInputConfig config) {
            Input input = new Input(this, config);
            levels.putIfAbsent(config.bcm(), config.pull() == PullResistance.PULL_UP);
            context().registry().add(input);
            return input;
        }
    }

    private final class Input extends DigitalInputBase implements EdgeSource {
        Input(DigitalInputProvider provider, DigitalInputConfig config) {
            super(provider, config);
        }

        @Override
        public DigitalState state() {
            return SimulatedGpio.this.state(config().bcm());
        }

        @Override
        public EdgeLine edges(int debounceMicros) {
            int gpio = config().bcm();
            SimulatedEdges watched = new SimulatedEdges(debounceMicros, () -> SimulatedGpio.this.isHigh(gpio));
            edges.put(gpio, watched);
            return watched;
        }
    }
}
