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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Pi4J's digital pins on levels in memory: the providers, and the pins as somebody outside the Pi sees them. */
final class SimulatedGpio {
    private final Map<Integer, Boolean> levels = new ConcurrentHashMap<>();

    /** The level of a pin; low when nobody drives it. */
    boolean isHigh(int gpio) {
        return levels.getOrDefault(gpio, false);
    }

    /** Drives an input from outside. */
    void drive(int gpio, boolean high) {
        levels.put(gpio, high);
    }

    DigitalOutputProvider outputs() {
        return new Outputs();
    }

    DigitalInputProvider inputs() {
        return new Inputs();
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
            levels.put(config().bcm(), newState == DigitalState.HIGH);
            return super.state(newState);
        }

        /** The level at the pin, not what was asked for. */
        @Override
        public DigitalState state() {
            return SimulatedGpio.this.isHigh(config().bcm()) ? DigitalState.HIGH : DigitalState.LOW;
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

    private final class Input extends DigitalInputBase {
        Input(DigitalInputProvider provider, DigitalInputConfig config) {
            super(provider, config);
        }

        @Override
        public DigitalState state() {
            return SimulatedGpio.this.isHigh(config().bcm()) ? DigitalState.HIGH : DigitalState.LOW;
        }
    }
}
