package dev.libellule.sensors.pi4j;

import com.pi4j.context.Context;
import com.pi4j.exception.Pi4JException;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfigBuilder;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfigBuilder;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import com.pi4j.io.i2c.I2C;
import com.pi4j.io.i2c.I2CConfigBuilder;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.bus.I2cTarget;

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
            return new Target(
                    context.create(I2CConfigBuilder.newInstance(context).id(id).bus(bus).device(address).build()), bus,
                    address);
        } catch (Pi4JException e) {
            throw new BusException(("I2C bus %d cannot be opened: %s; check that I2C is switched on (raspi-config, or "
                    + "dtparam=i2c_arm=on in /boot/firmware/config.txt) and that you are in group i2c (sudo usermod -aG i2c $USER)")
                    .formatted(bus, e.getMessage()), e);
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
            return new Output(output);
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

    /** The port on Pi4J's I2C. Block reads go straight into the caller's array. */
    private record Target(I2C i2c, int bus, int address) implements I2cTarget {
        @Override
        public int readRegister(int register) {
            try {
                int value = i2c.readRegister(register);
                if (value < 0) {
                    throw failure("read of register 0x%02X".formatted(register), null);
                }
                return value;
            } catch (Pi4JException e) {
                throw failure("read of register 0x%02X".formatted(register), e);
            }
        }

        @Override
        public void readRegisters(int register, byte[] into, int offset, int length) {
            try {
                int count = i2c.readRegister(register, into, offset, length);
                if (count != length) {
                    throw failure("read of %d bytes at register 0x%02X gave %d".formatted(length, register, count),
                            null);
                }
            } catch (Pi4JException e) {
                throw failure("read of register 0x%02X".formatted(register), e);
            }
        }

        @Override
        public void writeRegister(int register, int value) {
            try {
                i2c.writeRegister(register, (byte) value);
            } catch (Pi4JException e) {
                throw failure("write of register 0x%02X".formatted(register), e);
            }
        }

        private BusException failure(String what, Pi4JException cause) {
            return new BusException(
                    "I2C bus %d address 0x%02X: %s failed; check wiring, address and power".formatted(bus, address,
                            what),
                    cause);
        }
    }

    /** The port on Pi4J's output. */
    private record Output(DigitalOutput output) implements DigitalOutputLine {
        @Override
        public void set(boolean high) {
            try {
                output.state(high ? DigitalState.HIGH : DigitalState.LOW);
            } catch (Pi4JException e) {
                throw new BusException("GPIO " + output.bcm() + " cannot be driven: " + e.getMessage(), e);
            }
        }

        @Override
        public boolean isHigh() {
            return output.state() == DigitalState.HIGH;
        }
    }
}
