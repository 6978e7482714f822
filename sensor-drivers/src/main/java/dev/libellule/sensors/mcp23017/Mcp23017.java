package dev.libellule.sensors.mcp23017;

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
 * Microchip MCP23017: sixteen lines for LEDs, buttons and relays, which do not know that they are on an expander. The caller owns
 * the bus. One thread for all its lines; nothing allocates after a line is opened.
 *
 * <p>Before it is used, and again after each failure, the chip proves itself: IOCON is one register at two addresses, table 3-5, and
 * every register reads back what was written. After a reset all lines are inputs and OLAT is zero, so each look at the pins also
 * reads OLAT, in which every input has a one (it drives nothing); a chip that has forgotten is set up again.
 *
 * <p>GPA7 and GPB7 are outputs only: as an input, a level that changes while the chip is read disturbs the bus. Revision D of the datasheet
 * says so, for chips of all years. As an input they are refused, and pulled up while they are not used, so that nothing changes there.
 *
 * @see "Datasheet DS20001952C; registers as in table 3-5; DS20001952D, of 2022, for GPA7 and GPB7"
 */
public final class Mcp23017 {
    static final int REG_IODIRA = 0x00; // 3.5.1; 1 is an input
    static final int REG_IOCON = 0x0A; // BANK is 0 after a reset, so registers of A and B alternate, table 3-5
    static final int REG_IOCON_AGAIN = 0x0B;
    static final int REG_GPPUA = 0x0C; // 1 is a pull-up of 100 kΩ
    static final int REG_GPIOA = 0x12; // 3.5.10; GPIOB, OLATA and OLATB follow
    static final int REG_OLATA = 0x14;

    static final int INTPOL = 0x02; // without effect as long as no interrupt is enabled, and so a good probe

    private static final int LINES = 16;
    private static final int OUTPUTS_ONLY = 0x8080; // GPA7 and GPB7
    private static final Setting ACTIVE_LOW = new Setting("active-low", 0, 0, 1);

    /** How it describes itself. Not recognised: at its addresses a PCF8574 takes the number of a register as its outputs. */
    public static final Chip CHIP = Chip.onI2c("mcp23017", 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27)
            .settings(ACTIVE_LOW).acts(LINES, wiring -> bank(new Mcp23017(wiring.i2c())), OutputKind.SWITCH);

    private final I2cTarget target;
    private final byte[] four = new byte[4];
    private boolean isReady;
    private int claimed;
    private int directions = 0xFFFF;
    private int pullUps = OUTPUTS_ONLY;
    private int latch = 0xFFFF;

    /** A chip at an address, 0x20 to 0x27 by A2, A1 and A0. Does not touch the bus yet. */
    public Mcp23017(I2cTarget target) {
        this.target = target;
    }

    private static OutputBank bank(Mcp23017 chip) {
        return new OutputBank() {
            @Override
            public Actuator output(int channel, OutputKind kind, Settings settings) {
                boolean activeLow = settings.setting(ACTIVE_LOW.name()) != 0;
                return new Relay(chip.output(channel, Relay.levelOf(false, activeLow)), activeLow);
            }

            @Override
            public DigitalLine input(int channel) {
                return chip.input(channel, true);
            }
        };
    }

    /**
     * A line that is read.
     *
     * @param line 0 to 6, GPA0 to GPA6, or 8 to 14, GPB0 to GPB6
     * @param pullUp true for the chip's own resistor of 100 kΩ to the supply
     * @throws BusException if the line is in use, or cannot be read
     */
    public DigitalLine input(int line, boolean pullUp) {
        int mask = claimed(line);
        if ((mask & OUTPUTS_ONLY) != 0) {
            throw new BusException(
                    ("%s: line %d (%s) is an output only: as an input it disturbs the bus, as the datasheet says since 2022; "
                            + "take one of 0 to 6 or 8 to 14").formatted(where(), line, line == 7 ? "GPA7" : "GPB7"),
                    null);
        }
        pullUps = pullUp ? pullUps | mask : pullUps;
        isReady = false;
        return new Input(this, mask);
    }

    /**
     * A line that is driven. Does not fail if the chip is not there: a later use brings it to its level.
     *
     * @param line 0 to 15: GPA0 to GPA7, then GPB0 to GPB7
     * @param high its level from the start; the latch has it before the line is made an output
     * @throws BusException if the line is in use
     */
    public DigitalOutputLine output(int line, boolean high) {
        int mask = claimed(line);
        directions &= ~mask;
        latch = high ? latch | mask : latch & ~mask;
        Output output = new Output(this, mask);
        isReady = false;
        try {
            prepare();
        } catch (BusException e) {
            return output; // it is told when the line is used, by whoever uses it
        }
        return output;
    }

    private int claimed(int line) {
        if (line < 0 || line >= LINES) {
            throw new BusException(where() + " has no line " + line + "; it has 0 to 15", null);
        }
        int mask = 1 << line;
        if ((claimed & mask) != 0) {
            throw new BusException(where() + ": line " + line + " is used twice; give each its own", null);
        }
        claimed |= mask;
        return mask;
    }

    private String where() {
        return "MCP23017 on I2C bus %d address 0x%02X".formatted(target.bus(), target.address());
    }

    /** Proves that the chip is there, and brings it to what its lines are to be. */
    private void prepare() {
        if (isReady) {
            return;
        }
        target.writeRegister(REG_IOCON, INTPOL);
        int seen = target.readRegister(REG_IOCON_AGAIN);
        if (seen != INTPOL) {
            throw new BusException(("%s: IOCON reads 0x%02X, not the 0x%02X just written; another chip is there, "
                    + "or the bus is stuck").formatted(where(), seen, INTPOL), null);
        }
        target.writeRegister(REG_IOCON, 0);
        write(REG_OLATA, latch); // before the direction: no wrong level, not even a short one
        write(REG_GPPUA, pullUps);
        write(REG_IODIRA, directions);
        isReady = true;
    }

    private void write(int register, int both) {
        four[0] = (byte) both;
        four[1] = (byte) (both >> 8);
        target.writeRegisters(register, four, 0, 2);
    }

    private void set(int mask, boolean high) {
        latch = high ? latch | mask : latch & ~mask;
        try {
            prepare();
            write(REG_OLATA, latch);
        } catch (BusException e) {
            isReady = false;
            throw e;
        }
    }

    private boolean isHigh(int mask) {
        try {
            prepare();
            if (!remembers()) {
                isReady = false;
                prepare();
                if (!remembers()) {
                    throw new BusException(where() + ": its registers do not keep what is written; check its supply",
                            null);
                }
            }
            return ((four[0] & 0xFF | (four[1] & 0xFF) << 8) & mask) != 0;
        } catch (BusException e) {
            isReady = false;
            throw e;
        }
    }

    /** Reads pins and latch; false if the chip was reset. */
    private boolean remembers() {
        if (latch == 0) { // as after a reset; the directions tell
            target.readRegisters(REG_IODIRA, four, 0, 2);
            if ((four[0] & 0xFF | (four[1] & 0xFF) << 8) != directions) {
                return false;
            }
        }
        target.readRegisters(REG_GPIOA, four, 0, 4);
        return (four[2] & 0xFF | (four[3] & 0xFF) << 8) == latch;
    }

    private record Input(Mcp23017 chip, int mask) implements DigitalLine {
        @Override
        public boolean isHigh() {
            return chip.isHigh(mask);
        }
    }

    private record Output(Mcp23017 chip, int mask) implements DigitalOutputLine {
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
