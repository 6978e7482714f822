package dev.libellule.sensors.pi4j.provider;

import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputBase;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalInputProvider;
import com.pi4j.io.gpio.digital.DigitalInputProviderBase;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import dev.libellule.sensors.bus.EdgeLine;
import dev.libellule.sensors.pi4j.EdgeSource;

/** A provider of digital inputs, which are asked for their level, and note edges once they are told to. */
public final class PinInputs extends DigitalInputProviderBase {
    private final Opener opener;

    /** Opens a pin by its BCM number. */
    @FunctionalInterface
    public interface Opener {
        Pin open(int bcm, PullResistance pull);
    }

    public PinInputs(String id, String name, Opener opener) {
        super(id, name);
        this.opener = opener;
    }

    @Override
    public DigitalInput create(DigitalInputConfig config) {
        Input input = new Input(this, config, opener.open(config.bcm(), config.pull()));
        context().registry().add(input);
        return input;
    }

    private static final class Input extends DigitalInputBase implements EdgeSource {
        private final Pin pin;

        Input(DigitalInputProvider provider, DigitalInputConfig config, Pin pin) {
            super(provider, config);
            this.pin = pin;
        }

        @Override
        public DigitalState state() {
            return pin.isHigh() ? DigitalState.HIGH : DigitalState.LOW;
        }

        @Override
        public EdgeLine edges(int debounceMicros) {
            return pin.edges(debounceMicros);
        }

        @Override
        public DigitalInput shutdownInternal(Context context) {
            pin.close();
            return this;
        }
    }
}
