package dev.libellule.sensors.pcf8574;

import dev.libellule.device.node.Actuator;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.OutputBank;
import dev.libellule.sensors.chip.OutputKind;
import dev.libellule.sensors.chip.Setting;
import dev.libellule.sensors.chip.Settings;
import dev.libellule.sensors.relay.Relay;

/**
 * NXP PCF8574 or PCF8574A: eight lines for LEDs, buttons and relays, which do not know that they are on an expander. The caller
 * owns the bus. One thread for all its lines; nothing allocates after a line is opened.
 *
 * <p>Lines are quasi-bidirectional (datasheet, revision 5, "Quasi-bidirectional I/Os"): a low is driven, a high is a current of 100 µA,
 * enough for a button's pull-up and for a logic input. An LED hangs between the supply and the pin and is lit by a low. The chip has no
 * register to be identified by.
 *
 * <p>After a reset all lines are high, "Power-on reset". An output that does not read what it was set to is therefore written once
 * more: if that does not help, something else holds the line.
 */
public final class Pcf8574 {
    private static final int LINES = 8;
    private static final Setting ACTIVE_LOW = new Setting("active-low", 1, 0, 1);

    // Not recognised by anything: a read of a register would be a write to its outputs
    /** How it describes itself. */
    public static final Chip PCF8574 = Chip.onI2c("pcf8574", 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27)
            .settings(ACTIVE_LOW).acts(LINES, wiring -> bank(new Pcf8574(wiring.i2c())), OutputKind.SWITCH);
    /** How the one with other addresses describes itself. */
    public static final Chip PCF8574A = Chip.onI2c("pcf8574a", 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x3F)
            .settings(ACTIVE_LOW).acts(LINES, wiring -> bank(new Pcf8574(wiring.i2c())), OutputKind.SWITCH);

    private final I2cTarget target;
    private final byte[] port = new byte[1];
    /** What the pins are to be; inputs are high, so that they can be pulled low from outside. */
    private int latch = 0xFF;
    private int outputs;
    private int inputs;

    /** A chip at an address: 0x20 to 0x27, a PCF8574A at 0x38 to 0x3F, "Device address". Does not touch the bus yet. */
    public Pcf8574(I2cTarget target) {
        this.target = target;
    }

    private static OutputBank bank(Pcf8574 chip) {
        return new OutputBank() {
            @Override
            public Actuator output(int channel, OutputKind kind, Settings settings) {
                boolean activeLow = settings.setting(ACTIVE_LOW.name()) != 0;
                return new Relay(chip.output(channel, Relay.levelOf(false, activeLow)), activeLow);
            }

            @Override
            public DigitalLine input(int channel) {
                return chip.input(channel);
            }
        };
    }

    /**
     * A line that is read; its weak pull-up is always there.
     *
     * @param line 0 to 7, P0 to P7
     * @throws BusException if the line is in use
     */
    public DigitalLine input(int line) {
        inputs |= claimed(line);
        return new Input(this, 1 << line);
    }

    /**
     * A line that is driven. Does not fail if the chip is not there: a later use brings it to its level.
     *
     * @param line 0 to 7, P0 to P7
     * @param high its level from the start
     * @throws BusException if the line is in use
     */
    public DigitalOutputLine output(int line, boolean high) {
        int mask = claimed(line);
        outputs |= mask;
        latch = high ? latch | mask : latch & ~mask;
        Output output = new Output(this, mask);
        try {
            write();
        } catch (BusException e) {
            return output; // it is told when the line is used, by whoever uses it
        }
        return output;
    }

    private int claimed(int line) {
        if (line < 0 || line >= LINES) {
            throw new BusException(where() + " has no line " + line + "; it has 0 to 7", null);
        }
        int mask = 1 << line;
        if (((inputs | outputs) & mask) != 0) {
            throw new BusException(where() + ": line " + line + " is used twice; give each its own", null);
        }
        return mask;
    }

    private String where() {
        return "PCF8574 on I2C bus %d address 0x%02X".formatted(target.bus(), target.address());
    }

    private void write() {
        port[0] = (byte) latch;
        target.write(port, 0, 1);
    }

    private int read() {
        target.read(port, 0, 1);
        return port[0] & 0xFF;
    }

    private void set(int mask, boolean high) {
        latch = high ? latch | mask : latch & ~mask;
        write();
    }

    /** The pins; what the chip has forgotten is written again first. */
    private boolean isHigh(int mask) {
        int pins = read();
        if (((pins ^ latch) & outputs) != 0) {
            write();
            pins = read();
        }
        return (pins & mask) != 0;
    }

    private record Input(Pcf8574 chip, int mask) implements DigitalLine {
        @Override
        public boolean isHigh() {
            return chip.isHigh(mask);
        }
    }

    private record Output(Pcf8574 chip, int mask) implements DigitalOutputLine {
        @Override
        public void set(boolean high) {
            chip.set(mask, high);
        }

        @Override
        public boolean isHigh() {
            return chip.isHigh(mask);
        }
    }
}
