package dev.libellule.sensors.kernel;

import com.pi4j.provider.Provider;
import dev.libellule.sensors.pi4j.provider.I2cDevices;
import dev.libellule.sensors.pi4j.provider.PinInputs;
import dev.libellule.sensors.pi4j.provider.PinOutputs;
import dev.libellule.sensors.pi4j.provider.PwmChannels;
import dev.libellule.sensors.pi4j.provider.SpiDevices;
import java.nio.file.Path;

/** The providers to add to a Pi4J context: {@code newContextBuilder().noAutoDetect().add(KernelProviders.all())}. */
public final class KernelProviders {
    private static final Path CLASS_PWM = Path.of("/sys/class/pwm");

    private KernelProviders() {}

    /** I2C, SPI, digital outputs and inputs, and pulses, on this machine's own devices; nothing is opened yet. */
    public static Provider<?, ?, ?>[] all() {
        return on(Libc.INSTANCE, CLASS_PWM);
    }

    static Provider<?, ?, ?>[] on(Kernel kernel, Path classPwm) {
        return new Provider<?, ?, ?>[]{
                new I2cDevices("libellule-kernel-i2c", "Libellule I2C on the kernel's devices",
                        (bus, address) -> new KernelI2c(kernel, bus, address)),
                new SpiDevices("libellule-kernel-spi", "Libellule SPI on the kernel's devices",
                        (bus, select, hertz, mode) -> new KernelSpi(kernel, bus, select, hertz, mode)),
                new PinOutputs("libellule-kernel-output", "Libellule outputs on the kernel's devices",
                        (bcm, high) -> KernelGpio.output(kernel, bcm, high)),
                new PinInputs("libellule-kernel-input", "Libellule inputs on the kernel's devices",
                        (bcm, pull) -> KernelGpio.input(kernel, bcm, pull)),
                new PwmChannels("libellule-kernel-pwm", "Libellule pulses on the kernel's devices",
                        (chip, channel) -> new KernelPwm(kernel, classPwm, chip, channel))};
    }
}
