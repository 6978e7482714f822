package dev.libellule.sensors.pi4j;

import com.pi4j.context.Context;
import com.pi4j.exception.Pi4JException;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfigBuilder;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfigBuilder;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import com.pi4j.io.i2c.I2CConfigBuilder;
import com.pi4j.io.pwm.Pwm;
import com.pi4j.io.pwm.PwmConfigBuilder;
import com.pi4j.io.pwm.PwmType;
import com.pi4j.io.spi.SpiBus;
import com.pi4j.io.spi.SpiConfigBuilder;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.bus.EdgeLine;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.bus.PwmLine;
import dev.libellule.sensors.bus.SpiTarget;

/** Opens buses and pins in a Pi4J {@link Context}, as the ports that drivers know. The caller owns the context. */
public final class PiBuses {
    private final Context context;

    public PiBuses(Context context) {
        this.context = context;
    }

    /** A target on an I2C bus. Opening does not prove that a chip is there. */
    public I2cTarget i2c(int bus, int address) {
        String id = "i2c-%d-0x%02x".formatted(bus, address);
        try {
            return new PiTargets.I2cDevice(
                    context.create(I2CConfigBuilder.newInstance(context).id(id).bus(bus).device(address).build()), bus,
                    address);
        } catch (Pi4JException e) {
            throw new BusException(("I2C bus %d cannot be opened: %s; check that I2C is switched on (raspi-config, or "
                    + "dtparam=i2c_arm=on in /boot/firmware/config.txt) and that you are in group i2c (sudo usermod -aG i2c $USER)")
                    .formatted(bus, e.getMessage()), e);
        }
    }

    /**
     * A target on an SPI bus. Opening does not prove that a chip is there.
     *
     * @param hertz fastest clock that the chip takes
     * @param mode 0 to 3: clock polarity and phase
     */
    public SpiTarget spi(int bus, int chipSelect, int hertz, int mode) {
        try {
            return new PiTargets.SpiDevice(context.create(SpiConfigBuilder.newInstance(context)
                    .id("spi-%d-%d".formatted(bus, chipSelect)).bus(SpiBus.getByNumber(bus)).channel(chipSelect)
                    .baud(hertz).mode(mode).build()), bus, chipSelect);
        } catch (Pi4JException e) {
            throw new BusException(("SPI bus %d cannot be opened: %s; check that SPI is switched on (raspi-config, or "
                    + "dtparam=spi=on in /boot/firmware/config.txt) and that you are in group spi (sudo usermod -aG spi $USER)")
                    .formatted(bus, e.getMessage()), e);
        }
    }

    /**
     * A channel of the machine's pulse hardware, which is on fixed pins.
     *
     * @param chip the number of {@code /sys/class/pwm/pwmchip<chip>}
     */
    public PwmLine pwm(int chip, int channel) {
        try {
            Pwm pwm = context.create(PwmConfigBuilder.newInstance(context).id("pwm-%d-%d".formatted(chip, channel))
                    .chip(chip).channel(channel).pwmType(PwmType.HARDWARE).build());
            return pwm instanceof PwmLine line ? line : new PiLines.CoarsePwm(pwm);
        } catch (Pi4JException e) {
            throw new BusException(("PWM chip %d channel %d cannot be opened: %s; check that it is switched on "
                    + "(dtoverlay=pwm in /boot/firmware/config.txt) and that you are in group gpio "
                    + "(sudo usermod -aG gpio $USER)").formatted(chip, channel, e.getMessage()), e);
        }
    }

    /**
     * A pin whose edges are noted with their time.
     *
     * @param gpio BCM number
     * @param debounceMicros a level counts once it has held for so long; 0 notes every edge
     */
    public EdgeLine edges(int gpio, PullResistance pull, int debounceMicros) {
        try {
            DigitalInput input = context
                    .create(DigitalInputConfigBuilder.newInstance(context).id("gpio-" + gpio).bcm(gpio).pull(pull)
                            .debounce((long) debounceMicros).build());
            return input instanceof EdgeSource source ? source.edges(debounceMicros) : new PiLines.LateEdges(input);
        } catch (Pi4JException e) {
            throw gpioFailure(gpio, e);
        }
    }

    /**
     * A pin that is driven.
     *
     * @param gpio BCM number
     * @param high its level from the start
     */
    public DigitalOutputLine output(int gpio, boolean high) {
        try {
            DigitalOutput output = context
                    .create(DigitalOutputConfigBuilder.newInstance(context).id("gpio-" + gpio).bcm(gpio)
                            .initial(high ? DigitalState.HIGH : DigitalState.LOW).build());
            return new PiLines.Output(output);
        } catch (Pi4JException e) {
            throw gpioFailure(gpio, e);
        }
    }

    /**
     * A pin that is read.
     *
     * @param gpio BCM number
     */
    public DigitalLine input(int gpio, PullResistance pull) {
        try {
            DigitalInput input = context
                    .create(DigitalInputConfigBuilder.newInstance(context).id("gpio-" + gpio).bcm(gpio).pull(pull)
                            .debounce(0L).build()); // debounced by the driver, whose clock is its owner's
            return () -> input.state() == DigitalState.HIGH;
        } catch (Pi4JException e) {
            throw gpioFailure(gpio, e);
        }
    }

    private static BusException gpioFailure(int gpio, Pi4JException cause) {
        return new BusException(
                ("GPIO %d cannot be opened: %s; check that no other program uses it and that you are in group gpio "
                        + "(sudo usermod -aG gpio $USER)").formatted(gpio, cause.getMessage()),
                cause);
    }
}
