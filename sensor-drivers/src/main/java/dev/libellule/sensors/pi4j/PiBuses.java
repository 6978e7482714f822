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
import dev.libellule.sensors.pi4j.provider.CauseNamed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Opens buses and pins in a Pi4J {@link Context}, as the ports that drivers know. The caller owns the context. */
public final class PiBuses {
    private final Context context;
    private final Map<String, BusGuard> guards = new ConcurrentHashMap<>();

    public PiBuses(Context context) {
        this.context = context;
    }

    /** A target on an I2C bus. Opening does not prove that a chip is there. */
    public I2cTarget i2c(int bus, int address) {
        String id = "i2c-%d-0x%02x".formatted(bus, address);
        try {
            return new PiTargets.I2cDevice(
                    context.create(I2CConfigBuilder.newInstance(context).id(id).bus(bus).device(address).build()), bus,
                    address, guard("I2C bus " + bus), "address 0x%02X".formatted(address));
        } catch (RuntimeException | LinkageError e) {
            throw opening("I2C bus " + bus, e, "I2C is switched on (raspi-config, or dtparam=i2c_arm=on in "
                    + "/boot/firmware/config.txt) and that you are in group i2c (sudo usermod -aG i2c $USER)");
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
                    .baud(hertz).mode(mode).build()), bus, chipSelect, guard("SPI bus " + bus),
                    "chip select " + chipSelect);
        } catch (RuntimeException | LinkageError e) {
            throw opening("SPI bus " + bus, e, "SPI is switched on (raspi-config, or dtparam=spi=on in "
                    + "/boot/firmware/config.txt) and that you are in group spi (sudo usermod -aG spi $USER)");
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
        } catch (RuntimeException | LinkageError e) {
            throw opening("PWM chip %d channel %d".formatted(chip, channel), e,
                    "it is switched on (dtoverlay=pwm-2chan in "
                            + "/boot/firmware/config.txt) and that you are in group gpio (sudo usermod -aG gpio $USER)");
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
        } catch (RuntimeException | LinkageError e) {
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
        } catch (RuntimeException | LinkageError e) {
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
        } catch (RuntimeException | LinkageError e) {
            throw gpioFailure(gpio, e);
        }
    }

    private static BusException gpioFailure(int gpio, Throwable cause) {
        return opening("GPIO " + gpio, cause,
                "no other program uses it and that you are in group gpio (sudo usermod -aG gpio $USER)");
    }

    /** Our own providers name the cure themselves; of others, which throw all kinds of things, we can only say what it usually is. */
    private static BusException opening(String what, Throwable cause, String check) {
        String usual = cause instanceof CauseNamed ? "" : "; check that " + check;
        return new BusException("%s cannot be opened: %s%s".formatted(what, reason(cause), usual), cause);
    }

    /** What is said of it, and what it comes from, where that is more. */
    private static String reason(Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return first == failure ? said(failure) : said(failure) + " (" + said(first) + ")";
    }

    private static String said(Throwable failure) {
        boolean isSentence = failure instanceof Pi4JException
                || failure.getMessage() != null && failure.getMessage().contains(" ");
        return isSentence ? failure.getMessage() : failure.toString();
    }

    private BusGuard guard(String bus) {
        return guards.computeIfAbsent(bus, BusGuard::new);
    }

    /**
     * Names what holds up a bus, such as {@code I2C bus 1 address 0x76}: who has been in one transfer for so long. Any thread.
     */
    public List<String> hanging(Duration time) {
        return guards.values().stream().map(guard -> guard.hanging(time.toNanos())).filter(Objects::nonNull).toList();
    }
}
