package dev.libellule.sensors.pi4j.provider;

import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputBase;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalOutputProvider;
import com.pi4j.io.gpio.digital.DigitalOutputProviderBase;
import com.pi4j.io.gpio.digital.DigitalState;

/** A provider of digital outputs. Their state is the level at the pin, not what was asked for. */
public final class PinOutputs extends DigitalOutputProviderBase {
    private final Opener opener;

    /** Opens a pin by its BCM number, at a level from the start. */
    @FunctionalInterface
    public interface Opener {
        Pin open(int bcm, boolean high);
    }

    public PinOutputs(String id, String name, Opener opener) {
        super(id, name);
        this.opener = opener;
    }

    @Override
    public DigitalOutput create(DigitalOutputConfig config) {
        Output output = new Output(this, config,
                opener.open(config.bcm(), config.initialState() == DigitalState.HIGH));
        context().registry().add(output);
        return output;
    }

    private static final class Output extends DigitalOutputBase {
        private final Pin pin;

        Output(DigitalOutputProvider provider, DigitalOutputConfig config, Pin pin) {
            super(provider, config);
            this.pin = pin;
        }

        @Override
        public DigitalOutput state(DigitalState newState) {
            pin.set(newState == DigitalState.HIGH);
            return super.state(newState);
        }

        @Override
        public DigitalState state() {
            return pin.isHigh() ? DigitalState.HIGH : DigitalState.LOW;
        }

        @Override
        public DigitalOutput shutdownInternal(Context context) {
            DigitalOutput result = super.shutdownInternal(context);
            pin.close();
            return result;
        }
    }
}
