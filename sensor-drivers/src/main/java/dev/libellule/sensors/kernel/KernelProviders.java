package dev.libellule.sensors.kernel;

import com.pi4j.provider.Provider;

/** The providers to add to a Pi4J context: {@code newContextBuilder().noAutoDetect().add(KernelProviders.all())}. */
public final class KernelProviders {
    private KernelProviders() {}

    /** I2C, digital outputs and digital inputs on this machine's own devices; nothing is opened yet. */
    public static Provider<?, ?, ?>[] all() {
        return new Provider<?, ?, ?>[]{new KernelI2c.Provider(), new KernelGpio.Outputs(), new KernelGpio.Inputs()};
    }
}
